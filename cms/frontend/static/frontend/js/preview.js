// Looking at what the public does not see: what the address says of it goes with every question, and every step.
import { h } from "./dom.js";

const NAMES = ["preview", "perspective"];
// Where the API knows other perspectives: lists and details of entries, and comparisons.
const ANSWERED =
  /^(?:articles|roles|skills|comparisons|tags|authors|dimensions|images|calls-to-action)\/(?!match\/)(?:[^/]+\/)?$/;

const asked = () => {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.filter((name) => query.has(name)).map((name) => [name, query.get(name)]));
};

export const isPreview = () => Object.keys(asked()).length > 0;

/** What to add to a question to the API. Words are looked for among what is published. */
export const perspectiveFor = (path, query) => (ANSWERED.test(path) && !query.q ? asked() : {});

/** The address, of this site, with the preview that is on. */
export function carry(url) {
  for (const [name, value] of Object.entries(asked())) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url;
}

/** The address of this page as the public has it. */
export function wayOut() {
  const url = new URL(location.href);
  for (const name of NAMES) url.searchParams.delete(name);
  return url.pathname + url.search;
}

/** Say what is shown, above everything, as long as it is not what the public sees. */
export function showBanner() {
  const place = document.getElementById("_preview");
  place.replaceChildren(...(isPreview() ? [banner()] : []));
}

function banner() {
  const { perspective = "draft" } = asked();
  const says = perspective === "draft" ? "Drafts appear as they were last saved." : `As the public sees it at ${perspective}.`;
  return h(
    "div",
    { class: "preview", role: "region", "aria-label": "Preview" },
    h("p", {}, h("strong", {}, "Preview: not what the public sees."), " ", says),
    // Loaded anew: nothing of the preview stays behind on the page.
    h("a", { class: "button quiet", href: wayOut(), target: "_self" }, "Leave the preview"),
  );
}
