"""Recognising skills by what people call them: names, slugs and aliases, in any spelling that is clearly meant.

Pure functions of text, and bounded: nothing that is asked for takes long.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MOST_SUGGESTIONS = 3
# Longer than any name of a skill; and longer than what is worth looking for misspelt.
LONGEST, LONGEST_MISSPELT = 120, 40
# Names that are compared letter by letter with what may be a misspelling: those that share the most pairs of letters.
COMPARED = 12
# A misspelling of a shorter name is another word too easily: Rust is not REST.
SHORTEST_MISSPELT = 5
# From this length on, a name that contains what was written is suggested: kube, learning.
SHORTEST_PART = 3
# The part of its letters that a suggestion has in common with what was written.
ALIKE = 0.55
_GAPS = re.compile(r"[\s\-_‐‑–—]+")


@dataclass(frozen=True)
class NamedSkill:
    id: str
    name: str
    slug: str
    category: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """The skill meant by `query`; or None, and the skills that may have been, the likeliest first.

    `is_ambiguous`: each of the suggestions is called exactly that.
    """

    query: str
    skill: str | None
    suggestions: tuple[str, ...] = ()
    is_ambiguous: bool = False


class SkillNames:
    """What the skills are called. A name counts before a slug, and that before an alias; what is written the same way
    counts before what differs in hyphens, dots and spaces."""

    def __init__(self, skills: Iterable[NamedSkill]) -> None:
        ordered = sorted(skills, key=lambda skill: (skill.name.casefold(), skill.id))
        self._rank = {skill.id: rank for rank, skill in enumerate(ordered)}
        called = [
            [(skill.id, [skill.name]) for skill in ordered],
            [(skill.id, [skill.slug]) for skill in ordered],
            [(skill.id, [str(alias) for alias in skill.aliases]) for skill in ordered],
        ]
        self._written = [_table(names, as_written) for names in called]
        self._lettered = [_table(names, letters) for names in called]
        self._skills_of: dict[str, set[str]] = {}
        for table in self._lettered:
            for key in table:
                self._skills_of.setdefault(key, set()).update(table[key])
        self._keys_with: dict[str, list[str]] = {}
        for key in sorted(self._skills_of):
            for pair in _pairs(key) if len(key) <= LONGEST_MISSPELT else ():
                self._keys_with.setdefault(pair, []).append(key)

    def recognise(self, query: str) -> Recognised:
        text = query.strip()
        if len(text) > LONGEST:
            return Recognised(text, None)
        for tables, key in ((self._written, as_written(text)), (self._lettered, letters(text))):
            for table in tables:
                found = table.get(key, [])
                if len(found) == 1:
                    return Recognised(text, found[0])
                if found:
                    return Recognised(text, None, tuple(found), is_ambiguous=True)
        return self._nearest(text)

    def _nearest(self, text: str) -> Recognised:
        """A misspelling, if one skill is clearly nearer than any other; suggestions otherwise."""
        written = letters(text)
        if not 2 <= len(written) <= LONGEST_MISSPELT:
            return Recognised(text, None)
        steps: dict[str, int] = {}
        alike: dict[str, float] = {}
        for key in self._similar_keys(written):
            distance = edits(written, key)
            near = 1 - distance / max(len(written), len(key))
            if min(len(written), len(key)) >= SHORTEST_PART and (written in key or written.startswith(key)):
                near = max(near, ALIKE)
            counts = distance if _is_misspelling(written, key) else LONGEST
            for skill in self._skills_of[key]:
                steps[skill] = min(steps.get(skill, LONGEST), counts)
                alike[skill] = max(alike.get(skill, 0.0), near)
        likeliest = sorted(alike, key=lambda skill: (-alike[skill], self._rank[skill]))
        suggestions = tuple(skill for skill in likeliest if alike[skill] >= ALIKE)[:MOST_SUGGESTIONS]
        nearest = sorted(steps, key=lambda skill: steps[skill])
        if nearest and len(written) >= SHORTEST_MISSPELT:
            allowed = 1 if len(written) < 8 else 2
            second = steps[nearest[1]] if len(nearest) > 1 else LONGEST
            if steps[nearest[0]] <= allowed and second >= 2 * steps[nearest[0]]:
                return Recognised(text, nearest[0])
        return Recognised(text, None, suggestions)

    def _similar_keys(self, written: str) -> list[str]:
        shared: dict[str, int] = {}
        pairs = _pairs(written)
        for pair in pairs:
            for key in self._keys_with.get(pair, ()):
                shared[key] = shared.get(key, 0) + 1
        likeness = {key: 2 * count / (len(pairs) + len(key) + 1) for key, count in shared.items()}
        return sorted(likeness, key=lambda key: (-likeness[key], key))[:COMPARED]


def _table(called: list[tuple[str, list[str]]], spelling: Callable[[str], str]) -> dict[str, list[str]]:
    """Skills by what they are called, in order."""
    table: dict[str, list[str]] = {}
    for skill, names in called:
        for key in {spelling(name[:LONGEST]) for name in names} - {""}:
            table.setdefault(key, []).append(skill)
    return table


def as_written(text: str) -> str:
    """Without case, and with one space for whatever separates words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = (c for c in folded if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return _GAPS.sub(" ", "".join(visible)).strip()


def letters(text: str) -> str:
    """Only letters, digits, and the signs that make another name of one: C, C++ and C#."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in plain if c.isalnum() or c in "+#")


def edits(a: str, b: str) -> int:
    """The fewest letters to insert, delete, change, or swap with the next, to make one of the other (optimal string
    alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, above, row = row, before, [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_misspelling(written: str, key: str) -> bool:
    """Digits and signs are not misspelt: HTML 5 is not HTML 4."""
    return len(key) >= SHORTEST_MISSPELT and _signs(written) == _signs(key)


def _signs(text: str) -> list[str]:
    return sorted(c for c in text if not c.isalpha())


def _pairs(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}
