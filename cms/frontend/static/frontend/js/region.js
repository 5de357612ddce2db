// Something loaded into a place of the page: waiting, slow, failed, done.
import { SLOW_AFTER } from "./api.js";
import { failure, slowly } from "./components/states.js";
import { announce } from "./dom.js";

const PATIENCE = 150; // milliseconds in which what was there before may stay: a quick answer does not flicker

/**
 * Fill `container` with what `render(await load(signal))` gives, an array of nodes. Meanwhile `skeleton()` stands
 * there. A failure is shown with a button that tries again, where that can help. `done(data)` or `failed(error)`
 * follows the drawing; `level` is that of a failure's heading, `ways()` gives links out of it. A new call for the same
 * container ends the one before.
 */
export async function fill(container, options) {
  const { load, render, skeleton, signal, done = () => {}, failed = () => {}, level = 2, ways = () => [] } = options;
  container.filling?.abort();
  const filling = (container.filling = new AbortController());
  const ended = signal ? AbortSignal.any([filling.signal, signal]) : filling.signal;
  const timers = [
    setTimeout(() => container.replaceChildren(skeleton()), container.hasChildNodes() ? PATIENCE : 0),
    setTimeout(() => {
      container.prepend(slowly());
      announce("This takes longer than usual.");
    }, SLOW_AFTER),
  ];
  container.setAttribute("aria-busy", "true");
  try {
    const data = await load(ended);
    if (ended.aborted) return;
    container.replaceChildren(...render(data));
    container.removeAttribute("aria-busy");
    done(data);
  } catch (error) {
    if (ended.aborted) return;
    if (!error.kind) console.error(error); // a mistake of ours, not of the network
    const retry = () => {
      container.tabIndex = -1; // the button goes away, and would take the focus with it
      container.focus({ preventScroll: true });
      fill(container, options);
    };
    container.replaceChildren(failure(error, { retry, level, ways: ways() }));
    container.removeAttribute("aria-busy");
    announce(container.querySelector("h1, h2, h3").textContent);
    failed(error);
  } finally {
    timers.forEach(clearTimeout);
  }
}
