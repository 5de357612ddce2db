// Navigation within the site: plain links keep working, pages are drawn here.
import { h } from "./dom.js";
import { describe } from "./head.js";
import { carry, showBanner } from "./preview.js";
import { fill } from "./region.js";
import { mark, restore, toFragment } from "./scrolling.js";

const main = document.getElementById("_content");
const nav = [...document.querySelectorAll(".site-nav a")];
let shown = { view: null, path: null, search: null, update: null };
let leaving = new AbortController();
let find = () => null;

/**
 * Draw the page at the browser's address, and every one that the reader goes to from now on. `finder` gives the view
 * and parameters of a path, or null. (It is handed in, because views import this module.)
 */
export function start(finder) {
  find = finder;
  document.addEventListener("click", followed);
  addEventListener("popstate", () => {
    mark();
    draw({ isBack: true });
  });
  mark();
  draw({ isFirst: true });
}

/** Go to an address of this site; in place of the current entry of the history, if it is only being refined. */
export function go(address, { replace = false } = {}) {
  const url = carry(new URL(address, location.href));
  if (!find(url.pathname)) return location.assign(url);
  if (url.href === location.href) replace = true;
  history[replace ? "replaceState" : "pushState"](replace ? history.state : null, "", url);
  mark();
  draw({});
}

function followed(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download") || !find(link.pathname)) return;
  const isWithin = link.hash && link.pathname === location.pathname && link.search === location.search;
  if (isWithin) return; // the browser scrolls there itself
  event.preventDefault();
  go(link.href);
}

function draw({ isFirst = false, isBack = false }) {
  const { pathname: path, search } = location;
  showBanner();
  if (path === shown.path && search === shown.search) {
    return isBack ? restore() : scrollTo(0, 0); // only the fragment differs
  }
  const { view, params } = find(path) ?? find("/404");
  const query = Object.fromEntries(new URLSearchParams(search));
  if (view === shown.view && path === shown.path && shown.update) {
    shown.search = search;
    const title = shown.update(query);
    if (title) describe(title);
    return;
  }
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  shown = { view, path, search, update: null };
  showWhere(path);
  let isInitial = isFirst; // after a failure it is no longer: the reader has pressed a button
  fill(main, {
    signal,
    level: 1,
    skeleton: view.skeleton,
    load: (ended) => (view.load ? view.load({ params, query, signal: ended }) : Promise.resolve()),
    render: (data) => {
      const page = view.render(data, { params, query, signal });
      settle(page);
      return [h("div", { class: `page ${page.class ?? ""}` }, page.nodes)];
    },
    done: () => arrive({ isFirst: isInitial, isBack }),
    failed: () => {
      describe({ title: main.querySelector("h1").textContent, index: false });
      arrive({ isFirst: isInitial, isBack });
      isInitial = false;
    },
  });
}

function settle(page) {
  describe(page);
  shown.update = page.update ?? null;
  if (page.path && page.path !== location.pathname) {
    // The entry has another name by now: the address says so, and is the one to share.
    history.replaceState(history.state, "", page.path + location.search + location.hash);
    shown.path = page.path;
  }
}

function arrive({ isFirst, isBack }) {
  const heading = main.querySelector("h1");
  if (!isFirst) {
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
  if (isFirst || isBack) restore();
  else if (!toFragment()) scrollTo(0, 0);
}

function showWhere(path) {
  for (const link of nav) {
    const isHere = path === link.pathname || path.startsWith(link.pathname.replace(/\/?$/, "/"));
    if (isHere) link.setAttribute("aria-current", path === link.pathname ? "page" : "true");
    else link.removeAttribute("aria-current");
  }
}
