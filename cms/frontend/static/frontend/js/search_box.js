// The search field above every page: it leads to the page of results. The key / leads to the nearest field.
import { searchPath } from "./links.js";
import { go } from "./router.js";

const form = document.querySelector(".site-search");
const EDITABLE = "input, textarea, select, [contenteditable]";

export function watchSearchBox() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = form.elements.q.value.trim();
    form.reset();
    go(searchPath(words));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(EDITABLE)) return; // there it is a sign like any other
    event.preventDefault();
    const fields = [document.querySelector(".search-page input"), form.elements.q];
    const field = fields.find((each) => each?.checkVisibility());
    if (!field) return go(searchPath("")); // on a phone with a keyboard
    field.focus();
    field.select();
  });
}
