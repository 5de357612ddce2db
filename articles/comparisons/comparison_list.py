"""The list of the comparisons that articles are about."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cms.delivery.reader import Reader, ShownEntry
from cms.publishing.reading.perspectives import Perspective

from .comparison import FEWEST
from .comparison_slugs import slug_of


def with_comparison(perspective: Perspective) -> QuerySet[Any]:
    """Articles about two or more roles that are live."""
    source = perspective.source
    live = perspective.renderings().filter(entry_id=OuterRef("target_id"))
    roles = perspective.references().filter(Exists(live), kind="role", **{source: OuterRef("pk")})
    number = roles.order_by().values(source).annotate(number=Count("pk")).values("number")
    articles = perspective.entries("article")
    return articles.filter(kind="comparison").annotate(_roles=Coalesce(Subquery(number), 0)).filter(_roles__gte=FEWEST)


def comparison_items(reader: Reader, articles: list[ShownEntry]) -> list[dict[str, Any]]:
    """`{"slug", "title", "roles", "article"}` for each article. One query."""
    targets = reader.targets(pk for article in articles for pk in article.references())
    items = []
    for article in articles:
        roles = [targets[pk] for pk in article.stored["roles"] if pk in targets]
        items.append(
            {
                "slug": slug_of(role.slug for role in roles),
                "title": " vs ".join(role.title for role in roles),
                "roles": [reader.summary(role, {}) for role in roles],
                "article": reader.summary(article, targets),
            }
        )
    return items
