// Roles side by side: the table, the skills, what to choose by.
import { text } from "../body.js";
import { h } from "../dom.js";
import { percent } from "../format.js";
import { rolePath, transitionPath } from "../links.js";
import { overlap } from "./overlap.js";

/** The whole block, as an array of sections; headings begin at `level`. */
export function comparisonBlock(comparison, { level = 2 } = {}) {
  return [
    section("Role by role", level, table(comparison)),
    section("Skills in common, and not", level, likeness(comparison), overlap(comparison, { level: level + 1 })),
    choices(comparison, level),
  ];
}

function section(title, level, ...children) {
  return h("section", { class: "comparison-part" }, h(`h${level}`, {}, title), children);
}

// On a narrow screen every row becomes a card, and every cell says again whose it is. A browser that lays a table out
// as blocks forgets that it is one: the roles say it.
function table({ roles, dimensions }) {
  const rows = [
    ...dimensions.map(({ name, cells }) => [name, cells.map((cell) => (cell.html ? text(cell.html) : null))]),
    ["Responsibilities", roles.map(({ responsibilities }) => responsibilityList(responsibilities))],
  ].filter(([, cells]) => cells.some(Boolean));
  return h(
    "table",
    { class: `versus versus-${roles.length}`, role: "table" },
    h("caption", { class: "hidden" }, `${roles.map((role) => role.name).join(", ")}, compared`),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        h("td", { role: "cell" }),
        roles.map((role, at) =>
          h(
            "th",
            { role: "columnheader", scope: "col", class: tint(at) },
            h("a", { href: rolePath(role) }, role.name),
            h("span", { class: "versus-summary" }, role.summary),
          ),
        ),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      rows.map(([name, cells]) => row(name, cells, roles)),
    ),
  );
}

function row(name, cells, roles) {
  return h(
    "tr",
    { role: "row" },
    h("th", { role: "rowheader", scope: "row" }, name),
    cells.map((cell, at) =>
      h(
        "td",
        { role: "cell", class: tint(at) },
        h("span", { class: "whose", "aria-hidden": "true" }, roles[at].name),
        cell ?? h("span", { class: "unsaid" }, "Not described yet"),
      ),
    ),
  );
}

const responsibilityList = (items) =>
  items?.length
    ? h(
        "ol",
        { class: "duties" },
        items.map((item) => h("li", {}, item)),
      )
    : null;

function likeness({ roles, similarity, skills }) {
  const names = Object.fromEntries(roles.map((role) => [role.slug, role.name]));
  const counts = [
    skills.shared.length,
    skills.partial.length,
    ...Object.values(skills.unique).map((its) => its.length),
  ];
  if (!counts.some(Boolean)) return h("p", {}, "No skills have been described for these roles yet.");
  return h(
    "div",
    { class: "likeness" },
    h("p", { class: "likeness-figure" }, h("strong", {}, percent(similarity.weighted)), " of their skills in common"),
    h("p", {}, roles.length > 2 ? "on average over the pairs, " : null, "weighed by how important each is"),
    similarity.pairs?.length
      ? h(
          "ul",
          { class: "pairs" },
          similarity.pairs.map((pair) =>
            h(
              "li",
              {},
              pair.roles.map((slug) => names[slug]).join(" and "),
              ": ",
              h("strong", {}, percent(pair.weighted)),
            ),
          ),
        )
      : null,
  );
}

function choices({ roles }, level) {
  const decided = roles.map((role, at) => ({ role, at })).filter(({ role }) => role.choose_if);
  if (!decided.length) return null;
  return section(
    "Which one to choose",
    level,
    h(
      "ul",
      { class: "choices" },
      decided.map(({ role, at }) =>
        h(
          "li",
          { class: `choice ${tint(at)}` },
          h(`h${level + 1}`, {}, h("span", { class: "choice-if" }, "Choose "), role.name),
          h("p", {}, role.choose_if),
          h("a", { class: "more", href: rolePath(role) }, `More about ${role.plural || role.name}`),
        ),
      ),
    ),
    roles.length === 2 ? moves(roles) : null,
  );
}

const moves = ([one, other]) =>
  h(
    "p",
    { class: "moves" },
    "Already one of them? See what it takes to move ",
    h("a", { href: transitionPath(one.slug, other.slug) }, `from ${one.name} to ${other.name}`),
    " or ",
    h("a", { href: transitionPath(other.slug, one.slug) }, "the other way"),
    ".",
  );

/** The colour of the role at this place. */
export const tint = (at) => `tint-${(at % 6) + 1}`;
