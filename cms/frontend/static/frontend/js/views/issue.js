// One issue of a newsletter, with its articles as they are now.
import { get, segment } from "../api.js";
import { text } from "../body.js";
import { h } from "../dom.js";
import { articlePath, newsletterPath } from "../links.js";
import { KINDS, time } from "../components/cards.js";
import { picture } from "../components/picture.js";
import { skeletons } from "../components/states.js";

const SIZES = "(min-width: 48rem) 15rem, 92vw";

export default {
  skeleton: skeletons.page,
  async load({ params, signal }) {
    const [newsletter, issue] = await Promise.all([
      get(`newsletter/${segment(params.newsletter)}/`, { signal }),
      get(`newsletter/${segment(params.newsletter)}/issues/${segment(params.slug)}/`, { signal }),
    ]);
    return { newsletter, issue };
  },
  render: ({ newsletter, issue }) => ({
    title: issue.subject,
    description: issue.preheader || undefined,
    canonical: issue.url,
    feeds: newsletter.feeds,
    nodes: [
      h(
        "header",
        { class: "newsletter-head", lang: newsletter.language },
        h("p", { class: "kicker" }, h("a", { href: newsletterPath(newsletter) }, newsletter.name)),
        h("h1", {}, issue.subject),
        issue.preheader ? h("p", { class: "deck" }, issue.preheader) : null,
        h("p", { class: "card-meta" }, "Sent on ", time(issue.sent_at)),
      ),
      issue.intro.html ? text(issue.intro.html, { kind: "prose issue-intro" }) : null,
      issue.articles.length ? h("ul", { class: "issue-items" }, issue.articles.map(item)) : null,
      h("p", {}, h("a", { class: "button quiet", href: newsletterPath(newsletter) }, "All issues")),
    ].filter(Boolean),
  }),
};

function item({ headline, blurb, article }) {
  const title = headline || article.title;
  return h(
    "li",
    { class: "issue-item", lang: article?.language },
    article ? picture(article.hero && { ...article.hero, alt: "" }, { sizes: SIZES, kind: "issue-picture" }) : null,
    h(
      "div",
      {},
      article
        ? h("p", { class: "kicker" }, KINDS[article.kind] ?? "Article", " · ", `${article.reading_minutes} min`)
        : null,
      h("h2", {}, article ? h("a", { href: articlePath(article) }, title) : title),
      blurb.split("\n\n").map((paragraph) => (paragraph ? h("p", {}, paragraph) : null)),
      article ? null : h("p", { class: "card-meta" }, "No longer available."),
    ),
  );
}
