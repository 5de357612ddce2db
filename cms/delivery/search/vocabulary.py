"""Whom a term names. A tag's name is no word of the articles that have it: it is looked up at the moment of asking, so
that a rename is found at once and the old name no more."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cms.publishing.content_types import entry_types
from cms.publishing.models import IndexedText
from cms.publishing.reading.perspectives import Perspective
from cms.publishing.search_index.index_rows import reference_token
from cms.publishing.timeline.content_version import once_a_version

from .query_terms import Term

# Bounds on what one term can come to mean, and on what a process remembers.
MOST_MEANT = 40
MOST_NAMED = 5_000
MOST_BEGINNINGS = 200


@dataclass(frozen=True)
class Vocabulary:
    """`names` has the words of each named entry by its token in the index; it is shared between requests."""

    names: dict[str, str]
    lengths: dict[str, int]
    tokens: dict[str, list[str]]
    words: list[str]

    def meant_by(self, term: Term) -> list[str]:
        """Tokens of the entries whose title or other name the term stands in, those with the fewest words first."""
        candidates = dict.fromkeys(self.tokens.get(term.stems[0], ()))
        if len(term.stems) > 1:
            candidates = dict.fromkeys(token for token in candidates if term.is_in(self.names[token]))
        if term.prefix:
            start = bisect_left(self.words, term.prefix)
            for word in self.words[start : start + MOST_BEGINNINGS]:
                if not word.startswith(term.prefix):
                    break
                candidates |= dict.fromkeys(self.tokens[word])
        return sorted(candidates, key=lambda token: (self.lengths[token], token))[:MOST_MEANT]


def vocabulary(perspective: Perspective) -> Vocabulary:
    """Two queries, and none while what is published stays the same."""
    naming = {kind for of_type in entry_types() for kind in of_type.found_by}
    # Asked for each time: an answer depends on these types even if they were looked up for another one.
    named = perspective.entries(*(of_type.name for of_type in entry_types() if of_type.name in naming))
    return once_a_version("search vocabulary", perspective.version, lambda: _made(named))


def _made(named: QuerySet[Any]) -> Vocabulary:
    newest = named.order_by("-pk").values_list("pk", "type", "entry_id")[:MOST_NAMED]
    token_of = {row: reference_token(name, entry_id) for row, name, entry_id in newest}
    names, lengths = {}, {}
    tokens: dict[str, list[str]] = {}
    for row, title, others in _texts_of(token_of):
        token = token_of[row]
        names[token] = f" {title}  {others} "
        lengths[token] = title.count(" ")
        for word in dict.fromkeys(names[token].split()):
            tokens.setdefault(word, []).append(token)
    return Vocabulary(names, lengths, tokens, sorted(tokens))


def _texts_of(rows: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    return IndexedText.objects.filter(pk__in=list(rows)).values_list("pk", "title", "names")
