// How important skills are to one role.
import { h } from "../dom.js";
import { capital, hundredths } from "../format.js";

const TIERS = [
  ["essential", "Essential"],
  ["useful", "Useful"],
];

/** One list a tier; `skills` with importance, tier, note, category. */
export function skillBars(skills) {
  return TIERS.map(([tier, title]) => [title, skills.filter((skill) => skill.tier === tier)])
    .filter(([, its]) => its.length)
    .map(([title, its]) => h("div", { class: "tier" }, h("h3", {}, title), h("ul", { class: "bars" }, its.map(row))));
}

function row(skill) {
  const value = hundredths(skill.importance);
  return h(
    "li",
    { class: "bar-row" },
    h("span", { class: "bar-name", title: skill.category ? capital(skill.category) : null }, skill.name),
    h("span", { class: "bar-value" }, value, h("span", { class: "hidden" }, " of 100")),
    bar(skill.importance),
    skill.note ? h("span", { class: "bar-note" }, skill.note) : null,
  );
}

/** A bar as long as `share` of its frame. The number stands beside it in words. */
export const bar = (share, kind = "") =>
  h("span", {
    class: `bar ${kind}`,
    "aria-hidden": "true",
    style: { "--share": `${hundredths(share)}%`, "--part": String(hundredths(share) / 100) },
  });
