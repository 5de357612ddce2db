// Saving without leaving: the form is sent in the background, and what the answer says is put into the page. Nothing
// that was typed, chosen or opened is lost by an error; a lost login and a stale token are mended in place.
import { setBase, tell } from "./buffer.js";
import { fillControl, isControl } from "./fields.js";

/** @typedef {import("./buffer.js").Buffer} Buffer */

/**
 * @param {HTMLFormElement} form
 * @param {Buffer} buffer
 */
export function saveInPlace(form, buffer) {
  let isSaving = false;
  form.addEventListener("submit", (event) => {
    // Adding in a pop-up tells the page that opened it by a script of Django's own.
    if (form.querySelector("input[name=_popup]")) {
      buffer.rest();
      return;
    }
    event.preventDefault();
    const button = event.submitter instanceof HTMLElement ? event.submitter : null;
    if (!isSaving) void save(button);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const stay = form.querySelector("[name=_continue]") ?? form.querySelector("[name=_save]");
      if (!isSaving && stay instanceof HTMLElement) void save(stay);
    }
    const isInLine = event.target instanceof HTMLInputElement && form.contains(event.target);
    // Enter in a line of the form neither saves nor leaves.
    if (event.key === "Enter" && isInLine && !["submit", "button"].includes(event.target.type)) event.preventDefault();
  });

  // An act of the panel is about what is typed: saved first, and only then done.
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-live=panel] a.act") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || !buffer.isDirty()) return;
    event.preventDefault();
    const stay = form.querySelector("[name=_continue]");
    if (stay instanceof HTMLElement && !isSaving && (await save(stay))) location.assign(link.href);
  });

  /**
   * Whether everything that was typed is saved.
   * @param {HTMLElement | null} button
   */
  async function save(button) {
    isSaving = true;
    tell(form, form.dataset["textSaving"] ?? "Saving …");
    try {
      await send(form, button, buffer);
      return !buffer.isDirty();
    } catch {
      tell(form, form.dataset["textAway"] ?? "The server does not answer. What you typed is kept here; save again.");
      return false;
    } finally {
      isSaving = false;
    }
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @param {Buffer} buffer
 * @param {boolean} [isSecondTry]
 */
async function send(form, button, buffer, isSecondTry = false) {
  const body = new FormData(form);
  const name = button?.getAttribute("name");
  if (name) body.append(name, button?.getAttribute("value") ?? "1");
  // Asked like this the server names the next page instead of leading there, so that its messages are shown on it.
  const headers = { "X-Form-Save": "1" };
  const answer = await fetch(form.action || location.href, { method: "POST", body, headers });
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const { location: next } = await answer.json();
    await arrive(form, new URL(next, location.href), name, buffer);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("form#login-form")) {
    if (await logIn(page, answer.url, form)) await send(form, button, buffer, true);
    return;
  }
  if (answer.status === 403 && !isSecondTry && (await renewToken(form))) {
    await send(form, button, buffer, true);
    return;
  }
  const fresh = page.querySelector(`form#${CSS.escape(form.id)}`);
  if (!(fresh instanceof HTMLFormElement)) {
    const reason = page.querySelector("h1, title")?.textContent?.trim() ?? String(answer.status);
    tell(form, `${reason} (${answer.status}). ${form.dataset["textStill"] ?? "What you typed is still here."}`);
    return;
  }
  showErrors(form, fresh, page);
  tell(form, "");
}

/**
 * Go to the next page; if that is this one, stay and take over what changed.
 * @param {HTMLFormElement} form
 * @param {URL} next
 * @param {string | null | undefined} name
 * @param {Buffer} buffer
 */
async function arrive(form, next, name, buffer) {
  if (next.pathname === location.pathname && name === "_continue") {
    const answer = await fetch(next);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`form#${CSS.escape(form.id)}`);
    if (answer.ok && fresh instanceof HTMLFormElement) {
      takeOver(form, fresh, page);
      await buffer.settle();
      tell(form, form.dataset["textSaved"] ?? "Saved");
      return;
    }
  }
  await buffer.settle();
  buffer.rest();
  location.assign(next);
}

/**
 * What was saved is what stands there: values that others changed, the token, messages, states.
 * @param {HTMLFormElement} form
 * @param {HTMLFormElement} fresh
 * @param {Document} page
 */
