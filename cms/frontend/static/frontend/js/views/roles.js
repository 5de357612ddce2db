// All roles.
import { get } from "../api.js";
import { h } from "../dom.js";
import { withQuery } from "../links.js";
import { roleCards } from "../components/cards.js";
import { pager } from "../components/pager.js";
import { empty, skeletons } from "../components/states.js";

const PAGE_SIZE = 24;

export default {
  skeleton: () => skeletons.cards(),
  load: ({ query, signal }) =>
    get("roles/", { query: { skill: query.skill, page: query.page, ordering: "title", page_size: PAGE_SIZE }, signal }),
  render(found, { query }) {
    const address = (page) => withQuery("/roles/", { ...query, page: page > 1 ? page : null });
    return {
      title: "Roles",
      description: "What each role does, and the skills it takes.",
      nodes: [
        h("h1", {}, "Roles"),
        h(
          "p",
          { class: "deck" },
          "What each of them does, in a sentence. Open one for its responsibilities and skills.",
        ),
        found.results.length
          ? roleCards(found.results, { level: 2 })
          : empty(
              "No roles have been published yet.",
              h("a", { class: "button quiet", href: "/" }, "To the start page"),
            ),
        pager(found, { page: Number(query.page) || 1, pageSize: PAGE_SIZE, address }),
      ],
    };
  },
};
