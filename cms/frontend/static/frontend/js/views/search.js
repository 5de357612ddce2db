// What the words of a search are found in. The address carries them, and what the hits are narrowed by.
import { get } from "../api.js";
import { announce, h } from "../dom.js";
import { plural } from "../format.js";
import { withQuery } from "../links.js";
import { fill } from "../region.js";
import { go } from "../router.js";
import { facetRows } from "../components/facets.js";
import { searchField } from "../components/filters.js";
import { hit } from "../components/hit.js";
import { pager } from "../components/pager.js";
import { empty, skeletons } from "../components/states.js";

const TITLE = "Search";
const PAGE_SIZE = 15;
const NARROWING = ["type", "tag", "role"];
const WORD = /[\p{L}\p{N}]/u;
const ALLOWED = ["q", ...NARROWING, "page"];

export default {
  skeleton: skeletons.page,
  render(data, { query, signal }) {
    let current = {};
    const address = (changes) => withQuery("/search", { ...current, page: null, ...changes });
    const field = searchField({
      label: "Words to search for",
      onchange: (q) => q !== (current.q ?? "") && go(withQuery("/search", { q }), { replace: true }),
    });
    const heading = h("h1", { tabindex: "-1" }, TITLE);
    const place = h("div", { class: "hits-place" });
    const update = (changed) => {
      const page = current.page;
      current = Object.fromEntries(ALLOWED.filter((name) => changed[name]).map((name) => [name, changed[name]]));
      field.show(current.q ?? "");
      draw(place, { current, address, signal });
      if (page !== current.page && place.isConnected) {
        heading.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
      return { title: current.q ? `${current.q} · ${TITLE}` : TITLE, index: false };
    };
    return {
      ...update(query),
      class: "search-page",
      nodes: [heading, field.node, place],
      update,
    };
  },
};

function draw(place, { current, address, signal }) {
  if (!WORD.test(current.q ?? "")) {
    place.filling?.abort();
    place.removeAttribute("aria-busy");
    place.replaceChildren(empty("Articles, roles and skills appear here as soon as there is a word to go by."));
    return;
  }
  const isNarrowed = NARROWING.some((name) => current[name]);
  const reset = () => h("a", { class: "button quiet", href: withQuery("/search", { q: current.q }) }, "Search everything");
  fill(place, {
    signal,
    skeleton: skeletons.rows,
    load: (ended) => get("search/", { query: { ...current, page_size: PAGE_SIZE }, signal: ended }),
    render: (found) => {
      if (!found.results.length) return [nothing(current, found.suggestions, isNarrowed ? reset() : null)];
      return [
        h("div", { class: "found" }, h("p", { class: "count" }, counted(found)), isNarrowed ? reset() : null),
        facetRows(found.facets, { current, address }),
        h("ol", { class: "hits" }, found.results.map(hit)),
        pager(found, {
          page: Number(current.page) || 1,
          pageSize: PAGE_SIZE,
          address: (page) => address({ page: page > 1 ? page : null }),
        }),
      ].filter(Boolean);
    },
    ways: () => (isNarrowed || current.page ? [reset()] : []),
    done: (found) => announce(found.results.length ? counted(found) : "Nothing found"),
  });
}

const counted = ({ count, count_is_capped: isCapped }) =>
  isCapped ? `More than ${plural(count, "result")}` : plural(count, "result");

function nothing({ q }, suggestions, reset) {
  const links = suggestions.map((text) => h("li", {}, h("a", { href: withQuery("/search", { q: text }) }, text)));
  return h(
    "div",
    { class: "notice notice-empty" },
    h("p", {}, `Nothing was found for “${q}”.`, links.length ? " Did you mean:" : " Try fewer words, or others."),
    links.length ? h("ul", { class: "links" }, links) : null,
    reset ? h("p", { class: "notice-ways" }, reset) : null,
  );
}
