// Asking the API, with a time limit; what can go wrong, by kind.
import { apiUrl } from "./config.js";
import { perspectiveFor } from "./preview.js";

export const SLOW_AFTER = 4_000; // milliseconds
export const GIVE_UP_AFTER = 15_000;

const KINDS = { 400: "refused", 401: "locked", 403: "locked", 404: "missing", 410: "gone", 429: "busy" };

/** `kind`: down, slow, missing, gone, busy, locked, refused, broken. `detail` is the API's own sentence, if it gave one. */
export class ApiError extends Error {
  constructor(kind, { status = null, problem = null, retryAfter = null } = {}) {
    super(problem?.title ?? kind);
    Object.assign(this, { kind, status, retryAfter, detail: problem?.detail ?? null, errors: problem?.errors ?? [] });
  }
}

/**
 * What `path` (relative to /api/v1/) answers, parsed. Query values that are empty are left out; a list is joined
 * with commas. A preview that is on goes with it. Redirects are followed. Throws ApiError; when `signal` aborts, its reason.
 */
export function get(path, { query = {}, signal } = {}) {
  const url = new URL(path, apiUrl);
  for (const [name, value] of Object.entries({ ...query, ...perspectiveFor(path, query) })) {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "");
    if (text) url.searchParams.set(name, text);
  }
  return within(signal, (ended) => ask(url, { signal: ended }));
}

/** What the API answers to `body`, sent as JSON to `path`. Throws like `get`. */
export function post(path, body, { signal } = {}) {
  const headers = { "Content-Type": "application/json" };
  const send = (ended) =>
    ask(new URL(path, apiUrl), { method: "POST", headers, body: JSON.stringify(body), signal: ended });
  return within(signal, send);
}

// Until it is answered, takes too long, or `signal` aborts.
async function within(signal, send) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ApiError("slow")), GIVE_UP_AFTER);
  try {
    return await send(AbortSignal.any([limit.signal, signal].filter(Boolean)));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (limit.signal.aborted) throw limit.signal.reason;
    throw error instanceof ApiError ? error : new ApiError("down");
  } finally {
    clearTimeout(timer);
  }
}

async function ask(url, { headers = {}, ...options }) {
  const accepted = { Accept: "application/json", ...headers };
  const response = await fetch(url, { credentials: "omit", headers: accepted, ...options });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  const { status } = response;
  const kind = KINDS[status] ?? (status >= 502 && status <= 504 ? "down" : status >= 500 ? "broken" : "refused");
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  throw new ApiError(kind, { status, problem, retryAfter: Number.isNaN(seconds) ? null : seconds });
}

/** The slug as one segment of a path. */
export const segment = encodeURIComponent;
