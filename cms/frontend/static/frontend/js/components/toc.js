// An article's outline: beside the text where there is room, folded above it where there is not.
import { h } from "../dom.js";

const isWide = matchMedia("(min-width: 70rem)");

/** `headings`: [{id, level, title}]. Null for fewer than two. `signal` ends the watching when the page is left. */
export function outline(headings, { signal }) {
  if (headings.length < 2) return null;
  const links = headings.map(({ id, level, title }) =>
    h("li", { class: `toc-${level}` }, h("a", { href: `#${encodeURIComponent(id)}` }, title)),
  );
  const details = h("details", { class: "toc" }, h("summary", {}, "On this page"), h("ul", {}, links));
  const fold = () => (details.open = isWide.matches);
  fold();
  isWide.addEventListener("change", fold, { signal });
  setTimeout(() => follow(headings, links, signal)); // once the headings are in the page
  return h("nav", { class: "outline", "aria-label": "On this page" }, details);
}

// Mark the heading that the reader has last passed.
function follow(headings, items, signal) {
  const places = headings.map(({ id }) => document.getElementById(id));
  let isWaiting = false;
  const look = () => {
    isWaiting = false;
    const passed = places.findLastIndex((place) => place && place.getBoundingClientRect().top < innerHeight * 0.3);
    items.forEach((item, at) => item.classList.toggle("is-here", at === passed));
  };
  const later = () => {
    if (!isWaiting) requestAnimationFrame(look);
    isWaiting = true;
  };
  addEventListener("scroll", later, { passive: true, signal });
  look();
}
