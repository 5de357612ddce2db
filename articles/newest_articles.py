"""Seeking articles by what they refer to: the newest of each, in one query."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import UUIDField

from cms.delivery.reader import Reader

# What is sought of one article, and of a page of them.
MOST_SOUGHT, MOST_TOGETHER = 200, 2_000
# SQLite joins at most 500 statements into one; those can be joined again.
JOINED = 400


def newest_referring(reader: Reader, wanted: Sequence[tuple[str, str]], most: int) -> list[list[int]]:
    """The rows of the newest `most` articles that refer to each (kind, target id), in the order of what is wanted,
    which is at most 2,000 things. One query, each part read off the index; none when nothing is wanted."""
    if len(wanted) > MOST_TOGETHER:
        raise ValueError(f"{len(wanted)} things sought, and {MOST_TOGETHER} is the most.")
    if not wanted:
        return []
    source = f"{reader.perspective.source}_id"
    links = reader.perspective.references().filter(type="article").order_by("-published_at", f"-{source}")
    kind, target = wanted[0]
    newest = links.filter(kind=kind, target_id=target).values_list("kind", "target_id", source)[:most]
    statement, values = newest.query.sql_with_params()
    # One statement is made, and repeated with other values: making each costs more than running it.
    first = _prepared(target)
    parts: list[list[Any]] = [
        [other if value == kind else _prepared(pk) if value == first else value for value in values]
        for other, pk in wanted
    ]
    found: dict[tuple[str, str], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_joined(statement, len(parts)), [value for part in parts for value in part])
        for kind, pk, row in cursor.fetchall():
            found.setdefault((kind, str(UUID(str(pk)))), []).append(row)
    return [found.get(thing, []) for thing in wanted]


def _prepared(pk: str) -> Any:
    return UUIDField().get_db_prep_value(pk, connection)


def _joined(statement: str, times: int) -> str:
    """The statement, which has an order and a limit of its own, so many times: SQLite takes it only wrapped."""
    # It is Django's own, with its values apart.
    groups = [
        " UNION ALL ".join([f"SELECT * FROM ({statement}) AS part"] * min(JOINED, times - start))  # noqa: S608 # nosec B608
        for start in range(0, times, JOINED)
    ]
    return " UNION ALL ".join(f"SELECT * FROM ({group}) AS parts" for group in groups)  # noqa: S608 # nosec B608
