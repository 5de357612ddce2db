// Walking a list page by page.
import { h } from "../dom.js";

/** Null when one page holds everything. */
export function pager({ count, next, previous }, { page, pageSize, address }) {
  if (!next && !previous) return null;
  const step = (to, label, kind, isThere) =>
    isThere ? h("a", { class: `button quiet ${kind}`, href: address(to), rel: kind }, label) : h("span", {});
  return h(
    "nav",
    { class: "pager", "aria-label": "Pages" },
    step(page - 1, "Previous", "prev", previous),
    h("span", {}, `Page ${page} of ${Math.ceil(count / pageSize)}`),
    step(page + 1, "Next", "next", next),
  );
}
