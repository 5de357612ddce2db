// The change forms of the admin: rows by key, a buffer of what is typed, saving without leaving. Each part enhances a
// form that works without it; what fails here leaves the form as the server sent it.
import { bufferForm } from "./buffer.js";
import { watchOthers } from "./others.js";
import { enhanceRows } from "./rows.js";
import { saveInPlace } from "./saving.js";

for (const form of document.querySelectorAll("form.keeps")) {
  if (!(form instanceof HTMLFormElement)) continue;
  enhanceRows(form);
  const buffer = bufferForm(form);
  saveInPlace(form, buffer);
  watchOthers(form);
}
