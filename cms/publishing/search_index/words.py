"""Words: a text as the index and those who search it see it. Pure, and the same on every database.

A word is *folded* (no case, no accents, full-width letters made plain) and *stemmed*: engineer, engineers and
engineering have one stem. Texts are taken apart here and not in the database: SQLite and PostgreSQL disagree on both.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from snowballstemmer import stemmer

# Longer ones are cut: PostgreSQL takes no word of 2 kB, and nobody types one.
LONGEST = 64
# C++ and C# are words of their own; the 's of a name is none. Underscores and hyphens stand between words.
_WORD = re.compile(r"(?<![^\W_])[A-Za-z](?:\+\+|#)(?!\w)|[^\W_]+(?:['’][sS](?!\w))?")
_SIGNS = {"+": "plus", "#": "sharp"}
# Letters that Unicode does not take for an accented other one, but people do.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_english = stemmer("english")
_stemming = Lock()  # the stemmer keeps the word it works on


class Word(NamedTuple):
    """`start` and `end` are its place in the text."""

    start: int
    end: int
    folded: str
    stem: str


def composed(text: str) -> str:
    """The text with each letter and its accents as one sign, which `words_in` needs."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def words_in(text: str, start: int = 0) -> Iterator[Word]:
    """The words of a composed text, in order, from a place on."""
    for found in _WORD.finditer(text, start):
        folded, stem = _read(found.group())
        if folded:
            yield Word(found.start(), found.end(), folded, stem)


def words_beginning(text: str, letters: frozenset[str]) -> Iterator[Word]:
    """Those of the words of a composed text that begin, folded, with one of these letters, and some others: most of
    what is looked through for a few words is passed over at the speed of a regular expression."""
    for found in _beginning(letters).finditer(text):
        # The s after an apostrophe is no word, but the end of one that was passed over.
        if found.group() in ("s", "S") and text[found.start() - 1 : found.start()] in ("'", "’"):
            before = text[found.start() - 2 : found.start() - 1]
            after = text[found.end() : found.end() + 1]
            if found.start() > 1 and before.isalnum() and not (after.isalnum() or after == "_"):
                continue
        folded, stem = _read(found.group())
        if folded:
            yield Word(found.start(), found.end(), folded, stem)


@lru_cache(maxsize=256)
def _beginning(letters: frozenset[str]) -> re.Pattern[str]:
    either = re.escape("".join(sorted(letters | {letter.upper() for letter in letters})))
    # What is not ASCII may fold to any letter.
    return re.compile(rf"(?<![^\W_])(?=[{either}]|[^\x00-\x7f])(?:{_WORD.pattern})")


@lru_cache(maxsize=65_536)
def _read(written: str) -> tuple[str, str]:
    if written[-1] in _SIGNS:
        named = written[0].lower() + "".join(_SIGNS[sign] for sign in written[1:])
        return named, named
    if len(written) > 2 and written[-2] in "'’":
        written = written[:-2]
    folded = _fold(written)[:LONGEST]
    if not (folded.isascii() and folded.isalpha()):
        return folded, folded
    with _stemming:
        return folded, _english.stemWord(folded)


def _fold(written: str) -> str:
    if written.isascii():
        return written.lower()
    plain = unicodedata.normalize("NFKD", written).casefold().translate(_LETTERS)
    # Once more: a letter that was folded may have got an accent, as the Turkish capital i has.
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum())
