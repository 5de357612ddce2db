// Choosing two to six roles: checkboxes that look like chips, in a group with a name.
import { announce, h } from "../dom.js";

export const LEAST = 2;
export const MOST = 6;
const MANY = 12; // from here on a field narrows them

/** {node, show(slugs)}; `onchange(slugs)` gets the chosen ones in the order of choosing. */
export function rolePicker({ roles, onchange }) {
  let chosen = [];
  const says = h("p", { class: "picker-says", role: "status" });
  const boxes = roles.map((role) => {
    const input = h("input", { type: "checkbox", name: "role", value: role.slug, onchange: () => toggle(role.slug) });
    return { role, input, node: h("label", { class: "pick" }, input, h("span", {}, role.name)) };
  });

  function toggle(slug) {
    const isOn = chosen.includes(slug);
    if (!isOn && chosen.length === MOST) {
      show(chosen);
      return announce(`No more than ${MOST} roles at once. Take one away first.`);
    }
    onchange(isOn ? chosen.filter((other) => other !== slug) : [...chosen, slug]);
  }

  function show(slugs) {
    chosen = slugs;
    for (const { role, input, node } of boxes) {
      input.checked = slugs.includes(role.slug);
      // Not disabled, which would take it from the keyboard and say nothing.
      const isFull = !input.checked && slugs.length >= MOST;
      input.setAttribute("aria-disabled", String(isFull));
      node.classList.toggle("is-full", isFull);
    }
    says.textContent = sentence(slugs.length);
  }

  const group = h(
    "div",
    { class: "picks" },
    boxes.map(({ node }) => node),
  );
  const node = h(
    "fieldset",
    { class: "picker" },
    h("legend", {}, `Choose ${LEAST} to ${MOST} roles`),
    boxes.length > MANY ? narrowing(boxes) : null,
    group,
    says,
  );
  return { node, show };
}

function sentence(count) {
  if (count === 0) return "None chosen yet.";
  if (count < LEAST) return "One chosen. Choose another to compare it with.";
  return count === MOST ? `${count} chosen, as many as fit.` : `${count} chosen.`;
}

function narrowing(boxes) {
  const narrow = (event) => {
    const words = event.target.value.trim().toLowerCase();
    for (const { role, input, node } of boxes) {
      node.hidden = !input.checked && !`${role.name} ${role.short_name}`.toLowerCase().includes(words);
    }
  };
  return h("input", {
    type: "search",
    "aria-label": "Narrow the roles",
    placeholder: "Narrow the roles",
    oninput: narrow,
  });
}
