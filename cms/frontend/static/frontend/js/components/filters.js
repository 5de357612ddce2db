// Chips and a search field. Every chip is a link to the list that it makes.
import { get } from "../api.js";
import { h } from "../dom.js";

const TYPING = 300; // milliseconds after the last key

/** {node, show(query)}. `address(changes)` is the list's address with those values changed. */
export function chips({ address, signal }) {
  const rows = [
    row(
      "Kind",
      "kind",
      [
        ["comparison", "Comparisons"],
        ["article", "Articles"],
      ],
      address,
    ),
    row("Topic", "tag", [], address),
    row("Role", "role", [], address),
  ];
  let shown = {};
  const show = (query) => {
    shown = query;
    rows.forEach((its) => its.show(query));
  };
  const [, topics, roles] = rows;
  // Without them the list still works: a failure here is not worth a word.
  const fetched = (path, its, name) =>
    get(path, { query: { page_size: 30 }, signal })
      .then(({ results }) => {
        its.offer(results.map((entry) => [entry.slug, entry[name]]));
        show(shown);
      })
      .catch(() => its.node.remove());
  fetched("tags/", topics, "name");
  fetched("roles/", roles, "name");
  return {
    node: h(
      "div",
      { class: "filters" },
      rows.map((its) => its.node),
    ),
    show,
  };
}

function row(label, name, choices, address) {
  const list = h("ul", { class: "chips" });
  const node = h(
    "nav",
    { class: "chip-row", "aria-label": `${label}: narrow the list` },
    h("span", { class: "chip-label" }, label),
    list,
  );
  let links = [];
  const offer = (offered) => {
    links = offered.map(([value, text]) => ({ value, link: h("a", { class: "chip", href: "#" }, text) }));
    list.replaceChildren(...links.map(({ link }) => h("li", {}, link)));
  };
  const show = (query) => {
    for (const { value, link } of links) {
      const isOn = query[name] === value;
      link.href = address({ [name]: isOn ? null : value });
      if (isOn) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  offer(choices);
  return { node, offer, show };
}

/** {node, show(text)}: a field that tells `onchange` what was typed, once the typing pauses. */
export function searchField({ label, onchange }) {
  let timer = null;
  const input = h("input", {
    type: "search",
    name: "q",
    placeholder: label,
    "aria-label": label,
    autocomplete: "off",
    maxlength: "100",
  });
  const tell = () => {
    clearTimeout(timer);
    onchange(input.value.trim());
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => input.isConnected && tell(), TYPING);
  });
  const submitted = (event) => {
    event.preventDefault();
    tell();
  };
  const node = h("form", { class: "search", role: "search", onsubmit: submitted }, input);
  const show = (text) => {
    if (input.value.trim() !== text) input.value = text;
  };
  return { node, show };
}
