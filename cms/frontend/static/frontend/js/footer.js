// The sign-up form below every page: of the first newsletter that takes readers, asked for when somebody gets there.
import { get } from "./api.js";
import { h } from "./dom.js";
import { newsletterPath } from "./links.js";
import { signup } from "./components/signup.js";

export function watchFooter() {
  const place = document.getElementById("_signup");
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      fill(place).catch(() => {}); // the link beside it leads to the newsletters all the same
    },
    { rootMargin: "600px" },
  );
  watcher.observe(place);
}

async function fill(place) {
  const { results } = await get("newsletter/", { query: { page_size: 20 } });
  const newsletter = results.find((each) => each.consent_text);
  if (!newsletter) return;
  const title = h("h2", { class: "signup-title" }, h("a", { href: newsletterPath(newsletter) }, newsletter.name));
  const description = newsletter.description ? h("p", {}, newsletter.description) : null;
  place.replaceChildren(h("section", { lang: newsletter.language }, title, description, signup(newsletter)));
}
