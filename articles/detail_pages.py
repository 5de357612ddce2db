"""The page of an article, a role and a skill: all that a frontend needs, in a fixed number of queries."""

from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cms.delivery.compiled_queries import Statement
from cms.delivery.reader import COLUMNS, Entries, Reader, ShownEntry, in_order_of_title
from cms.delivery.resolved_links import with_links
from cms.publishing.reading.perspectives import Perspective

from .comparisons.comparison import (
    FEWEST,
    MOST_ARTICLES,
    Surroundings,
    articles_about,
    comparison,
    ids_in,
    rows_about,
    sought_for,
)
from .comparisons.role_pairs import PAIR
from .related_links import related_links
from .structured_data import article_graph, role_graph, seo_of

PLACEMENTS = ("top", "inline", "bottom")
MOST_ROLES = 100


def article_page(reader: Reader, slug: str) -> dict[str, Any]:
    """One article, as the API documents it. Four queries: the article; what it refers to; what stands around it; and
    what all of those refer to. Raises Moved, Gone, NotFound.
    """
    article = reader.one("article", slug)
    document = article.document
    targets = reader.targets(_referred_by(article), documents_of="role")
    roles = [targets[pk] for pk in article.stored["roles"] if pk in targets]
    around = _around(reader, article, roles)
    linked = [targets[link["target"]] for link in document["related_links"] if link["target"] in targets]
    second = chain.from_iterable(entry.references() for entry in (*around, *linked))
    within = targets | reader.targets({*second, *ids_in(roles)} - set(targets))

    previous, following = _neighbours(article, around)
    answer = {
        **reader.summary(article, targets),
        "body": with_links(document["body"], targets),
        "skills": skills_of(reader, article, targets),
        "comparison": _comparison(reader, roles, around, within),
        "related_links": related_links(document["related_links"], reader, targets, within),
        "calls_to_action": _calls(reader, document["calls_to_action"], targets, around),
        "seo": _seo(reader, article, targets),
        "previous": reader.summary(previous, within) if previous else None,
        "next": reader.summary(following, within) if following else None,
    }
    answer["seo"]["json_ld"] = article_graph(answer)
    return answer


def role_page(reader: Reader, slug: str) -> dict[str, Any]:
    """One role with its texts, weighted skills and the articles about it. Four queries. Raises as `article_page`."""
    role = reader.one("role", slug)
    document = role.document
    targets = reader.targets(ids_in([role]), documents_of="skill")
    articles = reader.rows(articles_about(reader, [role.id]))
    within = reader.targets(pk for article in articles for pk in article.references())
    dimensions = [(targets[row["dimension"]], row) for row in document["dimensions"] if row["dimension"] in targets]
    dimensions.sort(key=lambda pair: (pair[0].stored["position"], pair[0].title))
    answer = {
        **reader.page(role, targets),
        "dimensions": [
            {
                "slug": dimension.slug,
                "name": dimension.title,
                "html": with_links(row["html"], targets),
                "text": row["text"],
            }
            for dimension, row in dimensions
        ],
        "skills": weighted_skills(reader, role, targets),
        "articles": [reader.summary(article, within) for article in articles],
    }
    same_as = {pk: target.document["same_as"] for pk, target in targets.items() if target.type == "skill"}
    json_ld = role_graph(answer, same_as)
    seo = seo_of(title=answer["name"], description=answer["summary"], url=answer["url"], json_ld=json_ld)
    return {**answer, "seo": seo, "json_ld": json_ld}


def skills_of(reader: Reader, article: ShownEntry, targets: Entries) -> list[dict[str, Any]]:
    """What an article that was read whole is about. No queries."""
    return reader.summaries(in_order_of_title(article.document["skills"], targets), targets)


def weighted_skills(reader: Reader, role: ShownEntry, targets: Entries) -> list[dict[str, Any]]:
    """What a role that was read whole needs, the most important first. No queries."""
    return [_weighted(reader, row, targets) for row in role.document["skills"] if row["skill"] in targets]


def skill_page(reader: Reader, slug: str) -> dict[str, Any]:
    """One skill with the roles that need it, those that need it most first. Three queries. Raises as `article_page`."""
    skill = reader.one("skill", slug)
    targets = reader.targets(skill.links)
    links = reader.perspective.references().filter(type="role", kind="skill", target_id=skill.id)
    needing = reader.perspective.entries("role").filter(pk__in=links.values(reader.perspective.source))
    roles = []
    for role in reader.rows(needing.order_by("title")[:MOST_ROLES], documents=True):
        weight = next(row for row in role.document["skills"] if row["skill"] == skill.id)
        needed = {key: weight[key] for key in ("importance", "tier", "note")}
        roles.append({**reader.summary(role, {}), **needed})
    return {
        **reader.page(skill, targets),
        "roles": sorted(roles, key=lambda role: -role["importance"]),
    }


