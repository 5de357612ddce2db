// All articles.
import { h } from "../dom.js";
import { articleList } from "../components/article_list.js";
import { skeletons } from "../components/states.js";

export default {
  skeleton: () => skeletons.cards(),
  render(data, { query, signal }) {
    const list = articleList({
      heading: h("h1", {}, "All articles"),
      level: 2,
      base: "/articles/",
      query,
      signal,
      pageSize: 12,
    });
    return {
      title: "Articles",
      description: "Roles explained and compared: all articles, by topic and role.",
      nodes: [list.node],
      update: list.update,
    };
  },
};
