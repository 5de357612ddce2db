// Articles and roles in lists.
import { h } from "../dom.js";
import { date, list, plural } from "../format.js";
import { articlePath, rolePath } from "../links.js";
import { picture } from "./picture.js";

export const KINDS = { article: "Article", comparison: "Comparison" };

const CARD_SIZES = "(min-width: 64rem) 24rem, (min-width: 40rem) 46vw, 92vw";
const LEAD_SIZES = "(min-width: 64rem) 46rem, 92vw";

/** An article in a grid; `level` is that of its heading. */
export const articleCard = (article, { level = 3 } = {}) => card(article, { level, sizes: CARD_SIZES, kind: "card" });

/** The article that a page opens with. */
export const leadCard = (article, { level = 2 } = {}) =>
  card(article, { level, sizes: LEAD_SIZES, kind: "card lead", eager: true });

function card(article, { level, sizes, kind, eager = false }) {
  return h(
    "article",
    { class: kind, lang: article.language },
    picture(article.hero && { ...article.hero, alt: "" }, { sizes, eager, kind: "card-picture" }),
    h(
      "div",
      { class: "card-text" },
      h("p", { class: "kicker" }, KINDS[article.kind] ?? "Article", " · ", `${article.reading_minutes} min`),
      h(`h${level}`, { class: "card-title" }, h("a", { href: articlePath(article) }, article.title)),
      article.excerpt ? h("p", { class: "card-excerpt" }, article.excerpt) : null,
      h("p", { class: "card-meta" }, time(article.published_at), by(article.authors)),
    ),
  );
}

export const time = (iso) => h("time", { datetime: iso }, date(iso));

const by = (authors) => (authors.length ? ` · ${list(authors.map((author) => author.name))}` : null);

/** Roles in a grid; `note(role)` gives what stands under the summary. */
export const roleCards = (roles, { level = 3, note = () => null } = {}) =>
  h(
    "ul",
    { class: "role-cards" },
    roles.map((role) =>
      h(
        "li",
        { class: "card role-card" },
        h(`h${level}`, { class: "card-title" }, h("a", { href: rolePath(role) }, role.name)),
        h("p", { class: "card-excerpt" }, role.summary),
        note(role),
      ),
    ),
  );

export const articleGrid = (articles, { level } = {}) =>
  h(
    "ul",
    { class: "cards" },
    articles.map((article) => h("li", {}, articleCard(article, { level }))),
  );

/** Titles, one a line: where many stand close together. */
export const articleLinks = (articles) =>
  h(
    "ul",
    { class: "links" },
    articles.map((article) => h("li", {}, h("a", { href: articlePath(article) }, article.title))),
  );

/** Names of skills, at most `most` of them; `kind` colours them. */
export function skillNames(skills, { kind = "", most = Infinity } = {}) {
  const shown = skills.slice(0, most).map((skill) => h("li", { class: `token ${kind}` }, skill.name));
  const rest = skills.length - shown.length;
  return h(
    "ul",
    { class: "tokens" },
    shown,
    rest > 0 ? h("li", { class: "token token-rest" }, `and ${rest} more`) : null,
  );
}

export const countOf = (count, one, many) => h("p", { class: "count" }, plural(count, one, many));