function takeOver(form, fresh, page) {
  const base = fresh.elements.namedItem("_base");
  if (base instanceof HTMLInputElement) setBase(form, base.value);
  form.dataset["lastSave"] = fresh.dataset["lastSave"] ?? "";
  const names = (/** @type {HTMLFormElement} */ one) =>
    [...one.querySelectorAll("[data-row-list] > [data-row]")].map((row) => row.getAttribute("data-row")).sort().join();
  if (names(form) !== names(fresh)) {
    for (const group of form.querySelectorAll("[data-row-list]")) swapRows(group, fresh);
  }
  for (const control of fresh.elements) {
    if (!isControl(control) || !control.name || ["csrfmiddlewaretoken", "_base"].includes(control.name)) continue;
    const own = form.elements.namedItem(control.name);
    if (!(own instanceof Element) || !isControl(own)) continue;
    const values =
      control instanceof HTMLSelectElement
        ? [...control.selectedOptions].map((option) => option.value)
        : control instanceof HTMLInputElement && control.type === "checkbox"
          ? control.checked ? [control.value] : []
          : [control.value];
    const present = own instanceof HTMLSelectElement ? [...own.selectedOptions].map((o) => o.value) : [own.value];
    const isTicked = own instanceof HTMLInputElement && own.type === "checkbox";
    if (isTicked ? own.checked !== values.length > 0 : String(present) !== String(values)) fillControl(own, values);
    if (own instanceof HTMLInputElement || own instanceof HTMLTextAreaElement) own.defaultValue = own.value;
  }
  clearErrors(form);
  swapLive(page);
}

/**
 * @param {Element} list
 * @param {HTMLFormElement} fresh
 */
function swapRows(list, fresh) {
  const prefix = list.closest("[data-rows]")?.getAttribute("data-rows") ?? "";
  const others = fresh.querySelector(`[data-rows="${CSS.escape(prefix)}"] [data-row-list]`);
  if (!others) return;
  const focused = document.activeElement?.getAttribute("name");
  list.replaceChildren(...[...others.children].map((row) => document.importNode(row, true)));
  for (const row of list.children) {
    for (const hidden of row.querySelectorAll(".row-moves, .row-delete")) {
      if (hidden instanceof HTMLElement) hidden.hidden = false;
    }
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }));
  }
  const again = focused ? list.querySelector(`[name="${CSS.escape(focused)}"]`) : null;
  if (again instanceof HTMLElement) again.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLFormElement} fresh
 * @param {Document} page
 */
function showErrors(form, fresh, page) {
  clearErrors(form);
  for (const list of fresh.querySelectorAll("ul.errorlist")) {
    if (list.closest("[data-live]")) continue;
    const holder = list.closest("td, .form-row, .fieldBox, .row");
    const control = holder?.querySelector("input[id], select[id], textarea[id]");
    const own = control ? document.getElementById(control.id) : null;
    if (!own) continue;
    own.setAttribute("aria-invalid", "true");
    const place = own.closest("td, .form-row, .fieldBox, .row") ?? own.parentElement;
    place?.classList.add("errors");
    place?.prepend(document.importNode(list, true));
  }
  swapLive(page);
  const summary = document.querySelector(".form-errors, .conflicts");
  if (summary instanceof HTMLElement) {
    summary.tabIndex = -1;
    summary.focus();
  }
}

/** @param {HTMLFormElement} form */
function clearErrors(form) {
  for (const list of form.querySelectorAll("ul.errorlist")) list.remove();
  for (const place of form.querySelectorAll(".errors")) place.classList.remove("errors");
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

/**
 * The parts of the page that only tell something are taken as they are in the answer.
 * @param {Document} page
 */
function swapLive(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = page.querySelector(`[data-live="${CSS.escape(part.getAttribute("data-live") ?? "")}"]`);
    part.replaceChildren(...(other ? [...other.childNodes].map((node) => document.importNode(node, true)) : []));
  }
  const messages = page.querySelector("ul.messagelist");
  document.querySelector("ul.messagelist")?.remove();
  if (messages) document.querySelector("#content")?.before(document.importNode(messages, true));
}

/** @param {HTMLFormElement} form */
async function renewToken(form) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("input[name=csrfmiddlewaretoken]");
  const own = form.elements.namedItem("csrfmiddlewaretoken");
  if (!(fresh instanceof HTMLInputElement) || !(own instanceof HTMLInputElement)) return false;
  const isNew = fresh.value !== own.value;
  own.value = fresh.value;
  return isNew;
}

/**
 * Log in again in a dialog; whether that worked.
 * @param {Document} page
 * @param {string} url
 * @param {HTMLFormElement} form
 * @returns {Promise<boolean>}
 */
function logIn(page, url, form) {
  const dialog = document.createElement("dialog");
  const asked = page.querySelector("form#login-form");
  if (!(asked instanceof HTMLFormElement)) return Promise.resolve(false);
  const login = document.importNode(asked, true);
  const heading = document.createElement("h2");
  heading.textContent = form.dataset["textLogin"] ?? "You were logged out. Log in again to save; your text is kept.";
  dialog.className = "login-again";
  dialog.append(heading, login);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(false);
    });
    login.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await fetch(url, { method: "POST", body: new FormData(login) });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = next.querySelector("form#login-form");
      if (again) {
        heading.textContent = next.querySelector(".errornote")?.textContent?.trim() ?? heading.textContent;
        const token = again.querySelector("[name=csrfmiddlewaretoken]");
        const own = login.elements.namedItem("csrfmiddlewaretoken");
        if (token instanceof HTMLInputElement && own instanceof HTMLInputElement) own.value = token.value;
        return;
      }
      await renewToken(form);
      resolve(true);
      dialog.remove();
    });
  });
}
