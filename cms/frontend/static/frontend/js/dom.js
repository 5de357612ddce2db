// Nodes are built from text. HTML comes in at one place, and only what the API has rendered and sanitised.

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ADDRESS = /^(?:https?:|mailto:|tel:|[/?#]|[^:]*$)/i;

/**
 * An element. Attributes: `onclick` and the like are listeners, `style` is an object of CSS properties, `true` is an
 * attribute without a value; what is null, undefined or false is left out, among the children too.
 */
export function h(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, name), attributes, children);
}

function furnish(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    // Set by script: a style attribute would be refused by the Content-Security-Policy.
    else if (key === "style") for (const [name, its] of Object.entries(value)) element.style.setProperty(name, its);
    else if (key === "href" && !SAFE_ADDRESS.test(value)) continue;
    else element.setAttribute(key, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
}

const policy = globalThis.trustedTypes?.createPolicy("rendered-by-the-api", { createHTML: (html) => html });

/** A fragment of the API's own HTML. */
export function markup(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}

let count = 0;

/** An id that no heading of an article can have: their slugs never begin with an underscore. */
export const uniqueId = (name) => `_${name}-${++count}`;

const announcements = document.getElementById("_announcements");

/** Say it to a screen reader, without moving the focus. */
export function announce(text) {
  announcements.textContent = "";
  setTimeout(() => (announcements.textContent = text), 50); // a change is read, a text that was always there is not
}
