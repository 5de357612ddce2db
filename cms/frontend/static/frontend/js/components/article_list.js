// A list of articles that follows the address: chips and a search field refine it, pages walk it.
import { get } from "../api.js";
import { announce, h } from "../dom.js";
import { plural } from "../format.js";
import { withQuery } from "../links.js";
import { fill } from "../region.js";
import { go } from "../router.js";
import { articleGrid, countOf } from "./cards.js";
import { chips, searchField } from "./filters.js";
import { pager } from "./pager.js";
import { empty, skeletons } from "./states.js";

// What this page's address may say. Whatever else stands there (from a campaign, say) is not passed on.
const REFINING = ["kind", "tag", "role", "skill", "author", "q"];
const ALLOWED = [...REFINING, "page"];

export const isRefined = (query) => REFINING.some((name) => query[name]);

/**
 * {node, update(query)}. `heading` is an element; what is below it has headings of `level`. `base` is the path of the
 * page, `pageSize` how many entries one has; `above(results, query)` takes what it wants to show apart and gives [its node, the rest].
 */
export function articleList({ heading, level, base, query, signal, pageSize, above = (results) => [null, results] }) {
  let current = keep(query);
  const address = (changes) => withQuery(base, { ...current, page: null, ...changes });
  const search = searchField({ label: "Narrow by words", onchange: (q) => go(address({ q }), { replace: true }) });
  const filters = chips({ address, signal });
  const results = h("div", { class: "results" });
  heading.tabIndex = -1; // it takes the focus when the page is turned
  const node = h(
    "section",
    { class: "browse" },
    h("div", { class: "browse-head" }, heading, search.node),
    filters.node,
    results,
  );

  const reset = () => h("a", { class: "button quiet", href: base }, "Show everything");
  const render = (found) => {
    if (!found.results.length) {
      const isRestricted = isRefined(current) || current.page;
      return [
        isRestricted
          ? empty("Nothing matches. Try fewer words, or another topic.", reset())
          : empty("Nothing has been published yet."),
      ];
    }
    const [first, rest] = above(found.results, current);
    return [
      isRefined(current) ? h("div", { class: "found" }, countOf(found.count, "article"), reset()) : null,
      first,
      articleGrid(rest, { level }),
      pager(found, {
        page: Number(current.page) || 1,
        pageSize,
        address: (page) => address({ page: page > 1 ? page : null }),
      }),
    ].filter(Boolean);
  };
  const load = () => {
    search.show(current.q ?? "");
    filters.show(current);
    fill(results, {
      signal,
      skeleton: () => skeletons.cards(),
      load: (ended) => get("articles/", { query: { ...current, page_size: pageSize }, signal: ended }),
      render,
      level,
      ways: () => (isRefined(current) || current.page ? [reset()] : []),
      done: ({ count }) => isRefined(current) && announce(`${plural(count, "article")} found`),
    });
  };
  load();
  return {
    node,
    update(changed) {
      const before = current;
      current = keep(changed);
      load();
      if (before.page !== current.page) {
        heading.focus({ preventScroll: true });
        node.scrollIntoView();
      }
    },
  };
}

const keep = (query) => Object.fromEntries(ALLOWED.filter((name) => query[name]).map((name) => [name, query[name]]));
