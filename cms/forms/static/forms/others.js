// Who else works on this: asked every few seconds, while somebody looks at the page.

const EVERY_MS = 4000;

/** @param {HTMLFormElement} form */
export function watchOthers(form) {
  const notice = form.querySelector("[data-others-notice]");
  const url = form.dataset["othersUrl"];
  if (!url || !(notice instanceof HTMLElement)) return;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const seen = encodeURIComponent(form.dataset["lastSave"] ?? "");
      const answer = await fetch(`${url}&seen=${seen}`, { redirect: "error" });
      const text = answer.ok ? String((await answer.json()).notice) : "";
      if (notice.textContent !== text) notice.textContent = text;
      notice.hidden = !text;
    } catch {
      // Away for now; saving tells more.
    }
  };
  setInterval(ask, EVERY_MS);
}
