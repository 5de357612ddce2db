// What a form would send, and putting it back.

/** @typedef {[name: string, value: string][]} Pairs */

/** Not typed by anybody, or a secret. */
const PASSED_BY = /^(csrfmiddlewaretoken|_base|_choice:.*)$|password|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;

/**
 * The pairs that the form would send, without files and what belongs to the page alone.
 * @param {HTMLFormElement} form
 * @returns {Pairs}
 */
export function pairsOf(form) {
  /** @type {Pairs} */
  const pairs = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !PASSED_BY.test(name)) pairs.push([name, value.replace(/\r\n?/g, "\n")]);
  }
  return pairs;
}

/**
 * Put pairs into the form: every control gets what was kept for its name, or is emptied.
 * @param {HTMLFormElement} form
 * @param {Pairs} pairs
 */
export function fill(form, pairs) {
  /** @type {Map<string, string[]>} */
  const kept = new Map();
  for (const [name, value] of pairs) kept.set(name, [...(kept.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!isControl(control) || !control.name || PASSED_BY.test(control.name)) continue;
    fillControl(control, kept.get(control.name) ?? []);
  }
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * @param {Element} element
 * @returns {element is Control}
 */
export function isControl(element) {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

/**
 * @param {Control} control
 * @param {string[]} values
 */
export function fillControl(control, values) {
  if (control instanceof HTMLSelectElement) {
    for (const value of values) {
      // A choice that was searched for and is not among those that the page knows: its id stands for it.
      if (value && ![...control.options].some((option) => option.value === value)) {
        control.add(new Option(value, value));
      }
    }
    for (const option of control.options) option.selected = values.includes(option.value);
  } else if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
    control.checked = values.includes(control.value);
  } else if (!(control instanceof HTMLInputElement && ["file", "submit", "button"].includes(control.type))) {
    const value = values[0] ?? "";
    if (control.value !== value) control.value = value;
    return;
  } else return;
  // Django's search fields show what is chosen when they are told.
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * @param {Pairs} one
 * @param {Pairs} other
 */
export function areSame(one, other) {
  /** @param {Pairs} pairs */
  const text = (pairs) => JSON.stringify(pairs.filter(([, value]) => value !== "").sort());
  return text(one) === text(other);
}
