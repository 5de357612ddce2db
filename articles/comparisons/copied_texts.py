"""Noticing texts that were copied from one role to another. Pure functions of text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

# The part of the runs of three words of both texts that they share, from which on they are nearly the same.
NEARLY = 0.8
RUN = 3
# Shorter texts, such as “Python and SQL”, are the same without having been copied.
SHORTEST_COPIED = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class CopiedText:
    """Two roles, by what they were named, with nearly the same text at a place; `text` is the first one's."""

    place: str
    roles: tuple[str, str]
    text: str


def are_nearly_same(a: str, b: str) -> bool:
    """Whether two texts say the same in nearly the same words, whatever their case, marks and spaces. False when
    either is empty."""
    return _nearly_same(_words(a), _words(b))


# Every comparison of the same roles asks it of the same texts.
@lru_cache(maxsize=2_000)
def any_nearly_same(texts: tuple[str, ...]) -> bool:
    """Whether any two of these do."""
    words = [_words(text) for text in texts]
    return any(_nearly_same(one, other) for one, other in combinations(words, 2))


def copied_texts(roles: Mapping[str, Mapping[str, Sequence[str]]]) -> list[CopiedText]:
    """What an editor should look at: texts of five words or more that two roles have (nearly) in common.

    `roles` has, for each role's name, the texts at each place that a reader compares, such as `{"Focus": ["…"],
    "Responsibilities": ["…", "…"]}`. Only texts at the same place are compared. In the order given.
    """
    found = []
    for (one, ours), (other, theirs) in combinations(roles.items(), 2):
        for place in ours:
            candidates = [_words(text) for text in theirs.get(place, ())]
            for text in ours[place]:
                words = _words(text)
                if len(words) >= SHORTEST_COPIED and any(_nearly_same(words, each) for each in candidates):
                    found.append(CopiedText(place, (one, other), text))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _nearly_same(one: list[str], other: list[str]) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    if min(len(one), len(other)) < NEARLY * max(len(one), len(other)):
        return False
    ours, theirs = _runs(one), _runs(other)
    return len(ours & theirs) >= NEARLY * len(ours | theirs) > 0


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
