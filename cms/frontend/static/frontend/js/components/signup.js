// Asking for a newsletter: the form, what is wrong with what was typed, and what happens next.
import { get, post, segment } from "../api.js";
import { announce, h, uniqueId } from "../dom.js";

const FAILED = {
  down: "We cannot be reached. Check your connection, then try again.",
  slow: "The server has not answered for fifteen seconds. Please try again.",
  missing: "This newsletter takes no readers any longer.",
  gone: "This newsletter takes no readers any longer.",
  broken: "Something broke on our side. It has been noted; please try again later.",
};

/** The form for one newsletter as the API has it; null if it takes no readers. */
export function signup(newsletter, { signal } = {}) {
  if (!newsletter.consent_text) return null;
  let consent = newsletter.consent_text;
  const [field, wrong, words] = [uniqueId("email"), uniqueId("wrong"), uniqueId("consent")];
  const input = h("input", {
    id: field,
    name: "email",
    type: "email",
    autocomplete: "email",
    maxlength: "320",
    required: true,
    "aria-describedby": words,
  });
  const button = h("button", { class: "button", type: "submit" }, "Subscribe");
  const wording = h("p", { class: "signup-consent", id: words }, consent.text);
  const problem = h("p", { class: "signup-problem", id: wrong, role: "alert" });

  const say = (text, { isAboutEmail = false } = {}) => {
    problem.textContent = text;
    input.setAttribute("aria-describedby", isAboutEmail ? `${wrong} ${words}` : words);
    if (isAboutEmail) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (isAboutEmail) input.focus();
  };
  const wait = (isWaiting) => {
    // Not `disabled`: the button would lose the focus.
    button.setAttribute("aria-disabled", String(isWaiting));
    button.textContent = isWaiting ? "Sending …" : "Subscribe";
  };
  const submitted = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    const email = input.value.trim();
    if (!email) return say("Please type your e-mail address.", { isAboutEmail: true });
    say("");
    wait(true);
    try {
      const body = { email, newsletter: newsletter.slug, consent_text: consent.version };
      done(await post("newsletter/subscriptions/", body, { signal }));
    } catch (error) {
      if (signal?.aborted) return;
      wait(false);
      await explain(error);
    }
  };
  const explain = async (error) => {
    const about = error.errors?.find(({ parameter }) => parameter === "email");
    if (about) return say(about.detail, { isAboutEmail: true });
    if (error.errors?.some(({ parameter }) => parameter === "consent_text")) return renew();
    const seconds = error.retryAfter;
    const later = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : "a minute";
    say(error.kind === "busy" ? `That was often enough for now. Please try again in ${later}.` : told(error));
  };
  // The wording has changed while the page was open: nobody agrees to what they have not seen.
  const renew = async () => {
    const now = await get(`newsletter/${segment(newsletter.slug)}/`, { signal }).catch(() => null);
    if (!now?.consent_text) return say(FAILED.missing);
    consent = now.consent_text;
    wording.textContent = consent.text;
    say("What you agree to has changed meanwhile. Please read it, and subscribe again.");
  };
  const done = ({ detail }) => {
    const title = h("p", { class: "signup-done", tabindex: "-1" }, "Look at your mail");
    form.replaceChildren(title, h("p", {}, detail));
    title.focus({ preventScroll: true });
    announce(`Look at your mail. ${detail}`);
  };

  const form = h(
    "form",
    { class: "signup", novalidate: true, onsubmit: submitted, "aria-label": `Subscribe to ${newsletter.name}` },
    h("label", { for: field }, "Your e-mail address"),
    h("div", { class: "field" }, input, button),
    problem,
    wording,
  );
  return form;
}

const told = (error) => FAILED[error.kind] ?? error.detail ?? FAILED.broken;
