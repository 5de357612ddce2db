// One newsletter: what it is, and its past issues.
import { get, segment } from "../api.js";
import { h } from "../dom.js";
import { issuePath, newsletterPath, withQuery } from "../links.js";
import { time } from "../components/cards.js";
import { pager } from "../components/pager.js";
import { signup } from "../components/signup.js";
import { empty, skeletons } from "../components/states.js";

const PAGE_SIZE = 20;

export default {
  skeleton: skeletons.page,
  async load({ params, query, signal }) {
    const newsletter = await get(`newsletter/${segment(params.slug)}/`, { signal });
    const asked = { page: query.page, page_size: PAGE_SIZE };
    const issues = newsletter.issues_url
      ? await get(`newsletter/${segment(params.slug)}/issues/`, { query: asked, signal })
      : null;
    return { newsletter, issues };
  },
  render: ({ newsletter, issues }, { query, signal }) => ({
    title: newsletter.name,
    description: newsletter.description || undefined,
    canonical: newsletter.url,
    feeds: newsletter.feeds,
    nodes: [
      h(
        "header",
        { class: "newsletter-head", lang: newsletter.language },
        h("p", { class: "kicker" }, "Newsletter"),
        h("h1", {}, newsletter.name),
        newsletter.description ? h("p", { class: "deck" }, newsletter.description) : null,
      ),
      signup(newsletter, { signal }),
      issues ? archive(newsletter, issues, Number(query.page) || 1) : null,
    ].filter(Boolean),
  }),
};

function archive(newsletter, issues, page) {
  const address = (to) => withQuery(newsletterPath(newsletter), { page: to > 1 ? to : null });
  return h(
    "section",
    {},
    h("h2", {}, "Past issues"),
    issues.results.length
      ? h("ul", { class: "issues", lang: newsletter.language }, issues.results.map((issue) => line(newsletter, issue)))
      : empty("No issue has been sent yet."),
    pager(issues, { page, pageSize: PAGE_SIZE, address }),
    newsletter.feeds ? h("p", { class: "issues-feed" }, h("a", { href: newsletter.feeds.atom }, "Read it as a feed")) : null,
  );
}

const line = (newsletter, issue) =>
  h(
    "li",
    { class: "issue-line" },
    h("h3", {}, h("a", { href: issuePath(newsletter.slug, issue) }, issue.subject)),
    issue.preheader ? h("p", {}, issue.preheader) : null,
    h("p", { class: "card-meta" }, time(issue.sent_at)),
  );
