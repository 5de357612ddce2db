// Inline rows: added, removed and moved, by hand and by keys. A row is named by its key; its place is a number that
// nobody types.

/** @param {HTMLFormElement} form */
export function enhanceRows(form) {
  for (const group of form.querySelectorAll("[data-rows]")) {
    if (!(group instanceof HTMLElement)) continue;
    group.classList.add("has-script");
    for (const row of rowsOf(group)) enhanceRow(row);
    const add = group.querySelector("[data-add-row]");
    if (add instanceof HTMLButtonElement) {
      add.hidden = false;
      add.addEventListener("click", () => addRow(group)?.querySelector(CONTROLS)?.focus());
    }
    group.addEventListener("click", (event) => onClick(group, event));
    group.addEventListener("keydown", (event) => onKey(group, event));
    group.addEventListener("change", (event) => onChange(event));
    makeDraggable(group);
  }
}

/** @typedef {HTMLElement & {focus(): void}} Focusable */
const CONTROLS = /** @type {"input"} */ ("input:not([type=hidden]), select, textarea");

/**
 * @param {Element} group
 * @returns {HTMLElement[]}
 */
export function rowsOf(group) {
  const found = [...group.querySelectorAll("[data-row-list] > [data-row]")];
  return found.filter((row) => row instanceof HTMLElement);
}

/**
 * Add a row under a new key, or under the one that is given.
 * @param {HTMLElement} group
 * @param {string} [key]
 */
export function addRow(group, key = crypto.randomUUID()) {
  const template = group.querySelector("template[data-row-template]");
  const list = group.querySelector("[data-row-list]");
  if (!(template instanceof HTMLTemplateElement) || !list) return null;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", key);
  const row = holder.content.querySelector("[data-row]");
  if (!(row instanceof HTMLElement)) return null;
  list.append(row);
  number(group);
  enhanceRow(row);
  // Django's search fields listen for this.
  const detail = { formsetName: group.dataset["rows"] };
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail }));
  row.dispatchEvent(new Event("input", { bubbles: true }));
  return row;
}

/** @param {HTMLElement} row */
function enhanceRow(row) {
  for (const hidden of row.querySelectorAll(".row-moves, .row-delete")) {
    if (hidden instanceof HTMLElement) hidden.hidden = false;
  }
  show(row);
}

/**
 * @param {HTMLElement} group
 * @param {Event} event
 */
function onClick(group, event) {
  const button = event.target instanceof Element ? event.target.closest("[data-move]") : null;
  const row = button?.closest("[data-row]");
  if (button instanceof HTMLElement && row instanceof HTMLElement) {
    move(group, row, button.dataset["move"] === "up" ? -1 : 1);
    button.focus();
  }
}

/**
 * @param {HTMLElement} group
 * @param {KeyboardEvent} event
 */
function onKey(group, event) {
  const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
  if (!(row instanceof HTMLElement) || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(group, row, event.key === "ArrowUp" ? -1 : 1);
  if (event.target instanceof HTMLElement) event.target.focus();
}

/** @param {Event} event */
function onChange(event) {
  const box = event.target;
  const row = box instanceof HTMLInputElement && box.closest(".row-delete") ? box.closest("[data-row]") : null;
  if (row instanceof HTMLElement) show(row);
}

/**
 * A row that is to be removed stays in sight, struck out, until the form is saved: it can be kept after all.
 * @param {HTMLElement} row
 */
function show(row) {
  const box = row.querySelector(".row-delete input");
  const isRemoved = box instanceof HTMLInputElement && box.checked;
  row.classList.toggle("row-removed", isRemoved);
  if (box instanceof HTMLInputElement && "dropRow" in box.dataset) {
    for (const control of row.querySelectorAll("input, select, textarea")) {
      // A new row that is dropped is not sent at all.
      if (control !== box && "disabled" in control) control.disabled = isRemoved;
    }
  }
}

/**
 * @param {HTMLElement} group
 * @param {HTMLElement} row
 * @param {-1 | 1} by
 */
function move(group, row, by) {
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + by];
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  number(group);
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLElement} group */
function number(group) {
  rowsOf(group).forEach((row, place) => {
    const input = row.querySelector("input[name$='-position']");
    if (input instanceof HTMLInputElement) input.value = String(place + 1);
  });
}

/** @param {HTMLElement} group */
function makeDraggable(group) {
  /** @type {HTMLElement | null} */
  let dragged = null;
  group.addEventListener("pointerdown", (event) => {
    const place = event.target instanceof Element ? event.target.closest(".row-place") : null;
    const row = place && !(/** @type {Element} */ (event.target).closest("button")) ? place.closest("[data-row]") : null;
    if (row instanceof HTMLElement) row.draggable = true;
  });
  group.addEventListener("dragstart", (event) => {
    const row = event.target;
    if (!(row instanceof HTMLElement) || !row.matches("[data-row]")) return;
    dragged = row;
    row.classList.add("row-dragged");
  });
  group.addEventListener("dragover", (event) => {
    const over = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    if (!dragged || !(over instanceof HTMLElement) || over === dragged || !group.contains(over)) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  group.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("row-dragged");
    dragged.draggable = false;
    number(group);
    dragged.dispatchEvent(new Event("input", { bubbles: true }));
    dragged = null;
  });
}

/**
 * Make sure that there is a row for each key that pairs name, so that they can be filled in.
 * @param {HTMLFormElement} form
 * @param {import("./fields.js").Pairs} pairs
 */
export function makeRowsFor(form, pairs) {
  for (const group of form.querySelectorAll("[data-rows]")) {
    if (!(group instanceof HTMLElement)) continue;
    const prefix = `${group.dataset["rows"]}-`;
    const there = new Set(rowsOf(group).map((row) => row.dataset["row"]));
    for (const [name] of pairs) {
      const key = name.startsWith(prefix) ? name.slice(prefix.length, name.lastIndexOf("-")) : "";
      if (key && /^[0-9a-f-]{36}$/.test(key) && !there.has(key)) {
        there.add(key);
        addRow(group, key);
      }
    }
    for (const row of rowsOf(group)) show(row);
  }
}
