/* All that a frontend needs types for, asked of a server; what came is printed as JSON. No `any`, no `as`, no `!`. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];

const [, , baseUrl = "", renamed = "", words = "", misspelt = ""] = process.argv;
const api = createClient<paths>({ baseUrl });

/** An answer's data; a problem is thrown. */
async function got<Data>(answer: Promise<{ data?: Data; error?: Schemas["ProblemDocument"] }>): Promise<Data> {
  const { data, error } = await answer;
  if (error) throw new Error(`${error.status} ${error.detail}`);
  if (data === undefined) throw new Error("There is nothing in the answer.");
  return data;
}

async function slugsOfAllArticles(): Promise<string[]> {
  const slugs: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: { cursor: string; page_size: number } = { cursor, page_size: 3 };
    const page: Schemas["ArticleSummaryList"] = await got(api.GET("/api/v1/articles/", { params: { query } }));
    slugs.push(...page.results.map(({ slug }) => slug));
    cursor = page.next && new URL(page.next).searchParams.get("cursor");
  }
  return slugs;
}

function oneArticle(slug: string): Promise<Schemas["ArticleDocument"]> {
  return got(api.GET("/api/v1/articles/{slug}/", { params: { path: { slug } } }));
}

async function comparisonOf(article: Schemas["ArticleDocument"]) {
  if (article.comparison === null) return null;
  const { slug } = article.comparison;
  const comparison = await got(api.GET("/api/v1/comparisons/{slugs}/", { params: { path: { slugs: slug } } }));
  return {
    title: comparison.title,
    roles: comparison.roles.map((role) => role.name),
    weighted: comparison.similarity.weighted,
    shared: comparison.skills.shared.map((skill) => [skill.name, ...Object.values(skill.importance)]),
    unique: comparison.roles.map((role) => comparison.skills.unique[role.slug]?.length ?? 0),
    context: comparison.json_ld["@context"],
  };
}

function wordsFor(link: Schemas["RelatedLinkDocument"]): string {
  if (link.target === null) return `${link.title} at ${link.url}`;
  return link.target.type === "article"
    ? `${link.target.title}, ${link.target.reading_minutes} minutes`
    : `${link.target.plural}: ${link.target.summary}`;
}

function told(hit: Schemas["SearchHit"]): string {
  switch (hit.type) {
    case "article":
      return `${hit.type} ${hit.title} ${hit.published_at}`;
    case "role":
      return `${hit.type} ${hit.plural} ${hit.url}`;
    case "skill":
      return `${hit.type} ${hit.name} ${hit.category}`;
    case "dimension":
      return `${hit.type} ${hit.name} ${hit.position}`;
    case "tag":
    case "author":
      return `${hit.type} ${hit.name}`;
    default: {
      const unknown: never = hit;
      return unknown;
    }
  }
}

async function nearestTag(tag: string) {
  const { error } = await api.GET("/api/v1/articles/", { params: { query: { tag } } });
  return error?.errors.map(({ parameter, nearest }) => [parameter, nearest]);
}

async function placeOf(path: string): Promise<string> {
  const place = await got(api.GET("/api/v1/resolve/", { params: { query: { path } } }));
  return "redirect" in place ? place.redirect.location : place.api_url;
}

const root = await got(api.GET("/api/v1/"));
const slugs = await slugsOfAllArticles();
const articles = await Promise.all(slugs.map(oneArticle));
const hits = await got(api.GET("/api/v1/search/", { params: { query: { q: words, page_size: 100 } } }));
const changes = await got(api.GET("/api/v1/changes/"));

console.log(
  JSON.stringify({
    articles_at: root.links.articles,
    slugs,
    heroes: articles.map((article) => article.hero?.sources.map((source) => source.type) ?? null),
    comparisons: await Promise.all(articles.map(comparisonOf)),
    related: articles.map((article) => article.related_links.map(wordsFor)),
    renamed: (await oneArticle(renamed)).slug,
    resolved: await placeOf(`/articles/${renamed}`),
    hits: hits.results.map(told),
    nearest: await nearestTag(misspelt),
    pages_changed: changes.results.filter(({ type }) => type === "article" || type === "role").length,
  }),
);
