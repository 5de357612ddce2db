// Title, description, canonical address, and whether to index the page.
import { siteDescription, siteName } from "./config.js";
import { isPreview } from "./preview.js";

/** `title` without the site's name. A page that failed is not to be indexed, nor is a preview. */
export function describe({ title, description = siteDescription, canonical = null, index = true }) {
  document.title = title === siteName ? siteName : `${title} · ${siteName}`;
  document.querySelector('meta[name="description"]').content = description;
  put("link", { rel: "canonical" }, canonical && { href: canonical });
  put("meta", { name: "robots" }, index && !isPreview() ? null : { content: "noindex" });
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
