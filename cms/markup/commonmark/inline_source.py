"""The text of one block while it is read for inline markup, and the parts that it is found to consist of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from re import Pattern
from typing import Any
from xml.etree.ElementTree import Element


@dataclass(slots=True, eq=False)
class Part:
    """One piece of the text. `kind` is "text"; "soft" for a line's end; "element" for one that is whole; "open" and
    "close" around what is between; "raw" for HTML. A run of `*`, `_` or `~` is a text that closes and opens elements.
    """

    kind: str
    text: str = ""
    element: Element | None = None
    closes: list[str] = field(default_factory=list)
    opens: list[str] = field(default_factory=list)
    # What a picture says that has this in its description.
    words: str = ""


@dataclass(slots=True, eq=False)
class Run:
    """A run of `*`, `_` or `~` that may open or close. `count` is its length, `left` how much of it has no partner."""

    sign: str
    count: int
    part: Part
    can_open: bool
    can_close: bool
    left: int = 0
    before: "Run | None" = None
    after: "Run | None" = None


@dataclass(slots=True, eq=False)
class Bracket:
    """A `[` or `![` that may begin a link or picture. `index` is where its part stands among the parts."""

    index: int
    at: int
    is_picture: bool
    below: "Bracket | None"
    runs_below: Run | None
    has_bracket_after: bool = False


class InlineSource:
    """`line` is the number of the text's first line; `at` is how far it was read."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line = text, line
        self.at = 0
        self.parts: list[Part] = []
        self.runs: Run | None = None
        self.brackets: Bracket | None = None
        # A link holds no other: what began before this is no link.
        self.no_link_before = 0
        # What was looked for in vain from here to the end.
        self.missing: set[str] = set()
        # Found once for the whole text, by whoever needs it.
        self.found: dict[str, Any] = {}

    def add_text(self, text: str) -> None:
        self.parts.append(Part("text", text, words=text))

    def line_at(self, at: int) -> int:
        return self.line + self.text.count("\n", 0, at)

    def words_from(self, index: int) -> str:
        return words_of(self.parts[index:])


def words_of(parts: Iterable[Part]) -> str:
    return "".join(part.words for part in parts)


def end_of(pattern: Pattern[str], text: str, at: int) -> int:
    """Where what the pattern finds there ends; there, if it finds nothing."""
    found = pattern.match(text, at)
    return found.end() if found else at
