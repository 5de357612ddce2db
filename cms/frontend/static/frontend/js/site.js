// @ts-check
// What helps a reader on any page: a key for the search, the heading that was last passed, a button that copies code.
// Every page is whole without it.

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-copy]"));

searchByKey();
followHeadings();
offerToCopy();

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
