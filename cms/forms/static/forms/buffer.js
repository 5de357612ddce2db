// What is typed is kept as it is typed: on the server, and in this browser while the server is away.
import { areSame, fill, pairsOf } from "./fields.js";
import { makeRowsFor } from "./rows.js";

/** @typedef {import("./fields.js").Pairs} Pairs */
/** @typedef {{base: string, fields: Pairs, saved_at: string | null}} Kept */
/** @typedef {{isDirty(): boolean, settle(): Promise<void>, rest(): void}} Buffer */

const PAUSE_MS = 800;

/**
 * @param {HTMLFormElement} form
 * @returns {Buffer}
 */
export function bufferForm(form) {
  const subject = form.dataset["subject"] ?? "";
  const url = form.dataset["bufferUrl"] ?? "";
  const place = `form-buffer:${subject}`;
  // A browser that goes back may fill a page with older values than it was sent with: its own are the truth.
  form.reset();
  let asSaved = pairsOf(form);
  let asKept = asSaved;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isLeaving = false;

  const isDirty = () => !areSame(pairsOf(form), asSaved);

  async function keep() {
    const fields = pairsOf(form);
    if (!subject || areSame(fields, asKept)) return;
    const kept = { base: baseOf(form), fields };
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: JSON.stringify(kept),
        headers: { "X-CSRFToken": tokenOf(form), "Content-Type": "application/json" },
        redirect: "error",
        keepalive: JSON.stringify(kept).length < 60_000,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      localStorage.removeItem(place);
    } catch {
      store(place, { ...kept, saved_at: new Date().toISOString() });
    }
    asKept = fields;
    tell(form, isDirty() ? form.dataset["textKept"] ?? "Kept, not saved yet" : "");
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || !isDirty()) return;
    void keep();
    event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    // Back on a page that was saved and left: what it shows may be old by now.
    if (event.persisted && isLeaving) location.reload();
  });
  if (subject) void offer(form, url, place, asSaved);

  return {
    isDirty,
    /** What stands in the form now is what is stored. */
    async settle() {
      clearTimeout(timer);
      asSaved = asKept = pairsOf(form);
      localStorage.removeItem(place);
      tell(form, "");
      if (subject) await drop(form, url);
    },
    /** The page is left on purpose. */
    rest() {
      isLeaving = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Offer what was kept, if it says something else than the form.
 * @param {HTMLFormElement} form
 * @param {string} url
 * @param {string} place
 * @param {Pairs} asSaved
 */
async function offer(form, url, place, asSaved) {
  const notice = form.querySelector("[data-kept-notice]");
  const kept = newest(await read(url), restore(place));
  if (!kept || !(notice instanceof HTMLElement)) return;
  if (areSame(kept.fields, asSaved)) {
    localStorage.removeItem(place);
    await drop(form, url);
    return;
  }
  const when = kept.saved_at ? new Date(kept.saved_at).toLocaleString() : "";
  const text = document.createElement("p");
  text.textContent = (form.dataset["textFound"] ?? "There is text that was typed and not saved, of {when}.").replace(
    "{when}",
    when,
  );
  const take = button(form.dataset["textRestore"] ?? "Put it back", () => {
    makeRowsFor(form, kept.fields);
    fill(form, kept.fields);
    makeRowsFor(form, kept.fields);
    setBase(form, kept.base);
    notice.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const leave = button(form.dataset["textDiscard"] ?? "Discard it", () => {
    notice.hidden = true;
    localStorage.removeItem(place);
    void drop(form, url);
  });
  notice.replaceChildren(text, take, leave);
  notice.hidden = false;
}

/**
 * @param {string} text
 * @param {() => void} act
 */
function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "act";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {string} url
 * @returns {Promise<Kept | null>}
 */
async function read(url) {
  try {
    const answer = await fetch(url, { redirect: "error" });
    const kept = answer.ok ? await answer.json() : null;
    return kept?.saved_at ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} url
 */
async function drop(form, url) {
  try {
    await fetch(url, { method: "DELETE", headers: { "X-CSRFToken": tokenOf(form) }, redirect: "error" });
  } catch {
    // It is dropped when the form is opened next and says the same.
  }
}

/**
 * @param {string} place
 * @param {Kept} kept
 */
function store(place, kept) {
  try {
    localStorage.setItem(place, JSON.stringify(kept));
  } catch {
    // A browser without room, or without leave: the page itself still holds the text.
  }
}

/**
 * @param {string} place
 * @returns {Kept | null}
 */
function restore(place) {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {Kept | null} one
 * @param {Kept | null} other
 */
function newest(one, other) {
  if (!one || !other) return one ?? other;
  return (one.saved_at ?? "") > (other.saved_at ?? "") ? one : other;
}

/** @param {HTMLFormElement} form */
export function tokenOf(form) {
  const input = form.elements.namedItem("csrfmiddlewaretoken");
  return input instanceof HTMLInputElement ? input.value : "";
}

/** @param {HTMLFormElement} form */
function baseOf(form) {
  const input = form.elements.namedItem("_base");
  return input instanceof HTMLInputElement ? input.value : "";
}

/**
 * @param {HTMLFormElement} form
 * @param {string} base
 */
export function setBase(form, base) {
  const input = form.elements.namedItem("_base");
  if (input instanceof HTMLInputElement && base) input.value = base;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
export function tell(form, text) {
  const state = form.querySelector("[data-form-state]");
  if (state && state.textContent !== text) state.textContent = text;
}