def _referred_by(article: ShownEntry) -> list[str]:
    document = article.document
    ids = [*article.references(), *document["skills"], *article.links]
    ids += [link["target"] for link in document["related_links"] if link["target"]]
    ids += [pk for placement in PLACEMENTS for pk in document["calls_to_action"][placement]]
    return ids + ([document["seo"]["image"]] if document["seo"]["image"] else [])


def _surroundings(
    perspective: Perspective, *, published_at: datetime, row: int, pairs: list[UUID]
) -> QuerySet[Any, Any]:
    """The articles before and after, the default calls to action, and the articles about the same roles, each part
    found from an index of its own."""
    articles = perspective.entries("article")
    older = articles.filter(published_at__lte=published_at).exclude(published_at=published_at, pk__gte=row)
    newer = articles.filter(published_at__gte=published_at).exclude(published_at=published_at, pk__lte=row)
    calls = perspective.entries("call_to_action").filter(standalone=True)
    wanted = (
        Q(pk=older.order_by("-published_at", "-id").values("pk")[:1])
        | Q(pk=newer.order_by("published_at", "id").values("pk")[:1])
        | Q(pk__in=calls.values("pk"))
    )
    if pairs:
        wanted |= Q(pk__in=rows_about(perspective, PAIR, pairs))
    return perspective.renderings().filter(wanted).values_list(*COLUMNS)


SURROUNDINGS = Statement(_surroundings)


def _around(reader: Reader, article: ShownEntry, roles: list[ShownEntry]) -> list[ShownEntry]:
    """One query."""
    pairs = sought_for([role.id for role in roles])[1] if len(roles) >= FEWEST else []
    return reader.stated(SURROUNDINGS, published_at=article.published_at, row=article.row, pairs=pairs)


def _neighbours(article: ShownEntry, around: list[ShownEntry]) -> tuple[ShownEntry | None, ShownEntry | None]:
    def age(entry: ShownEntry) -> tuple[Any, int]:
        return entry.published_at, entry.row

    articles = [entry for entry in around if entry.type == "article"]
    older = [entry for entry in articles if age(entry) < age(article)]
    newer = [entry for entry in articles if age(entry) > age(article)]
    return max(older, key=age, default=None), min(newer, key=age, default=None)


def _comparison(
    reader: Reader, roles: list[ShownEntry], around: list[ShownEntry], within: Entries
) -> dict[str, Any] | None:
    if len(roles) < FEWEST:
        return None
    ids = {role.id for role in roles}
    about = [entry for entry in around if entry.type == "article" and ids <= set(entry.stored["roles"])]
    about.sort(key=lambda entry: (entry.published_at, entry.row), reverse=True)
    return comparison(reader, roles, Surroundings(within, about[:MOST_ARTICLES], within))


def _calls(
    reader: Reader, own: dict[str, list[str]], targets: Entries, around: list[ShownEntry]
) -> dict[str, list[dict[str, Any]]]:
    """The article's own calls at each place; where none of its own is live, the default for the place.

    Of several defaults the one that came last: a campaign stands before what is always shown.
    """
    answer = {}
    around = sorted(around, key=lambda entry: (entry.published_at, entry.row), reverse=True)
    for placement in PLACEMENTS:
        calls = reader.summaries(own[placement], targets)
        defaults = [entry for entry in around if entry.stored.get("placement") == placement]
        calls = calls or [reader.summary(entry, {}) for entry in defaults[:1]]
        # where it stands here, which need not be its usual place
        answer[placement] = [{**call, "placement": placement} for call in calls]
    return answer


def _seo(reader: Reader, article: ShownEntry, targets: Entries) -> dict[str, Any]:
    seo = article.document["seo"]
    image = targets.get(seo["image"] or "")
    return {
        **seo,
        "canonical_url": seo["canonical_url"] or article.url,
        "image": reader.summary(image, {}) if image else None,
    }


def _weighted(reader: Reader, row: dict[str, Any], targets: Entries) -> dict[str, Any]:
    weight = {key: row[key] for key in ("importance", "tier", "note")}
    return {**reader.summary(targets[row["skill"]], {}), **weight}
