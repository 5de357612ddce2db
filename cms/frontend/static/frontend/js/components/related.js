// Where to read on: the editors' guides in the text, their list at the foot, sources, and the neighbours.
import { h } from "../dom.js";
import { articlePath, localUrl } from "../links.js";
import { KINDS } from "./cards.js";
import { picture } from "./picture.js";

const of = (links, kind) => links.filter((link) => link.kind === kind);

/** Guides, for the text zone; null for none. */
export function guides(links) {
  const chosen = of(links, "guide");
  if (!chosen.length) return null;
  return h(
    "aside",
    { class: "guides", "aria-labelledby": "_guides" },
    h("h2", { id: "_guides" }, chosen.length === 1 ? "A guide to go with this" : "Guides to go with this"),
    h(
      "ul",
      {},
      chosen.map((link) =>
        h("li", {}, h("a", { href: localUrl(link.url) }, link.title), link.text ? h("p", {}, link.text) : null),
      ),
    ),
  );
}

/** The list at the foot, what is pinned first; null for none. */
export function furtherReading(links) {
  const chosen = of(links, "related").toSorted((one, other) => other.pinned - one.pinned);
  if (!chosen.length) return null;
  return h(
    "section",
    { class: "further", "aria-labelledby": "_further" },
    h("h2", { id: "_further" }, "Other articles you might be interested in"),
    h("ul", { class: "further-list" }, chosen.map(entry)),
  );
}

function entry(link) {
  const { target } = link;
  const kind = target?.type === "role" ? "Role" : (KINDS[target?.kind] ?? "Elsewhere");
  return h(
    "li",
    { class: "further-entry" },
    target?.hero
      ? picture({ ...target.hero, alt: "" }, { sizes: "8rem", kind: "thumbnail" })
      : h("span", { class: "thumbnail thumbnail-blank", "aria-hidden": "true" }, kind.charAt(0)),
    h(
      "div",
      {},
      h("p", { class: "kicker" }, kind),
      h("h3", {}, h("a", { href: localUrl(link.url) }, link.title)),
      link.text ? h("p", { class: "further-text" }, link.text) : null,
    ),
  );
}

export function sources(links) {
  const chosen = of(links, "source");
  if (!chosen.length) return null;
  return h(
    "section",
    { class: "sources", "aria-labelledby": "_sources" },
    h("h2", { id: "_sources" }, "Sources"),
    h(
      "ul",
      {},
      chosen.map((link) =>
        h("li", {}, h("a", { href: link.url, rel: "noopener" }, link.title), link.text ? `: ${link.text}` : null),
      ),
    ),
  );
}

/** The previous and the next article, by date. */
export function neighbours({ previous, next }) {
  if (!previous && !next) return null;
  const side = (article, label, kind) =>
    article &&
    h(
      "a",
      { class: kind, href: articlePath(article), rel: kind },
      h("span", {}, label),
      h("strong", {}, article.title),
    );
  return h(
    "nav",
    { class: "neighbours", "aria-label": "Neighbouring articles" },
    side(previous, "Earlier", "prev"),
    side(next, "Later", "next"),
  );
}
