// The HTML of a text, made ready for the page: wide things scroll by themselves, links stay within the site.
import { pictureOrigins } from "./config.js";
import { h, markup } from "./dom.js";
import { localUrl } from "./links.js";

/** An array with one element holding the text; `inside` may change the fragment before it is shown. */
export function text(html, { inside = () => {}, name = "div", kind = "prose" } = {}) {
  const fragment = markup(html);
  for (const link of fragment.querySelectorAll("a[href]"))
    link.setAttribute("href", localUrl(link.getAttribute("href")));
  for (const table of fragment.querySelectorAll("table")) scrollable(table, "Table");
  for (const code of fragment.querySelectorAll("pre")) {
    code.tabIndex = 0; // it scrolls sideways, and so must be within reach of the keyboard
    code.setAttribute("role", "region");
    code.setAttribute("aria-label", language(code));
  }
  for (const picture of fragment.querySelectorAll("img")) keepOrName(picture);
  inside(fragment);
  return h(name, { class: kind }, fragment);
}

function scrollable(table, label) {
  const frame = h("div", { class: "sideways", tabindex: "0", role: "region", "aria-label": label });
  table.replaceWith(frame);
  frame.append(table);
}

function language(code) {
  const name = code.querySelector("code")?.className.match(/language-(\S+)/)?.[1];
  return name ? `Code, ${name}` : "Code";
}

// Pictures from elsewhere are not loaded, for that would tell a stranger who reads: a link names them.
function keepOrName(picture) {
  const { host, origin, protocol } = new URL(picture.src, location.href);
  if (origin === location.origin || protocol === "data:" || pictureOrigins.includes(origin)) return;
  picture.replaceWith(h("a", { href: picture.src, rel: "noopener" }, picture.alt || "Picture", ` (${host})`));
}
