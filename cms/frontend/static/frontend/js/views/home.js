// The start page: what this is for, the newest article, and all of them.
import { siteName } from "../config.js";
import { h } from "../dom.js";
import { articleList, isRefined } from "../components/article_list.js";
import { leadCard } from "../components/cards.js";
import { skeletons } from "../components/states.js";

const TOOLS = [
  ["/compare", "Compare roles", "Two to six of them, side by side."],
  ["/match", "Match your skills", "Which role is nearest to what you know?"],
  ["/transition", "Change roles", "What to keep, what to learn, what to leave."],
];

export default {
  skeleton: () => skeletons.cards(),
  render(data, { query, signal }) {
    const intro = h(
      "div",
      { class: "intro" },
      h("h1", {}, "Know the role before you choose it"),
      h(
        "p",
        { class: "deck" },
        "What people in different roles do all day, what they need to know, and how the roles compare.",
      ),
      h("ul", { class: "tools" }, TOOLS.map(tool)),
    );
    const list = articleList({
      heading: h("h2", {}, "Latest articles"),
      level: 3,
      base: "/",
      query,
      signal,
      pageSize: 10,
      above: (results, current) =>
        isRefined(current) || current.page ? [null, results] : [leadCard(results[0], { level: 3 }), results.slice(1)],
    });
    return { title: siteName, nodes: [intro, list.node], update: list.update, class: "home" };
  },
};

const tool = ([path, title, text]) =>
  h("li", {}, h("a", { class: "tool", href: path }, h("strong", {}, title), h("span", {}, text)));
