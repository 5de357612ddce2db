// What a reader may do next: a bar at the top, a note in the text, a panel at the end.
import { h } from "../dom.js";
import { localUrl } from "../links.js";

/** One placement's calls; nothing for none. */
export const callsToAction = (calls, placement) =>
  calls.map((call) =>
    h(
      "aside",
      { class: `call call-${placement}`, "aria-label": call.label },
      h("p", {}, call.text),
      h("a", { class: "button", href: localUrl(call.url) }, call.label),
    ),
  );
