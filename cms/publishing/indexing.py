"""Indexing: which words find a publication. Written by the verbs that write publications, in their transactions.

What a publication refers to stands in its row as opaque tokens and not as words: who searches looks up whom a word
names at that moment, so that a rename, a scheduled one too, needs no row to be written again.
"""

from collections.abc import Iterable, Iterator, Mapping
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


# The columns of a row of the index, but for its key.
Words = dict[str, str]


def words_of(
    type_name: str,
    title: str,
    summary: dict[str, Any],
    document: dict[str, Any],
    targets: Iterable[tuple[str, UUID | str]],
) -> Words | None:
    """What a rendering is found by; None for a type that cannot be searched. `targets` are (kind, entry id)."""
    of_type = entry_type(type_name)
    if of_type.texts is None:
        return None
    texts = of_type.texts(summary, document)
    titles, forms = _stems([title])
    names, more = _stems(texts.names)
    body, of_body = _stems(texts.body)
    tokens = [type_token(type_name)]
    tokens += [reference_token(kind, target) for kind, target in targets if kind in of_type.found_by]
    return {
        "title": " ".join(titles),
        "names": " ".join([*names, *dict.fromkeys((*forms, *more))]),
        "refs": " ".join(dict.fromkeys(tokens)),
        "body": " ".join(body),
        "forms": " ".join(dict.fromkeys(of_body)),
    }


def index(words: Mapping[int, Words | None]) -> None:
    """Write the rows of these publications, over what was there. One query, in the transaction that writes them."""
    rows = [IndexedText(publication_id=row, **columns) for row, columns in words.items() if columns]
    IndexedText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["publication"], update_fields=COLUMNS)


def unindex(publications: Iterable[int]) -> None:
    IndexedText.objects.filter(pk__in=list(publications)).delete()


def reindex(*, only_missing: bool = False) -> Iterator[int]:
    """Make the index anew, a chunk a transaction; yields first how many publications there are, then after each chunk
    how many of it are done.

    What is published meanwhile indexes itself. Killed half-way, it leaves old rows and new ones, all of them whole.
    """
    # Not `publication__past=True`: Django would join this table with itself, which PostgreSQL may do row by row.
    IndexedText.objects.filter(pk__in=Publication.objects.filter(past=True).values("pk")).delete()
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
