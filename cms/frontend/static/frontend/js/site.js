// @ts-check
// What helps a reader: a key for the search, the heading that was last passed, a button that copies code, and forms that
// answer while somebody types or chooses. Every page is whole without it.

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-copy]"));

const TYPING = 300; // milliseconds after the last key

/** @type {{ createPolicy(name: string, rules: object): { createHTML(html: string): any } } | undefined} */
const trustedTypes = /** @type {any} */ (globalThis).trustedTypes;
const policy = trustedTypes?.createPolicy("pages-of-this-site", { createHTML: (/** @type {string} */ html) => html });
const said = document.getElementById("_said");
let latest = new AbortController();

searchByKey();
followHeadings();
offerToCopy();
answerForms();

/** The key / leads to the search field, or to the page that has one. */
function searchByKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {Element | null} */ (event.target);
    if (target?.closest("input, textarea, select, [contenteditable]")) return; // there it is a sign like any other
    event.preventDefault();
    const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[aria-keyshortcuts='/']"));
    const field = [...fields].find((each) => each.offsetParent !== null);
    if (!field) return location.assign("/search"); // on a phone with a keyboard
    field.focus();
    field.select();
  });
}

/** Mark in the outline where the reader is. */
function followHeadings() {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".toc a")]);
  if (!links.length) return;
  const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let isWaiting = false;
  const look = () => {
    isWaiting = false;
    const tops = places.map((place) => place?.getBoundingClientRect().top ?? Infinity);
    const passed = tops.reduce((last, top, at) => (top < innerHeight * 0.3 ? at : last), -1);
    links.forEach((link, at) => {
      if (at === passed) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const later = () => {
    if (!isWaiting) requestAnimationFrame(look);
    isWaiting = true;
  };
  addEventListener("scroll", later, { passive: true });
  later();
}

/** A button in the corner of every block of code. */
function offerToCopy() {
  if (!navigator.clipboard) return; // not over HTTP
  const { copy = "", copied = "" } = script.dataset;
  for (const code of document.querySelectorAll("pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.innerText);
      button.textContent = copied;
      setTimeout(() => (button.textContent = copy), 2_000);
    });
    const frame = document.createElement("div");
    frame.className = "code";
    code.replaceWith(frame);
    frame.append(code, button);
  }
}

/**
 * A form that only asks for another view of the same page: the server draws the page for the new address, and the part
 * of it that has changed is put in place. Focus and scrolling stay as they are; where this fails, the form is sent.
 */
function answerForms() {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-live]"))) {
    const region = document.getElementById(form.dataset.live ?? "");
    if (region) enliven(form, region);
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} region */
function enliven(form, region) {
  let timer = 0;
  const address = () => {
    const values = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(/** @type {[string, string][]} */ (values)).toString();
    return new URL(query ? `?${query}` : "?", form.action);
  };
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    const isChoice = /** @type {HTMLInputElement} */ (event.target).type === "checkbox";
    timer = setTimeout(() => replace(region, address(), { isStep: false }), isChoice ? 0 : TYPING);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  // Links that narrow the list keep the reader's place, too.
  region.addEventListener("click", async (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link?.matches(".filters a, .found a") || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const text = link.textContent;
    if (!(await replace(region, new URL(link.href), { isStep: true }))) return location.assign(link.href);
    const again = [...region.querySelectorAll("a")].find((each) => each.textContent === text);
    (again ?? /** @type {HTMLElement | null} */ (form.querySelector("input[type=search]")))?.focus({ preventScroll: true });
    show(form, new URL(location.href));
  });
  addEventListener("popstate", () => location.reload());
}

/** Bring what stands in `region` of the page at `url`; false if there is none. `isStep`: the reader can go back to it.
 * @param {HTMLElement} region @param {URL} url @param {{ isStep: boolean }} options */
async function replace(region, url, { isStep }) {
  latest.abort();
  const mine = (latest = new AbortController());
  region.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal: mine.signal });
    const html = await response.text();
    const page = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
    const found = page.getElementById(region.id);
    if (!found || mine.signal.aborted) return false;
    region.replaceChildren(...found.childNodes);
    document.title = page.title;
    if (said) said.textContent = found.dataset.says ?? "";
    history[isStep ? "pushState" : "replaceState"](null, "", response.url);
    return true;
  } catch {
    return mine.signal.aborted; // away: what stands there stays
  } finally {
    if (mine === latest) region.removeAttribute("aria-busy");
  }
}

/** The form as it is for an address: its words, and what it passes on.
 * @param {HTMLFormElement} form @param {URL} url */
function show(form, url) {
  for (const hidden of form.querySelectorAll("input[type=hidden]")) hidden.remove();
  for (const [name, value] of url.searchParams) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === "search") field.value = value;
    else if (name !== "page") {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(hidden);
    }
  }
  const words = form.querySelector("input[type=search]");
  if (words instanceof HTMLInputElement && !url.searchParams.has(words.name)) words.value = "";
}
