// From one role to another: what to keep, what to learn, what to leave behind.
import { get, segment } from "../api.js";
import { h } from "../dom.js";
import { percent, plural } from "../format.js";
import { comparisonPath, transitionPath } from "../links.js";
import { fill } from "../region.js";
import { go } from "../router.js";
import { allRoles } from "../components/all_roles.js";
import { articleLinks } from "../components/cards.js";
import { bar } from "../components/skill_bars.js";
import { empty, skeletons } from "../components/states.js";

export default {
  skeleton: skeletons.page,
  load: ({ signal }) => allRoles(signal),
  render(roles, { params, query, signal }) {
    const from = params.from ?? query.from ?? "";
    const to = params.to ?? query.to ?? "";
    const name = (slug) => roles.find((role) => role.slug === slug)?.name ?? slug;
    const isChosen = Boolean(params.from && params.to);
    const place = h("div", { class: "transition" });
    if (!isChosen) place.append(empty("Choose where you are and where you would like to be."));
    else draw(place, { from, to, signal });
    return {
      title: isChosen ? `From ${name(from)} to ${name(to)}` : "Change roles",
      description: "What to keep, what to learn and what to leave behind when moving from one role to another.",
      nodes: [
        h("h1", {}, isChosen ? ["From ", name(from), " to ", name(to)] : "From one role to another"),
        h("p", { class: "deck" }, "What you keep, what you would learn, and what you leave behind."),
        roles.length ? form(roles, from, to) : empty("No roles have been published yet."),
        place,
      ],
    };
  },
};

function form(roles, from, to) {
  const select = (id, label, chosen) =>
    h(
      "div",
      { class: "choose" },
      h("label", { for: id }, label),
      h(
        "select",
        { id, required: true },
        h("option", { value: "" }, "Choose a role"),
        roles.map((role) => h("option", { value: role.slug, selected: role.slug === chosen }, role.name)),
      ),
    );
  const one = select("_from", "I am", from);
  const other = select("_to", "I want to be", to);
  const chosen = () => [one, other].map((its) => its.querySelector("select").value);
  const says = h("p", { class: "hint", role: "alert" });
  const show = (start, end) => {
    says.textContent = start && start === end ? "These are the same role: choose two different ones." : "";
    if (start && end && start !== end) go(transitionPath(start, end));
  };
  const submitted = (event) => {
    event.preventDefault();
    show(...chosen());
  };
  const swap = () => {
    const [start, end] = chosen();
    one.querySelector("select").value = end;
    other.querySelector("select").value = start;
    if (start && end) show(end, start);
  };
  return h(
    "form",
    { class: "panel moving", action: "/transition", onsubmit: submitted },
    one,
    h("button", { class: "button quiet swap", type: "button", onclick: swap, "aria-label": "Swap the two roles" }, "⇄"),
    other,
    h("button", { class: "button", type: "submit" }, "Show the way"),
    says,
  );
}

function draw(place, { from, to, signal }) {
  fill(place, {
    signal,
    skeleton: skeletons.rows,
    load: (ended) => get(`roles/${segment(from)}/transition/${segment(to)}/`, { signal: ended }),
    render: (way) => [summary(way, from, to), h("div", { class: "ways-columns" }, columns(way, from, to))],
  });
}

const summary = ({ keep, learn, similarity }, from, to) =>
  h(
    "p",
    { class: "way-summary" },
    `You bring ${plural(keep.length, "skill")} of the ${keep.length + learn.length} it takes`,
    similarity == null ? "" : `; the roles are ${percent(similarity.weighted ?? similarity)} alike`,
    ". ",
    h("a", { href: comparisonPath([from, to]) }, "Compare the two"),
  );

const columns = ({ keep, learn, drop }, from, to) => [
  column("learn", "Learn", "Most important first.", learn, "Nothing new to learn.", to),
  column("keep", "Keep", "You know these already, and still need them.", keep, "Nothing carries over.", to),
  column("drop", "Leave", "The new role does not ask for these.", drop, "Nothing is lost.", from),
];

const column = (kind, title, hint, skills, none, role) =>
  h(
    "section",
    { class: `way way-${kind}`, "aria-labelledby": `_${kind}` },
    h("h2", { id: `_${kind}` }, title, h("span", { class: "way-count" }, ` ${skills.length}`)),
    h("p", { class: "hint" }, skills.length ? hint : none),
    h(
      "ul",
      {},
      skills.map((skill) => entry(skill, role)),
    ),
  );

// How important it is to `role`.
const weight = ({ importance }, role) => (typeof importance === "number" ? importance : (importance?.[role] ?? 0));

const entry = (skill, role) =>
  h(
    "li",
    {},
    h("span", { class: "bar-name" }, skill.name),
    bar(weight(skill, role)),
    skill.articles?.length ? articleLinks(skill.articles) : null,
  );
