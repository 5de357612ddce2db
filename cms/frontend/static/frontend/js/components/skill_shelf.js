// The skills that there are, by category, to pick from: for who does not know what they are called here.
import { get } from "../api.js";
import { h } from "../dom.js";
import { capital } from "../format.js";

/** {node, show(names)}; `onpick(name)` is told what was picked. The node is empty until the skills are there. */
export function skillShelf({ signal, onpick }) {
  const node = h("div", {});
  const buttons = [];
  let taken = new Set();
  const show = (names) => {
    taken = new Set(names.map((name) => name.toLowerCase()));
    for (const { name, button } of buttons) button.setAttribute("aria-pressed", String(taken.has(name.toLowerCase())));
  };
  const add = ({ name }) => {
    const button = h(
      "button",
      { class: "chip", type: "button", "aria-pressed": "false", onclick: () => onpick(name) },
      name,
    );
    buttons.push({ name, button });
    return h("li", {}, button);
  };
  get("skills/", { query: { page_size: 100 }, signal })
    .then(({ results }) => {
      const shelves = Map.groupBy(results, (skill) => skill.category || "other");
      node.replaceChildren(
        h(
          "details",
          { class: "shelf" },
          h("summary", {}, "Or pick from the list"),
          [...shelves].map(([category, skills]) =>
            h("div", {}, h("h2", {}, capital(category)), h("ul", { class: "chips" }, skills.map(add))),
          ),
        ),
      );
      show([...taken]);
    })
    .catch(() => {}); // typing still works
  return { node, show };
}
