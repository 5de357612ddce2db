/* What the types must refuse. A line that the compiler would take is itself an error. Nothing runs this. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];

const api = createClient<paths>({ baseUrl: "" });

// @ts-expect-error no such address
export const nowhere = () => api.GET("/api/v1/articels/");

// @ts-expect-error no such parameter
export const misspelt = () => api.GET("/api/v1/articles/", { params: { query: { tga: "careers" } } });

// @ts-expect-error no such ordering
export const unordered = () => api.GET("/api/v1/articles/", { params: { query: { ordering: "published" } } });

// @ts-expect-error a search needs words
export const wordless = () => api.GET("/api/v1/search/", { params: { query: {} } });

export function read(article: Schemas["ArticleDocument"], hit: Schemas["SearchHit"], change: Schemas["ChangeDocument"]) {
  return [
    // @ts-expect-error no such member
    article.titel,
    // @ts-expect-error fewer than two roles: null
    article.comparison.dimensions,
    // @ts-expect-error only with `include`
    article.related.length,
    // @ts-expect-error an article is no role
    article.type === "role",
    // @ts-expect-error not every hit has a title
    hit.title,
    // @ts-expect-error there are no posts
    change.type === "post",
    // @ts-expect-error to be checked before it is used
    article.seo.json_ld["@graph"].length,
  ];
}
