// One result of a search. Its highlights are the API's own HTML: text, and the words found in <mark>.
import { h, markup } from "../dom.js";
import { articlePath, authorPath, rolePath, tagPath, withQuery } from "../links.js";
import { KINDS, time } from "./cards.js";

export const TYPES = {
  article: "Articles",
  role: "Roles",
  skill: "Skills",
  tag: "Topics",
  author: "Authors",
  dimension: "What roles are compared on",
};

// What a result is called, and where it leads: what has no page of its own leads to what is about it.
const WAYS = {
  article: (found) => [KINDS[found.kind] ?? "Article", articlePath(found)],
  role: (found) => ["Role", rolePath(found)],
  skill: (found) => ["Skill", withQuery("/roles/", { skill: found.slug })],
  tag: (found) => ["Topic", tagPath(found)],
  author: (found) => ["Author", authorPath(found)],
  dimension: () => ["What roles are compared on", "/compare"],
};

export function hit(found) {
  const [label, path] = WAYS[found.type]?.(found) ?? [found.type, "/"];
  const date = found.type === "article" ? [" · ", time(found.published_at)] : null;
  const text = markup(found.highlight.text);
  return h(
    "li",
    { class: "hit", lang: found.language },
    h("p", { class: "kicker" }, label, date),
    h("h2", { class: "hit-title" }, h("a", { href: path }, markup(found.highlight.title))),
    text.textContent ? h("p", { class: "hit-text" }, text) : null,
  );
}
