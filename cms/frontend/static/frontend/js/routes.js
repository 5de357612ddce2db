// Which view draws which address.
import article from "./views/article.js";
import articles from "./views/articles.js";
import compare from "./views/compare.js";
import comparison from "./views/comparison.js";
import home from "./views/home.js";
import issue from "./views/issue.js";
import match from "./views/match.js";
import newsletter from "./views/newsletter.js";
import newsletters from "./views/newsletters.js";
import nowhere from "./views/nowhere.js";
import role from "./views/role.js";
import roles from "./views/roles.js";
import search from "./views/search.js";
import transition from "./views/transition.js";

const ROUTES = [
  [/^\/$/, home],
  [/^\/articles\/$/, articles],
  [/^\/articles\/(?<slug>[^/]+)$/, article],
  [/^\/roles\/$/, roles],
  [/^\/roles\/(?<slug>[^/]+)$/, role],
  [/^\/comparisons\/(?<slug>[^/]+)$/, comparison],
  [/^\/compare$/, compare],
  [/^\/match$/, match],
  [/^\/newsletters\/$/, newsletters],
  [/^\/newsletters\/(?<slug>[^/]+)$/, newsletter],
  [/^\/newsletters\/(?<newsletter>[^/]+)\/(?<slug>[^/]+)$/, issue],
  [/^\/search$/, search],
  [/^\/transition$/, transition],
  [/^\/transition\/(?<from>[^/]+)\/(?<to>[^/]+)$/, transition],
  [/^\/404$/, nowhere],
];

/** {view, params} of a path; null if it is not one of the site's. */
export function find(path) {
  for (const [pattern, view] of ROUTES) {
    const match = pattern.exec(path);
    if (match) return { view, params: decoded(match.groups ?? {}) };
  }
  return null;
}

function decoded(params) {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return params; // a stray % stands for itself
  }
}
