import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const api = createClient<paths>({ baseUrl: process.env.API_URL ?? "http://127.0.0.1:8000" });

const list = await api.GET("/api/v1/articles/", { params: { query: { kind: "comparison" } } });
if (list.error) throw new Error(list.error.detail);

for (const { slug } of list.data.results) {
  const article = await api.GET("/api/v1/articles/{slug}/", { params: { path: { slug } } });
  if (article.error) throw new Error(article.error.detail);
  const { title, comparison } = article.data;
  console.log(`# ${title}`);
  for (const { name, cells } of comparison?.dimensions ?? []) {
    for (const { role, text } of cells) console.log(`${name}, ${role}: ${text}`);
  }
}
