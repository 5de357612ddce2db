// Title, description, canonical address, structured data, and whether to index the page.
import { siteDescription, siteName } from "./config.js";
import { isPreview } from "./preview.js";

/** `title` without the site's name. `data` is JSON-LD from the API, `feeds` the addresses of feeds by format. A page that failed is not to be
 * indexed, nor is a preview. */
export function describe({ title, description = siteDescription, canonical = null, data = null, feeds = {}, index = true }) {
  document.title = title === siteName ? siteName : `${title} · ${siteName}`;
  document.querySelector('meta[name="description"]').content = description;
  put("link", { rel: "canonical" }, canonical && { href: canonical });
  put("meta", { name: "robots" }, index && !isPreview() ? null : { content: "noindex" });
  putData(data);
  putFeeds(feeds ?? {}, title);
}

const FEEDS = { atom: "application/atom+xml", rss: "application/rss+xml", json: "application/feed+json" };

/** Beside those of the whole site. */
function putFeeds(feeds, title) {
  for (const link of document.head.querySelectorAll("link[data-of-page]")) link.remove();
  for (const [format, type] of Object.entries(FEEDS)) {
    if (!feeds[format]) continue;
    const link = document.createElement("link");
    const attributes = { rel: "alternate", type, title, href: feeds[format], "data-of-page": "" };
    for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
    document.head.append(link);
  }
}

function put(tag, key, values) {
  const [[name, value]] = Object.entries(key);
  let element = document.head.querySelector(`${tag}[${name}="${value}"]`);
  if (!values) return element?.remove();
  if (!element) {
    element = document.createElement(tag);
    document.head.append(element);
  }
  for (const [attribute, its] of Object.entries({ ...key, ...values })) element.setAttribute(attribute, its);
}

// The door for data blocks. What comes in is made JSON here, and JSON does nothing, even where it is run.
const policy = globalThis.trustedTypes?.createPolicy("structured-data", { createScript: (data) => data });

/** A data block: its type says that it is not to be run, and the page's policy would not let it. */
function putData(data) {
  const type = "application/ld+json";
  document.head.querySelector(`script[type="${type}"]`)?.remove();
  if (!data) return;
  const element = document.createElement("script");
  element.setAttribute("type", type);
  const json = JSON.stringify(data);
  element.textContent = policy ? policy.createScript(json) : json;
  document.head.append(element);
}
