"""Seeking articles by what they refer to: the newest of each, in one query."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value

from cms.delivery.reading import Reader

from .resources import ARTICLE

# SQLite joins at most 500 statements into one.
MOST_SOUGHT = 200


def newest_referring(reader: Reader, wanted: Sequence[tuple[str, str]], most: int) -> list[list[int]]:
    """The rows of the newest `most` articles that refer to each (kind, target id), in the order of what is wanted,
    which is at most 200 things. One query, each part read off the index; none when nothing is wanted."""
    if len(wanted) > MOST_SOUGHT:
        raise ValueError(f"{len(wanted)} things sought, and {MOST_SOUGHT} is the most.")
    source = f"{reader.perspective.source}_id"
    links = reader.perspective.references().filter(type=ARTICLE.type).order_by("-published_at", f"-{source}")
    parts = [
        links.filter(target_id=target, kind=kind)
        .annotate(number=Value(number, IntegerField()))
        .values_list("number", source)[:most]
        for number, (kind, target) in enumerate(wanted)
    ]
    found: list[list[int]] = [[] for _ in wanted]
    for number, row in _union(parts):
        found[number].append(row)
    return found


def _union(parts: list[QuerySet[Any, Any]]) -> list[tuple[int, int]]:
    """All rows of querysets that each have an order and a limit of their own, which SQLite takes only wrapped."""
    if not parts:
        return []
    statements = [part.query.sql_with_params() for part in parts]
    # The statements are Django's own, with their values apart.
    sql = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS part" for statement, _ in statements)  # noqa: S608 # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in statements for value in values])
        return list(cursor.fetchall())
