"""Reindexing: the words of all that is published and scheduled, read and written again."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from .content_types import entry_types
from .models import IndexedText, Publication, Reference
from .search_index.index_rows import COLUMNS, Words, index, words_of
from .timeline.turns import take_turn

CHUNK = 100


def reindex(*, only_missing: bool = False) -> Iterator[int]:
    """Make the index anew, a chunk a transaction; yields first how many publications there are, then after each chunk
    how many of it are done.

    What is published meanwhile indexes itself. Killed half-way, it leaves old rows and new ones, all of them whole.
    """
    # Not `publication__past=True`: Django would join this table with itself, which PostgreSQL may do row by row.
    IndexedText.objects.filter(pk__in=Publication.objects.filter(past=True).values("pk")).delete()
    current = _missing() if only_missing else _current()
    ids = list(current.order_by("pk").values_list("pk", flat=True))
    yield len(ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        _reindex_chunk(chunk)
        yield len(chunk)


def is_complete() -> bool:
    """Whether everything that can be found is in the index. One query, which looks at each publication once."""
    return not _missing().exists()


def _current() -> QuerySet[Publication]:
    searched = [of_type.name for of_type in entry_types() if of_type.texts]
    return Publication.objects.filter(past=False, type__in=searched)


def _missing() -> QuerySet[Publication]:
    return _current().filter(~Exists(IndexedText.objects.filter(pk=OuterRef("pk"))))


def _reindex_chunk(ids: list[int]) -> None:
    # Taking texts apart is most of the work, and everyone waits for the lock.
    before = _read(ids)
    words = {row: words_of(*rendering) for row, rendering in before.items()}
    with transaction.atomic():
        turn = take_turn()
        there = {row.pk: row for row in IndexedText.objects.filter(pk__in=ids)}
        changed = {
            row: words[row]
            for row, rendering in _read(ids).items()
            if before.get(row) == rendering and not (row in there and _columns(there[row]) == words[row])
        }
        if changed:
            index(changed)
            turn.log([])  # answers may differ now


def _read(ids: list[int]) -> dict[int, tuple[str, str, dict[str, Any], dict[str, Any], list[tuple[str, UUID]]]]:
    """What `words_of` takes, by publication. Two queries."""
    targets: dict[int, list[tuple[str, UUID]]] = {}
    links = Reference.objects.filter(publication_id__in=ids).order_by("publication_id", "position")
    for row, kind, target in links.values_list("publication_id", "kind", "target_id"):
        targets.setdefault(row, []).append((kind, target))
    publications = Publication.objects.filter(pk__in=ids, past=False).order_by("pk")
    columns = publications.values_list("pk", "type", "title", "summary", "document")
    return {
        row: (type_name, title, orjson.loads(summary), orjson.loads(document), targets.get(row, []))
        for row, type_name, title, summary, document in columns
    }


def _columns(row: IndexedText) -> Words:
    return {name: getattr(row, name) for name in COLUMNS}
