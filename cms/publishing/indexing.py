"""Indexing: which words find a publication. Written by the verbs that write publications, in their transactions.

What a publication refers to stands in its row as opaque tokens and not as words: who searches looks up whom a word
names at that moment, so that a rename, a scheduled one too, needs no row to be written again.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef

from .ledger import take_turn
from .models import IndexedText, Publication, Reference
from .registry import entry_type, entry_types
from .words import composed, words_in

# PostgreSQL's tsvector ends at 1 MB. What stands further down in so long a text finds nothing.
MAX_BYTES = 300_000
CHUNK = 100
COLUMNS = ("title", "names", "refs", "body", "forms")


@dataclass(frozen=True)
class Indexable:
    """A publication as it is indexed. `targets` are (kind, entry id)."""

    row: int
    type: str
    title: str
    summary: dict[str, Any]
    document: dict[str, Any]
    targets: Collection[tuple[str, str]]


def index(indexables: Iterable[Indexable]) -> int:
    """Write the rows of publications whose type can be searched, over what was there. One query. Returns how many."""
    rows = [row for row in map(_row_of, indexables) if row]
    IndexedText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["publication"], update_fields=COLUMNS)
    return len(rows)


def unindex(publications: Iterable[int]) -> None:
    IndexedText.objects.filter(pk__in=list(publications)).delete()


def reindex(*, only_missing: bool = False) -> Iterator[int]:
    """Make the index anew, a chunk a transaction; yields first how many publications there are, then after each chunk
    how many of it are done.

    What is published meanwhile indexes itself. Killed half-way, it leaves old rows and new ones, all of them whole.
    """
    unindex(IndexedText.objects.filter(publication__past=True).values_list("pk", flat=True))
    searched = [of_type.name for of_type in entry_types() if of_type.texts]
    current = Publication.objects.filter(past=False, type__in=searched)
    if only_missing:
        current = current.filter(~Exists(IndexedText.objects.filter(pk=OuterRef("pk"))))
    ids = list(current.order_by("pk").values_list("pk", flat=True))
    yield len(ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        _reindex_chunk(chunk)
        yield len(chunk)


def reference_token(kind: str, entry_id: UUID | str) -> str:
    return f"{kind.replace('_', '')}{UUID(str(entry_id)).hex}"


def type_token(type_name: str) -> str:
    return f"type{type_name.replace('_', '')}"


def _reindex_chunk(ids: list[int]) -> None:
    # Taking texts apart is most of the work, and everyone waits for the lock.
    rows = {read.row: (read, _row_of(read)) for read in _read(ids)}
    with transaction.atomic():
        turn = take_turn()
        fresh = [row for read in _read(ids) if (known := rows.get(read.row)) and known[0] == read and (row := known[1])]
        before = IndexedText.objects.in_bulk([row.pk for row in fresh])
        changed = [row for row in fresh if row.pk not in before or _values(row) != _values(before[row.pk])]
        IndexedText.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["publication"], update_fields=COLUMNS
        )
        if changed:
            turn.log([])  # answers may differ now


def _read(ids: list[int]) -> list[Indexable]:
    """Two queries."""
    targets: dict[int, list[tuple[str, str]]] = {}
    links = Reference.objects.filter(publication_id__in=ids).order_by("publication_id", "position")
    for row, kind, target in links.values_list("publication_id", "kind", "target_id"):
        targets.setdefault(row, []).append((kind, str(target)))
    publications = Publication.objects.filter(pk__in=ids, past=False).order_by("pk")
    return [
        Indexable(row, name, title, orjson.loads(summary), orjson.loads(document), targets.get(row, []))
        for row, name, title, summary, document in publications.values_list(
            "pk", "type", "title", "summary", "document"
        )
    ]


def _row_of(indexable: Indexable) -> IndexedText | None:
    of_type = entry_type(indexable.type)
    if of_type.texts is None:
        return None
    texts = of_type.texts(indexable.summary, indexable.document)
    title, forms = _stems([indexable.title])
    names, more = _stems(texts.names)
    body, of_body = _stems(texts.body)
    tokens = [type_token(of_type.name)]
    tokens += [reference_token(kind, target) for kind, target in indexable.targets if kind in of_type.found_by]
    return IndexedText(
        publication_id=indexable.row,
        title=" ".join(title),
        names=" ".join([*names, *dict.fromkeys((*forms, *more))]),
        refs=" ".join(dict.fromkeys(tokens)),
        body=" ".join(body),
        forms=" ".join(dict.fromkeys(of_body)),
    )


def _stems(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """The stems of the words in order, and the words themselves where they differ; as many as fit in a row."""
    stems: list[str] = []
    forms: list[str] = []
    size = 0
    for text in texts:
        for word in words_in(composed(text)):
            size += len(word.stem.encode()) + 1
            if size > MAX_BYTES:
                return stems, forms
            stems.append(word.stem)
            if word.folded != word.stem:
                forms.append(word.folded)
    return stems, forms


def _values(row: IndexedText) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)
