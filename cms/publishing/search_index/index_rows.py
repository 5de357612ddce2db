"""Indexing: which words find a publication. Written by the verbs that write publications, in their transactions.

What a publication refers to stands in its row as opaque tokens and not as words: who searches looks up whom a word
names at that moment, so that a rename, a scheduled one too, needs no row to be written again.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cms.publishing.content_types import entry_type
from cms.publishing.models import IndexedText

from .words import composed, words_in

# PostgreSQL's tsvector ends at 1 MB. What stands further down in so long a text finds nothing.
MAX_BYTES = 300_000
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


def reference_token(kind: str, entry_id: UUID | str) -> str:
    return f"{kind.replace('_', '')}{UUID(str(entry_id)).hex}"


def type_token(type_name: str) -> str:
    return f"type{type_name.replace('_', '')}"


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
