// One article, or comparison, with all that belongs to it.
import { get, segment } from "../api.js";
import { text } from "../body.js";
import { h } from "../dom.js";
import { articlePath, authorPath, tagPath } from "../links.js";
import { callsToAction } from "../components/call_to_action.js";
import { KINDS, time } from "../components/cards.js";
import { comparisonBlock } from "../components/comparison.js";
import { caption, picture } from "../components/picture.js";
import { furtherReading, guides, neighbours, sources } from "../components/related.js";
import { skeletons } from "../components/states.js";
import { outline } from "../components/toc.js";

const COMPARISON_ID = "_side-by-side";
const HERO_SIZES = "(min-width: 76rem) 72rem, 94vw";

export default {
  skeleton: skeletons.article,
  load: ({ params, signal }) => get(`articles/${segment(params.slug)}/`, { signal }),
  render(article, { signal }) {
    const { calls_to_action: calls, related_links: links, seo } = article;
    const headings = [...article.body.toc.filter(({ level }) => level <= 3)];
    if (article.comparison) headings.push({ id: COMPARISON_ID, level: 2, title: "Side by side" });
    return {
      title: seo.title || article.title,
      description: seo.description || article.excerpt,
      canonical: seo.canonical_url,
      data: seo.json_ld,
      path: articlePath(article),
      class: "reading",
      nodes: [
        h(
          "article",
          { class: "article", lang: article.language },
          head(article),
          callsToAction(calls.top, "top"),
          hero(article.hero),
          callsToAction(calls.inline, "inline"),
          h(
            "div",
            { class: "article-columns" },
            outline(headings, { signal }),
            h("div", { class: "article-text" }, body(article, calls.inline), guides(links)),
          ),
          comparisonPart(article.comparison),
          callsToAction(calls.bottom, "bottom"),
          sources(links),
        ),
        furtherReading(links),
        neighbours(article),
      ],
    };
  },
};

function head(article) {
  const authors = article.authors.flatMap((author, at) => [
    at ? ", " : "",
    h("a", { href: authorPath(author) }, author.name),
  ]);
  const isRevised = article.updated_at.slice(0, 10) > article.published_at.slice(0, 10);
  return h(
    "header",
    { class: "article-head" },
    h("p", { class: "kicker" }, KINDS[article.kind], " · ", `${article.reading_minutes} minutes to read`),
    h("h1", {}, article.title),
    article.subtitle ? h("p", { class: "deck" }, article.subtitle) : null,
    h(
      "p",
      { class: "byline" },
      authors.length ? h("span", {}, "By ", authors) : null,
      h("span", {}, time(article.published_at)),
      isRevised ? h("span", {}, "updated ", time(article.updated_at)) : null,
    ),
    article.tags.length
      ? h(
          "ul",
          { class: "chips", "aria-label": "Topics" },
          article.tags.map((tag) => h("li", {}, h("a", { class: "chip", href: tagPath(tag) }, tag.name))),
        )
      : null,
  );
}

const hero = (image) =>
  image &&
  h(
    "figure",
    { class: "hero" },
    picture(image, { sizes: HERO_SIZES, eager: true, kind: "hero-picture" }),
    caption(image),
  );

// "Near the end" is before the last chapter, where there are a few of them.
function body(article, calls) {
  return text(article.body.html, {
    inside: (fragment) => {
      const chapters = fragment.querySelectorAll("h2");
      if (chapters.length > 2) chapters[chapters.length - 1].before(...callsToAction(calls, "again"));
    },
  });
}

const comparisonPart = (comparison) =>
  comparison &&
  h(
    "section",
    { class: "comparison", "aria-labelledby": COMPARISON_ID },
    h("h2", { id: COMPARISON_ID, class: "part-title" }, "Side by side"),
    comparisonBlock(comparison, { level: 3 }),
  );
