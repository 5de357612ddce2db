"""The list of the editors' related links, of one article or of all."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from cms.api import pagination
from cms.api.pagination import Page
from cms.api.problems import Moved, NotFound
from cms.delivery.lists.cursor_pagination import Keys, walk_of
from cms.delivery.lists.filters import unknown_slug
from cms.delivery.reader import Reader, ShownEntry

from .related_links import EXTERNAL_LINK, RELATED, related_links


def list_related_links(reader: Reader, page: Page, article_slug: str | None = None) -> dict[str, Any]:
    """The editors' links of one article or of all, by article from the newest, each article's in their order.

    The list envelope; each result has the slug of its `article` besides what an article shows of it. Four queries.
    Links to what is not live are neither shown nor counted. Raises Moved, Gone, InvalidValue for a slug that is no
    live article's, NotFound for a page past the end.
    """
    source = reader.perspective.source
    reader.dependencies.types |= {"article", "role"}  # the types that can be linked to
    live = reader.perspective.renderings().filter(entry_id=OuterRef("target_id"))
    links = reader.perspective.references().filter(type="article", kind__in=(RELATED, EXTERNAL_LINK))
    links = links.filter(Q(kind=EXTERNAL_LINK) | Exists(live))
    if article_slug is not None:
        article = reader.perspective.entries("article").filter(slug=article_slug)
        links = links.filter(**{f"{source}__in": article.values("pk")})
    if pagination.CURSOR in page.query:
        return _walked(reader, page, links, article_slug)
    ordered = links.order_by("-published_at", f"-{source}_id", "position")
    counted = ordered.annotate(count=Window(Count("pk"))).values_list(f"{source}_id", "target_id", "count")
    shown = list(counted[page.first : page.first + page.size])
    if article_slug is not None and not shown:
        _refuse_unknown(reader, page, article_slug)
    results = _listed(reader, [(row, target) for row, target, _ in shown])
    return page.envelope(shown[0][2] if shown else links.count(), results)


def _walked(reader: Reader, page: Page, links: QuerySet[Any], article_slug: str | None) -> dict[str, Any]:
    """The same by cursor. By way of the articles in their order, so that it costs the page."""
    source = reader.perspective.source
    walk = walk_of(page, "")
    keys = Keys((f"{source}__published_at", f"{source}__id"), True, "position")
    part = walk.part(links.filter(**{f"{source}__type": "article"}), keys, (f"{source}_id", "target_id"))
    if article_slug is not None and not part.rows and walk.place is None:
        _refuse_unknown(reader, page, article_slug)
    return walk.envelope(part, _listed(reader, [(row, target) for row, target, *_ in part.rows]))


def _listed(reader: Reader, shown: list[tuple[int, Any]]) -> list[dict[str, Any]]:
    """Each link of an article's row to a target, as the API documents it. Three queries."""
    rows = {row for row, _ in shown}
    found = reader.rows(reader.perspective.entries("article").filter(pk__in=rows), documents=True)
    articles = {entry.row: entry for entry in found}
    chosen = [(articles[row], _link(articles[row], str(target))) for row, target in shown if row in articles]
    targets = reader.targets(link["target"] for _, link in chosen if link["target"])
    within = targets | reader.targets({pk for target in targets.values() for pk in target.references()} - set(targets))
    return [
        {"article": article.slug, **answer}
        for article, link in chosen
        for answer in related_links([link], reader, targets, within)
    ]


def _refuse_unknown(reader: Reader, page: Page, slug: str) -> None:
    """Raises Moved to the list of the article that has another slug now, Gone, InvalidValue."""
    try:
        reader.one("article", slug)
    except Moved as moved:
        raise Moved(page.url(article=moved.slug), old_slug=slug, slug=moved.slug) from None
    except NotFound:
        raise unknown_slug(reader.perspective, "article", "article", slug) from None


def _link(article: ShownEntry, target: str) -> dict[str, Any]:
    links: list[dict[str, Any]] = article.document["related_links"]
    return next(link for link in links if target in (link["target"], link["id"]))
