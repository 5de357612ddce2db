// What stands in for content: waiting, slow, nothing found, and each way of failing with what to do about it.
import { h } from "../dom.js";
import { wayOut } from "../preview.js";

const again = "Try again";
const SENTENCES = {
  down: ["We cannot be reached", "The server does not answer. Check your connection, then try again.", again],
  slow: ["This took too long", "The server has not answered for fifteen seconds, so we stopped waiting.", again],
  missing: ["There is no such page", "The address may be mistyped, or the page was never published."],
  gone: ["This page was taken down", "It used to be here, and its authors have withdrawn it."],
  busy: ["A little too fast", "There were more requests from your address than we answer at a time.", again],
  locked: ["This preview is not open", "The public page may be there all the same."],
  refused: ["That cannot be answered", "The address asks for something we do not understand."],
  broken: ["Something broke on our side", "It is not your doing, and it has been noted. Trying again may help.", again],
};

const PARTS = {
  missing: ["Nothing to show here", "The rest of this page is not affected."],
  gone: ["This was taken down", "The rest of this page is not affected."],
};

/** A failure in words. `retry` is called by its button, where trying again can help. */
export function failure(error, { retry, level, ways = [] }) {
  const isPart = level > 1; // of a page that is there
  const isLocked = error.kind === "locked"; // as every page is that the preview goes along to
  const [title, sentence, label] = (isPart && PARTS[error.kind]) || SENTENCES[error.kind] || SENTENCES.broken;
  const detail = ["refused", "missing", "locked"].includes(error.kind) ? error.detail : null;
  const wait = error.kind === "busy" && error.retryAfter;
  return h(
    "div",
    { class: `notice notice-${error.kind ?? "broken"}` },
    h(`h${level}`, { tabindex: "-1" }, title),
    h("p", {}, sentence, detail ? ` ${detail}` : null),
    wait ? h("p", {}, `Please wait ${wait === 1 ? "a second" : `${wait} seconds`} before you try again.`) : null,
    h(
      "p",
      { class: "notice-ways" },
      isLocked ? h("a", { class: "button", href: wayOut(), target: "_self" }, "Leave the preview") : null,
      label ? h("button", { class: "button", type: "button", onclick: retry }, label) : null,
      isPart || isLocked ? null : h("a", { class: "button quiet", href: "/" }, "To the start page"),
      !isPart && !label && !isLocked ? h("a", { class: "button quiet", href: "/articles/" }, "All articles") : null,
      ways,
    ),
  );
}

export const slowly = () => h("p", { class: "slowly" }, "This takes longer than usual. Still trying …");

/** Nothing to show; `ways` are links or buttons out of it. */
export const empty = (text, ...ways) =>
  h(
    "div",
    { class: "notice notice-empty" },
    h("p", {}, text),
    ways.length ? h("p", { class: "notice-ways" }, ways) : null,
  );

const line = (kind) => h("span", { class: `bone ${kind}` });
const waiting = (kind, ...children) =>
  h("div", { class: `skeleton skeleton-${kind}` }, h("span", { class: "hidden" }, "Loading …"), children);

/** Shapes of what is to come, in about its size. */
export const skeletons = {
  article: () =>
    waiting(
      "article",
      line("kicker"),
      line("title"),
      line("title short"),
      line("deck"),
      line("picture"),
      text(),
      text(),
    ),
  page: () => waiting("page", line("title"), line("deck"), text(), text()),
  cards: (count = 6) =>
    waiting(
      "cards",
      Array.from({ length: count }, () => h("div", { class: "bone-card" }, line("picture"), text())),
    ),
  rows: () =>
    waiting(
      "rows",
      Array.from({ length: 6 }, () => line("row")),
    ),
};

function text() {
  return h("span", { class: "bone-text" }, line("line"), line("line"), line("line short"));
}
