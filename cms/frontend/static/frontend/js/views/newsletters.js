// All newsletters.
import { get } from "../api.js";
import { h } from "../dom.js";
import { newsletterPath, withQuery } from "../links.js";
import { pager } from "../components/pager.js";
import { empty, skeletons } from "../components/states.js";

const PAGE_SIZE = 20;

export default {
  skeleton: skeletons.page,
  load: ({ query, signal }) => get("newsletter/", { query: { page: query.page, page_size: PAGE_SIZE }, signal }),
  render(found, { query }) {
    const address = (page) => withQuery("/newsletters/", { page: page > 1 ? page : null });
    return {
      title: "Newsletters",
      description: "What we send by mail, and what has been sent so far.",
      nodes: [
        h("h1", {}, "Newsletters"),
        found.results.length
          ? h("ul", { class: "role-cards" }, found.results.map(card))
          : empty("There is no newsletter yet.", h("a", { class: "button quiet", href: "/" }, "To the start page")),
        pager(found, { page: Number(query.page) || 1, pageSize: PAGE_SIZE, address }),
      ],
    };
  },
};

const card = (newsletter) =>
  h(
    "li",
    { class: "card role-card", lang: newsletter.language },
    h("h2", { class: "card-title" }, h("a", { href: newsletterPath(newsletter) }, newsletter.name)),
    newsletter.description ? h("p", { class: "card-excerpt" }, newsletter.description) : null,
  );
