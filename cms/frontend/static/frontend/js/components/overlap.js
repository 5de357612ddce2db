// Which skills roles share, drawn: two roles as bars to both sides of one axis, more as columns of dots.
import { h } from "../dom.js";
import { hundredths } from "../format.js";
import { bar } from "./skill_bars.js";

/** An array of nodes; empty when no role has skills. */
export function overlap({ roles, skills }, { level }) {
  const only = (role) => ({ title: `Only ${role.name}`, skills: skills.unique[role.slug] ?? [], role });
  const shared = { title: roles.length > 2 ? "All of them" : "Both", skills: skills.shared };
  const groups =
    roles.length === 2
      ? [only(roles[0]), shared, only(roles[1])] // in this order the bars lean left, meet, and lean right
      : [shared, { title: "Some of them", skills: skills.partial }, ...roles.map(only)];
  const filled = groups.filter((group) => group.skills.length);
  if (!filled.length) return [];
  return [
    roles.length === 2 ? strip(groups) : null,
    h(
      "p",
      { class: "legend" },
      roles.length === 2 ? "The longer the bar" : "The larger the dot",
      ", the more the role needs the skill: 100 is the most.",
    ),
    chart(filled, roles, level),
  ];
}

// How many skills are on each side and in the middle.
function strip(groups) {
  const part = (group, kind) =>
    h(
      "li",
      { class: `strip-part ${kind}`, style: { "flex-grow": String(group.skills.length) } },
      h("strong", {}, group.skills.length),
      h("span", {}, ` ${group.title.charAt(0).toLowerCase()}${group.title.slice(1)}`),
    );
  const kinds = ["tint-1", "strip-both", "tint-2"];
  return h(
    "ul",
    { class: "strip", "aria-label": "How many skills" },
    groups.map((group, at) => (group.skills.length ? part(group, kinds[at]) : null)),
  );
}

function chart(groups, roles) {
  const isPair = roles.length === 2;
  const head = (role, at) =>
    h(
      "th",
      { role: "columnheader", scope: "col", class: `tint-${at + 1}` },
      h("span", { class: "long" }, role.name),
      h("span", { class: "brief", "aria-hidden": "true" }, role.short_name || role.name),
    );
  const heads = roles.map(head);
  const corner = h("th", { role: "columnheader", scope: "col", class: "corner" }, "Skill");
  return h(
    "table",
    { class: isPair ? "butterfly" : `dots dots-${roles.length}`, role: "table" },
    h("caption", { class: "hidden" }, "How important each skill is to each role, from 0 to 100"),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, isPair ? [heads[0], corner, heads[1]] : [corner, heads])),
    groups.map((group) => body(group, roles, isPair)),
  );
}

function body(group, roles, isPair) {
  const cells = (skill) => roles.map((role, at) => cell(skill.importance[role.slug], at, isPair));
  const name = (skill) => h("th", { role: "rowheader", scope: "row", class: "skill-name" }, skill.name);
  return h(
    "tbody",
    { role: "rowgroup" },
    h(
      "tr",
      { role: "row", class: "group" },
      h("th", { role: "columnheader", colspan: String(roles.length + 1), scope: "colgroup" }, group.title),
    ),
    group.skills.map((skill) => {
      const its = cells(skill);
      return h("tr", { role: "row" }, isPair ? [its[0], name(skill), its[1]] : [name(skill), its]);
    }),
  );
}

function cell(importance, at, isPair) {
  const place = `tint-${at + 1} ${isPair ? (at === 0 ? "left" : "right") : ""}`;
  if (importance === undefined) {
    return h("td", { role: "cell", class: `${place} absent` }, h("span", { class: "hidden" }, "not needed"));
  }
  const value = h("span", { class: "value" }, hundredths(importance));
  const mark = isPair ? bar(importance) : dot(importance);
  return h("td", { role: "cell", class: place }, at === 0 && isPair ? [value, mark] : [mark, value]);
}

// The area shows the importance, not the diameter.
const dot = (importance) =>
  h("span", {
    class: "dot",
    "aria-hidden": "true",
    style: { "--size": Math.sqrt(Math.max(importance, 0.02)).toFixed(3) },
  });
