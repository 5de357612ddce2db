// Where the reader was on each page of the history. The browser cannot know: pages are drawn after it looks.
const positions = new Map();
const STORE = "scrolling";
const WAIT = 5_000; // milliseconds

history.scrollRestoration = "manual";
try {
  for (const [key, y] of JSON.parse(sessionStorage.getItem(STORE) ?? "[]")) positions.set(key, y);
} catch {
  // no storage: a reload begins at the top
}

let restoring = null; // ends a restoring that still waits for the page to grow
const key = () => history.state?.key ?? null;

/** Give this entry of the history a name to remember its position by; what was being restored is over. */
export function mark() {
  restoring?.abort();
  if (!key()) history.replaceState({ key: crypto.randomUUID?.() ?? String(Math.random()) }, "");
}

/** Go to where this page was left; else to the heading in the address; else to the top. */
export function restore() {
  restoring?.abort();
  const y = positions.get(key());
  if (y === undefined) {
    if (!toFragment()) scrollTo(0, 0);
    return;
  }
  const mine = (restoring = new AbortController());
  const { signal } = mine;
  const done = () => mine.abort();
  const go = () => {
    scrollTo(0, y);
    if (Math.abs(scrollY - y) < 2) done();
  };
  // Parts of the page that are still loading make it longer, later. A reader who moves meanwhile has the last word.
  const growing = new ResizeObserver(go);
  signal.addEventListener("abort", () => growing.disconnect());
  for (const moved of ["wheel", "touchmove", "keydown"]) addEventListener(moved, done, { signal, passive: true });
  setTimeout(done, WAIT);
  growing.observe(document.body);
}

/** Scroll to the heading that the address names; false if it names none. */
export function toFragment() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // taken as it is written
  }
  const target = id && document.getElementById(id);
  if (!target) return false;
  target.scrollIntoView();
  return true;
}

let isWaiting = false;
addEventListener(
  "scroll",
  () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      const isSettled = !document.querySelector("[aria-busy=true]") && (!restoring || restoring.signal.aborted);
      if (key() && isSettled) positions.set(key(), scrollY);
    });
  },
  { passive: true },
);
addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem(STORE, JSON.stringify([...positions].slice(-50)));
  } catch {
    // as above
  }
});
