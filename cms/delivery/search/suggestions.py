"""What was probably meant when nothing is found: words and titles of what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cms.publishing.reading.perspectives import Perspective
from cms.publishing.search_index.words import composed, words_in
from cms.publishing.timeline.content_version import once_a_version

from .query_terms import Term

MOST_SUGGESTIONS = 3
# Titles that are remembered: the newest. Words that are compared letter by letter: those that share most pairs.
MOST_TITLES, COMPARED = 2_000, 12
# The part of its letters that a suggestion has in common with what was written.
ALIKE = 0.7
LONGEST = 40


@dataclass(frozen=True)
class _Titles:
    """Titles with their stems, and their words by stem and by pairs of letters; shared between requests."""

    titles: list[tuple[str, frozenset[str]]]
    words: dict[str, str]
    words_with: dict[str, list[str]]


def suggestions(perspective: Perspective, types: Sequence[str], terms: Sequence[Term]) -> list[str]:
    """Up to three things to search for instead: the query with its misspelt words put right, then the titles that have
    most of its words. One query, and none while what is published stays the same."""
    name = f"search suggestions {' '.join(types)}"
    known = once_a_version(name, perspective.version, lambda: _made(perspective, types))
    # A stem is no word to show: what it came from in some title is.
    stems = [stem for term in terms for stem in (*term.stems[:-1], term.prefix or term.stems[-1])]
    meant = [_nearest(stem, known) for stem in stems]
    found = [" ".join(word for word in meant if word)] if any(meant) else []
    wanted = {word.stem for text in found for word in words_in(composed(text))}
    shared = [(len(wanted & of_title), title) for title, of_title in known.titles if wanted & of_title]
    shared.sort(key=lambda pair: -pair[0])
    found += [title for _, title in shared[:MOST_SUGGESTIONS]]
    return list(dict.fromkeys(text for text in found if text))[:MOST_SUGGESTIONS]


def _nearest(written: str, known: _Titles) -> str | None:
    if written in known.words:
        return known.words[written]
    if not 3 <= len(written) <= LONGEST:
        return None
    shared: dict[str, int] = {}
    for pair in _pairs(written):
        for word in known.words_with.get(pair, ()):
            shared[word] = shared.get(word, 0) + 1
    closest = sorted(shared, key=lambda word: (-2 * shared[word] / (len(word) + len(written) + 2), word))[:COMPARED]
    ratios = [(SequenceMatcher(None, written, word).ratio(), word) for word in closest]
    best, word = max(ratios, default=(0.0, ""))
    return word if best >= ALIKE else None


def _made(perspective: Perspective, types: Sequence[str]) -> _Titles:
    visible = perspective.entries(*types).order_by("-pk").values_list("title", flat=True)[:MOST_TITLES]
    titles: list[tuple[str, frozenset[str]]] = []
    words: dict[str, str] = {}
    for title in visible:
        found = list(words_in(composed(title)))
        titles.append((title, frozenset(word.stem for word in found)))
        for word in found:
            words.setdefault(word.folded, word.folded)
            words.setdefault(word.stem, word.folded)
    words_with: dict[str, list[str]] = {}
    for folded in sorted(set(words.values())):
        for pair in _pairs(folded) if len(folded) <= LONGEST else ():
            words_with.setdefault(pair, []).append(folded)
    return _Titles(titles, words, words_with)


def _pairs(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}
