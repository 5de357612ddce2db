// Which role is nearest to what somebody knows.
import { get } from "../api.js";
import { announce, h } from "../dom.js";
import { list, percent, plural } from "../format.js";
import { matchPath, rolePath } from "../links.js";
import { fill } from "../region.js";
import { go } from "../router.js";
import { skillNames } from "../components/cards.js";
import { bar } from "../components/skill_bars.js";
import { skillShelf } from "../components/skill_shelf.js";
import { empty, skeletons } from "../components/states.js";

const MOST = 50;
const MOST_MISSING = 10; // named a role; its own page lists them all

export default {
  skeleton: skeletons.page,
  render(data, { query, signal }) {
    const input = h("input", {
      id: "_skills",
      name: "skills",
      type: "text",
      autocomplete: "off",
      maxlength: "2000",
      "aria-describedby": "_skills-hint",
    });
    const place = h("div", { class: "matches" });
    let names = [];
    const search = (changed) => go(matchPath(changed));
    const shelf = skillShelf({ signal, onpick: (name) => search(withName(split(input.value), name)) });
    const update = (changed) => {
      names = split(changed.skills ?? "");
      input.value = names.join(", ");
      shelf.show(names);
      draw(place, { names, signal, search });
    };
    const submitted = (event) => {
      event.preventDefault();
      search(split(input.value));
    };
    update(query);
    return {
      title: "Match your skills",
      description: "Name what you know, and see which role is nearest to it.",
      nodes: [
        h("h1", {}, "Which role fits my skills?"),
        h(
          "p",
          { class: "deck" },
          "Name what you know. We show which roles are nearest, and what each of them would still ask of you.",
        ),
        h(
          "form",
          { class: "panel", action: "/match", onsubmit: submitted },
          h("label", { for: "_skills" }, "My skills"),
          h("div", { class: "field" }, input, h("button", { class: "button", type: "submit" }, "Find roles")),
          h("p", { class: "hint", id: "_skills-hint" }, `With commas between them, up to ${MOST}: python, k8s, sql`),
          shelf.node,
        ),
        place,
      ],
      update,
    };
  },
};

const split = (text) =>
  [
    ...new Set(
      text
        .split(/[,;\n]/)
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ].slice(0, MOST + 1);
const withName = (names, name) => (names.includes(name) ? names : [...names, name]);

function draw(place, { names, signal, search }) {
  if (!names.length) {
    place.filling?.abort();
    place.replaceChildren(empty("The roles appear here as soon as there is a skill to go by."));
    return;
  }
  fill(place, {
    signal,
    skeleton: skeletons.rows,
    load: (ended) => get("roles/match/", { query: { skills: names }, signal: ended }),
    render: (found) => [
      understood(found, names, search),
      ...(found.results.length
        ? [h("h2", {}, "Roles, nearest first"), h("ol", { class: "ranking" }, found.results.map(ranked))]
        : [empty("No role asks for any of these skills.")]),
    ],
    done: ({ results }) =>
      announce(results.length ? `${plural(results.length, "role")} found, ${results[0].name} first` : "No role found"),
  });
}

// What was taken for what, and what was not: a suggestion replaces the word that it is for.
function understood({ recognised, unrecognised }, names, search) {
  const words = new Map();
  for (const { query, skill } of recognised) words.set(skill.name, [...(words.get(skill.name) ?? []), query]);
  return h(
    "div",
    { class: "understood" },
    words.size
      ? h("p", {}, "Going by ", list([...words].map(([name, queries]) => explained(name, queries))), ".")
      : null,
    unrecognised.map(({ query, is_ambiguous: isAmbiguous, suggestions }) =>
      h(
        "p",
        { class: "unknown" },
        h("strong", {}, `“${query}”`),
        isAmbiguous ? " can mean more than one skill. " : " is no skill that we know. ",
        suggestions.length ? "Did you mean " : null,
        suggestions.flatMap((skill, at) => [
          at ? " or " : "",
          h(
            "button",
            {
              class: "suggestion",
              type: "button",
              onclick: () => search(names.map((name) => (name === query ? skill.name : name))),
            },
            skill.name,
          ),
        ]),
        suggestions.length ? "?" : null,
      ),
    ),
  );
}

// A skill, with what it was called if that was something else.
function explained(name, queries) {
  const others = queries.filter((query) => query.toLowerCase() !== name.toLowerCase());
  return others.length ? `${name} (${others.map((query) => `“${query}”`).join(", ")})` : name;
}

const ranked = (role) =>
  h(
    "li",
    { class: "ranked" },
    h("h3", {}, h("a", { href: rolePath(role) }, role.name)),
    h("p", { class: "nearness" }, bar(role.score), h("span", {}, `${percent(role.score)} covered`)),
    h("p", { class: "ranked-summary" }, role.summary),
    h(
      "div",
      { class: "ranked-skills" },
      role.have.length ? [h("h4", {}, "You have"), skillNames(role.have, { kind: "token-have" })] : null,
      role.missing.length ? [h("h4", {}, "Still to learn"), skillNames(role.missing, { most: MOST_MISSING })] : null,
    ),
  );
