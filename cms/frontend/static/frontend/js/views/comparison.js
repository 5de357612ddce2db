// Any roles compared, at an address of their own.
import { get, segment } from "../api.js";
import { h } from "../dom.js";
import { comparePath, comparisonPath } from "../links.js";
import { articleGrid } from "../components/cards.js";
import { comparisonBlock } from "../components/comparison.js";
import { skeletons } from "../components/states.js";

export default {
  skeleton: skeletons.page,
  load: ({ params, signal }) => get(`comparisons/${segment(params.slug)}/`, { signal }),
  render(comparison) {
    const slugs = comparison.roles.map((role) => role.slug);
    return {
      title: comparison.title,
      description: `${comparison.title}: what they do, which skills they share, and which to choose.`,
      canonical: comparison.canonical,
      data: comparison.json_ld,
      path: comparisonPath(slugs),
      nodes: [
        h("p", { class: "kicker" }, "Comparison"),
        h("h1", {}, comparison.title),
        h("p", { class: "deck" }, "What they do, which skills they share, and which of them to choose."),
        h("p", {}, h("a", { class: "more", href: comparePath(slugs) }, "Add or change roles")),
        comparisonBlock(comparison),
        comparison.articles.length
          ? h("section", {}, h("h2", {}, "To read on"), articleGrid(comparison.articles))
          : null,
      ],
    };
  },
};
