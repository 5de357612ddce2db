// The addresses of the site, and what the API's absolute URLs are here.
import { siteUrl } from "./config.js";

const slug = encodeURIComponent;

export const articlePath = (article) => `/articles/${slug(article.slug)}`;
export const rolePath = (role) => `/roles/${slug(role.slug)}`;
export const comparisonPath = (slugs) => `/comparisons/${slugs.map(slug).join("-vs-")}`;
export const transitionPath = (from, to) => `/transition/${slug(from)}/${slug(to)}`;
export const newsletterPath = (newsletter) => `/newsletters/${slug(newsletter.slug)}`;
export const issuePath = (newsletter, issue) => `/newsletters/${slug(newsletter)}/${slug(issue.slug)}`;
export const tagPath = (tag) => withQuery("/articles/", { tag: tag.slug });
export const authorPath = (author) => withQuery("/articles/", { author: author.slug });
export const matchPath = (names) => withQuery("/match", { skills: names });
export const searchPath = (words) => withQuery("/search", { q: words });
export const comparePath = (slugs) => withQuery("/compare", { roles: slugs });

/** A path with the query values that are not empty; commas stay readable. */
export function withQuery(path, query) {
  const pairs = Object.entries(query)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%20", "+")}`);
  return pairs.length ? `${path}?${pairs.join("&")}` : path;
}

/** The path on this site of a URL that the API names a page with; any other URL as it is. */
export function localUrl(url) {
  return url.startsWith(`${siteUrl}/`) ? url.slice(siteUrl.length) : url;
}
