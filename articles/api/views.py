"""One view an endpoint: parse, ask for the answer, reply."""

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from articles import related_articles
from articles.comparisons.comparison import SEPARATOR, compare
from articles.comparisons.comparison_list import comparison_items, with_comparison
from articles.detail_pages import article_page, role_page, skill_page
from articles.related_link_list import list_related_links
from articles.resources import ARTICLE, AUTHOR, CALL_TO_ACTION, DIMENSION, ROLE, SKILL, TAG
from cms.api import pagination
from cms.api.parameters import one_of
from cms.delivery.lists.entry_lists import narrow
from cms.delivery.lists.filters import EntryFilters
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import LIST_PAGES, PAGES, SLUG, detail, documented, envelope_of, listing
from cms.delivery.openapi.shared_documents import ImageDocument
from cms.delivery.reader import Reader
from cms.delivery.resources import IMAGE
from cms.delivery.views import DeliveryView, EntryDetail, EntryList

from . import members, serializers, summaries  # noqa: F401
from .filters import ArticleFilters, ComparisonFilters, RoleFilters, SkillFilters, UnsearchableFilters

IN_ROLES = ("roles.description", "roles.skills", "roles.skills.description")
# Comparisons are listed by the articles about them.
COMPARISONS = replace(ARTICLE, path="comparisons", includes=(*IN_ROLES, "article.body", "article.skills"))


@listing(ARTICLE, ArticleFilters, summaries.ArticleSummary)
class ArticleList(EntryList):
    """Articles, the newest first."""

    resource, filters = ARTICLE, ArticleFilters


@detail(ARTICLE, serializers.ArticleDocument)
class ArticleDetail(DeliveryView):
    """One article with all that its page needs: text, roles compared, related links, calls to action, neighbours."""

    previews = True

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        self.refuse_unknown_parameters()
        return article_page(reader, kwargs["slug"])


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
        self.refuse_unknown_parameters()
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


@listing(ROLE, RoleFilters, summaries.RoleSummary)
class RoleList(EntryList):
    """Roles by name."""

    resource, filters = ROLE, RoleFilters


@detail(ROLE, serializers.RoleDocument)
class RoleDetail(DeliveryView):
    """One role with its responsibilities, dimensions, weighted skills, and the articles about it."""

    previews = True

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        self.refuse_unknown_parameters()
        return role_page(reader, kwargs["slug"])


@listing(SKILL, SkillFilters, summaries.SkillSummary)
class SkillList(EntryList):
    """Skills by name."""

    resource, filters = SKILL, SkillFilters


@detail(SKILL, serializers.SkillDocument)
class SkillDetail(DeliveryView):
    """One skill with the roles that need it, those that need it most first."""

    previews = True

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        self.refuse_unknown_parameters()
        return skill_page(reader, kwargs["slug"])


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
        self.refuse_unknown_parameters()
        query = self.request.query_params
        return list_related_links(reader, pagination.page_of(self.request.path, query), query.get("article"))


@listing(COMPARISONS, ComparisonFilters, serializers.ComparisonItem)
class ComparisonList(DeliveryView):
    """The comparisons that articles are about, by article from the newest."""

    previews = True

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        request = self.request
        asked = narrow(
            reader,
            ARTICLE,
            ComparisonFilters,
            path=request.path,
            query=request.query_params,
            also=self.understood(),
            among=with_comparison(reader, reader.perspective.entries(ARTICLE.type)),
        )
        return asked.answer(reader, lambda articles: comparison_items(reader, articles))


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
        self.refuse_unknown_parameters()
        comparison = compare(reader, kwargs["slugs"].split(SEPARATOR))
        # Anybody can think of a thousand others, and nobody asks for them twice.
        self.is_kept = bool(comparison["articles"])
        return comparison


def _plain(
    resource: Any, summary: type[Any], document: type[Any], filters: type[EntryFilters] = EntryFilters
) -> tuple[type[EntryList], type[EntryDetail]]:
    """List and detail of a type whose page needs nothing of its own."""
    name = resource.type.replace("_", " ")
    noun = resource.path.replace("-", " ")
    entry_list = type(
        "List", (EntryList,), {"resource": resource, "filters": filters, "__doc__": f"{noun.capitalize()} in use."}
    )
    entry_detail = type("Detail", (EntryDetail,), {"resource": resource, "__doc__": f"One {name} in use."})
    return listing(resource, filters, summary)(entry_list), detail(resource, document)(entry_detail)


DimensionList, DimensionDetail = _plain(DIMENSION, summaries.DimensionSummary, serializers.DimensionDocument)
TagList, TagDetail = _plain(TAG, summaries.TagSummary, serializers.TagDocument)
AuthorList, AuthorDetail = _plain(AUTHOR, summaries.AuthorSummary, serializers.AuthorDocument)
CallToActionList, CallToActionDetail = _plain(
    CALL_TO_ACTION, serializers.CallToActionDocument, serializers.CallToActionDocument, UnsearchableFilters
)
ImageList, ImageDetail = _plain(IMAGE, ImageDocument, ImageDocument, UnsearchableFilters)
