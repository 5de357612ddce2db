// Every role there is, for choosing among them.
import { get } from "../api.js";

const PAGE_SIZE = 100;
const MOST_PAGES = 10; // a thousand roles: beyond that a list to choose from is the wrong tool

/** Role summaries, by name. */
export async function allRoles(signal) {
  const roles = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = { page, page_size: PAGE_SIZE, ordering: "title" };
    const { results, next } = await get("roles/", { query, signal });
    roles.push(...results);
    if (!next) break;
  }
  return roles;
}
