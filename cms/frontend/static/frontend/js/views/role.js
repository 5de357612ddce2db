// One role: what it does, what it takes, what is near it.
import { get, segment } from "../api.js";
import { text } from "../body.js";
import { h } from "../dom.js";
import { list, percent } from "../format.js";
import { comparePath, comparisonPath, rolePath, transitionPath } from "../links.js";
import { fill } from "../region.js";
import { articleGrid, roleCards } from "../components/cards.js";
import { bar, skillBars } from "../components/skill_bars.js";
import { empty, skeletons } from "../components/states.js";

export default {
  skeleton: skeletons.page,
  load: ({ params, signal }) => get(`roles/${segment(params.slug)}/`, { signal }),
  render: (role, { signal }) => ({
    title: role.name,
    description: role.summary,
    canonical: role.url,
    data: role.json_ld,
    path: rolePath(role),
    nodes: [
      h(
        "header",
        { class: "role-head" },
        h("p", { class: "kicker" }, "Role"),
        h("h1", {}, role.name),
        role.aliases.length ? h("p", { class: "aliases" }, "Also called ", list(role.aliases)) : null,
        h("p", { class: "deck" }, role.summary),
        h(
          "p",
          { class: "ways" },
          h("a", { class: "button", href: comparePath([role.slug]) }, "Compare with others"),
          h("a", { class: "button quiet", href: `/transition?to=${segment(role.slug)}` }, "How to become one"),
        ),
      ),
      h("div", { class: "role-columns" }, h("div", { class: "role-text" }, about(role)), skills(role)),
      role.articles.length
        ? h("section", {}, h("h2", {}, "Articles about this role"), articleGrid(role.articles))
        : null,
      similar(role, signal),
    ],
  }),
};

function about(role) {
  return [
    role.description?.html ? text(role.description.html) : null,
    role.responsibilities.length
      ? h(
          "section",
          {},
          h("h2", {}, "Responsibilities"),
          h(
            "ol",
            { class: "duties" },
            role.responsibilities.map((item) => h("li", {}, item)),
          ),
        )
      : null,
    role.dimensions.length
      ? h(
          "section",
          {},
          h("h2", {}, "In a few words"),
          h(
            "dl",
            { class: "dimensions" },
            role.dimensions.map(({ name, html }) => h("div", {}, h("dt", {}, name), text(html, { name: "dd" }))),
          ),
        )
      : null,
    role.choose_if
      ? h(
          "section",
          { class: "choice tint-1" },
          h("h2", {}, h("span", { class: "choice-if" }, "Choose it "), "if …"),
          h("p", {}, role.choose_if),
        )
      : null,
  ];
}

const skills = (role) =>
  h(
    "section",
    { class: "role-skills", "aria-labelledby": "_skills" },
    h("h2", { id: "_skills" }, "Skills"),
    role.skills.length
      ? [h("p", { class: "legend" }, "How important each is to the role, out of 100."), skillBars(role.skills)]
      : h("p", { class: "legend" }, "No skills have been described for this role yet."),
  );

function similar(role, signal) {
  const place = h("div", {});
  fill(place, {
    signal,
    level: 3,
    skeleton: () => skeletons.cards(3),
    load: (ended) => get(`roles/${segment(role.slug)}/similar/`, { query: { page_size: 6 }, signal: ended }),
    render: ({ results }) =>
      results.length
        ? [roleCards(results, { note: (other) => nearness(role, other) })]
        : [empty("No other role shares skills with this one yet.")],
  });
  return h("section", {}, h("h2", {}, "Similar roles"), place);
}

const nearness = (role, other) => [
  h("p", { class: "nearness" }, bar(other.score), h("span", {}, `${percent(other.score)} alike`)),
  other.shared?.length
    ? h("p", { class: "shared" }, "Shares ", list(other.shared.slice(0, 3).map((skill) => skill.name)))
    : null,
  h(
    "p",
    { class: "card-ways" },
    h(
      "a",
      { href: comparisonPath([role.slug, other.slug]), "aria-label": `Compare ${role.name} with ${other.name}` },
      "Compare",
    ),
    h(
      "a",
      { href: transitionPath(role.slug, other.slug), "aria-label": `Move from ${role.name} to ${other.name}` },
      "Move there",
    ),
  ),
];
