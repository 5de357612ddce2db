"""Texts for the plain part of a mail: lines of 72 characters, and links that can be clicked."""

import textwrap
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig

WIDTH = 72
_CONFIG = ParserConfig(css=RELAXED_CSS_PROFILE.copy(), display_images=True)
# Their lines are as they are.
_KEPT = ("pre", "table")


def wrapped(text: str, *, indent: str = "") -> str:
    """One paragraph; a word that is longer than a line, such as an address, stays whole."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def plain_of(html: str) -> str:
    """Our own HTML as text: lists and tables in their shape, and links as numbers with their addresses at the end."""
    soup = BeautifulSoup(html, "html.parser")
    notes = _number_links(soup)
    parts = [_block(child) for child in soup.children if isinstance(child, Tag)]
    parts.append("\n".join(notes))
    return "\n\n".join(part for part in parts if part.strip())


def _number_links(soup: BeautifulSoup) -> list[str]:
    notes: list[str] = []
    for link in soup.find_all("a"):
        url = str(link.get("href", ""))
        if not url or "footnote-backref" in str(link.get("class", "")):
            link.decompose()
        elif url.removeprefix("mailto:") != link.get_text().strip():
            notes.append(f"[{len(notes) + 1}] {url.removeprefix('mailto:')}")
            link.append(f" [{len(notes)}]")
    return notes


def _block(tag: Tag) -> str:
    text = get_text(str(tag), _CONFIG).strip("\n")
    if tag.name in _KEPT or tag.find(_KEPT):
        return "\n".join(line.rstrip() for line in text.splitlines())
    return "\n".join(_wrapped_lines(text.splitlines()))


def _wrapped_lines(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        bare = line.strip()
        indent = line[: len(line) - len(line.lstrip())]
        first, space, rest = bare.partition(" ")
        is_item = bool(rest) and (first == "*" or first.rstrip(".").isdigit())
        yield wrapped(rest, indent=f"{indent}{first}{space}") if is_item else wrapped(bare, indent=indent)
