"""One view an endpoint: parse, ask for the answer, reply."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from articles import related_articles
from articles.comparisons.comparison import compare
from articles.comparisons.comparison_list import comparison_items, with_comparison
from articles.comparisons.comparison_slugs import PATH, slugs_in
from articles.related_link_list import list_related_links
from cms.api import pagination
from cms.api.parameters import one_of
from cms.delivery.lists.entry_lists import list_of
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import LIST_PAGES, PAGES, SLUG, documented, envelope_of, listing
from cms.delivery.reader import Reader
from cms.delivery.views import DeliveryView, EntryList
from cms.publishing.content_types import entry_type

from . import serializers
from .filters import ComparisonFilters

IN_ROLES = ("roles.description", "roles.skills", "roles.skills.description")
# Comparisons are listed by the articles about them.
ABOUT = entry_type("article")
COMPARISON_INCLUDES = (*IN_ROLES, "article.body", "article.skills")


@documented(
    "list_related_articles",
    envelope_of(serializers.RelatedArticle),
    parameters=[SLUG, *PAGES, OpenApiParameter("explain", str, enum=["0", "1"], description="Say why.")],
    problems=(301, 400, 404, 410),
    tag="articles",
)
class RelatedArticles(DeliveryView):
    """What to read after an article: the editors' choice first, then what shares most with it, at most 100."""

    parameters = (*pagination.PARAMETERS, "explain")

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        query = self.request.query_params
        page = pagination.page_of(self.request.path, query)
        explain = one_of(query, "explain", "0", ("0", "1")) == "1"
        found = related_articles.related(reader, kwargs["slug"])
        results = []
        for entry in found.entries[page.first : page.first + page.size]:
            result = reader.summary(entry, found.targets)
            if explain:
                result |= {"score": round(found.candidates[entry.id].score, 4), "reasons": found.reasons(entry)}
            results.append(result)
        return page.envelope(len(found.entries), results)


@documented(
    "list_related_links",
    envelope_of(serializers.ListedRelatedLink, by_cursor=True),
    parameters=[*LIST_PAGES, OpenApiParameter("article", values.SLUG, description="The slug of one article.")],
    problems=(301, 400, 404, 410),
    tag="related-links",
)
class RelatedLinkList(DeliveryView):
    """The editors' related links, of one article or of all, by article from the newest, in the editors' order."""

    parameters = (*pagination.LIST_PARAMETERS, "article")

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        query = self.request.query_params
        return list_related_links(reader, pagination.page_of(self.request.path, query), query.get("article"))


@listing(ABOUT, ComparisonFilters, serializers.ComparisonItem, path=PATH, includes=COMPARISON_INCLUDES)
class ComparisonList(EntryList):
    """The comparisons that articles are about, by article from the newest."""

    resource, filters = ABOUT, ComparisonFilters

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        request = self.request
        asked = list_of(
            reader,
            ABOUT,
            ComparisonFilters,
            path=request.path,
            query=request.query_params,
            also=self.understood(),
            among=with_comparison,
        )
        reader.dependencies.types.add("role")
        return asked.answer(lambda articles: comparison_items(reader, articles))


@documented(
    "get_comparison",
    serializers.ComparisonPage,
    parameters=[
        OpenApiParameter(
            "slugs",
            {"type": "string", "pattern": f"^{values.ONE_SLUG}-vs-{values.ONE_SLUG}$"},
            OpenApiParameter.PATH,
            description="2 to 6 role slugs, joined by `-vs-`.",
        )
    ],
    includes=(*IN_ROLES, "articles.body"),
    problems=(301, 400, 404, 410),
    tag="comparisons",
)
class ComparisonDetail(DeliveryView):
    """Any two to six live roles compared, in the order of the path."""

    previews = True
    limited = "comparison"

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        comparison = compare(reader, slugs_in(kwargs["slugs"]))
        # Anybody can think of a thousand others, and nobody asks for them twice.
        self.is_kept = bool(comparison["articles"])
        return comparison
