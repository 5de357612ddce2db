// What hits have in common, with how many there are: links that narrow them, and take that back.
import { h } from "../dom.js";
import { TYPES } from "./hit.js";

const MOST = 8; // of each: more would push the hits away

/** `current` is what the address says; `address(changes)` is it with those values changed. */
export function facetRows({ type, tag, role }, { current, address }) {
  const rows = [
    row("Kind", "type", type.map(({ value, count }) => [value, TYPES[value] ?? value, count])),
    row("Topic", "tag", tag.map(({ slug, name, count }) => [slug, name, count])),
    row("Role", "role", role.map(({ slug, name, count }) => [slug, name, count])),
  ].filter(Boolean);
  return rows.length ? h("div", { class: "filters facets" }, rows) : null;

  function row(label, name, values) {
    const chosen = current[name];
    if (values.length < 2 && !chosen) return null; // nothing to choose from
    const shown = values.filter(([value], at) => at < MOST || value === chosen);
    const chips = shown.map(([value, text, count]) => {
      const isOn = value === chosen;
      const link = { class: "chip", href: address({ [name]: isOn ? null : value }), "aria-current": isOn && "true" };
      return h("li", {}, h("a", link, text, h("span", { class: "facet-count" }, ` ${count.toLocaleString("en-GB")}`)));
    });
    return h(
      "nav",
      { class: "chip-row", "aria-label": `${label}: narrow the results` },
      h("span", { class: "chip-label" }, label),
      h("ul", { class: "chips" }, chips),
    );
  }
}
