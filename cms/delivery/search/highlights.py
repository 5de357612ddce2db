"""The words that were found, marked: safe HTML, escaped by the standard library, with `<mark>` as its only tag."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice, zip_longest

from cms.publishing.search_index.words import composed, words_beginning, words_in

from .query_terms import Term

# How long an excerpt is, and how much of it stands before the first word found, in characters.
EXCERPT, BEFORE = 240, 60
# How far into its texts a hit is looked through; what stands deeper is found, but not shown.
SCANNED = 20_000
ENOUGH = 40
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n+")


@dataclass(frozen=True)
class Found:
    """A place in a text, and the number of the term that stands there."""

    start: int
    end: int
    term: int


def marked(text: str, terms: Sequence[Term]) -> str:
    """The whole text."""
    text = composed(text)
    return _with_marks(text, 0, len(text), _places(text, terms))


def excerpt(texts: Iterable[str], terms: Sequence[Term]) -> str:
    """The passage in which most of the terms stand close together; without any, how the first text begins."""
    beginning, best, left = "", None, SCANNED
    for raw in texts:
        text = composed(raw[:left])
        left -= len(text)
        beginning = beginning or text
        places = _places(text, terms)
        for place in places:
            near = {other.term for other in places if 0 <= other.start - place.start < EXCERPT - BEFORE}
            if best is None or len(near) > best[0]:
                best = (len(near), text, place.start, places)
        if left <= 0 or (best and best[0] == len(terms)):
            break
    if best is None:
        return _with_marks(beginning, 0, _word_end(beginning, EXCERPT), [])
    _, text, at, places = best
    start = 0 if len(text) <= EXCERPT else _beginning(text, at)
    return _with_marks(text, start, _word_end(text, start + EXCERPT), places)


def _places(text: str, terms: Sequence[Term]) -> list[Found]:
    by_stem: dict[str, list[int]] = {}
    for number, term in enumerate(terms):
        by_stem.setdefault(term.stems[0], []).append(number)
    begun = [(number, term.prefix) for number, term in enumerate(terms) if term.prefix]
    letters = frozenset([*(stem[0] for stem in by_stem), *(prefix[0] for _, prefix in begun)])
    places: list[Found] = []
    for word in words_beginning(text, letters):
        if len(places) >= ENOUGH:
            break
        for number in by_stem.get(word.stem, ()):
            stems = terms[number].stems
            end = word.end if len(stems) == 1 else _end_of(text, word.start, stems)
            if end:
                places.append(Found(word.start, end, number))
        places += [Found(word.start, word.end, number) for number, prefix in begun if word.folded.startswith(prefix)]
    return places


def _end_of(text: str, start: int, stems: tuple[str, ...]) -> int | None:
    """Where the words that begin at `start` end, if they are these, one after another."""
    end = None
    for stem, word in zip_longest(stems, islice(words_in(text, start), len(stems))):
        if word is None or word.stem != stem:
            return None
        end = word.end
    return end


def _with_marks(text: str, start: int, end: int, places: Sequence[Found]) -> str:
    parts, at = ["… " if start else ""], start
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        if place.start < at or place.end > end:
            continue
        parts += [escape(text[at : place.start]), "<mark>", escape(text[place.start : place.end]), "</mark>"]
        at = place.end
    parts += [escape(text[at:end].rstrip()), " …" if end < len(text.rstrip()) else ""]
    return " ".join("".join(parts).split())


def _beginning(text: str, at: int) -> int:
    """Where an excerpt with the word at `at` begins: with its sentence, or with a word shortly before."""
    if at <= BEFORE:
        return 0
    sentences = [end.end() for end in _SENTENCE_END.finditer(text, max(0, at - 2 * BEFORE), at)]
    if sentences:
        return sentences[-1]
    space = text.find(" ", at - BEFORE, at)
    return space + 1 if space >= 0 else at


def _word_end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, near - BEFORE), near)
    return space if space > 0 else near
