"""Texts for the plain part of a mail: lines of 72 characters, links that can be clicked, and code as it was written."""

import textwrap
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig

WIDTH = 72
# Quotations and lists within one another leave a line this much at least.
LEAST_WIDTH = 30
_TABLES = ParserConfig(css=RELAXED_CSS_PROFILE.copy(), display_images=True)
# What begins on a line of its own; all else runs on in a line.
_BLOCKS = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table ul".split()
)


def wrapped(text: str, width: int = WIDTH) -> str:
    """One paragraph; a word that is longer than a line, such as an address, stays whole."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def plain_of(html: str) -> str:
    """Our own HTML as text: lists, quotations and tables in their shape, code as it is, and links as numbers with their
    addresses at the end."""
    soup = BeautifulSoup(html, "html.parser")
    notes = _number_links(soup)
    return "\n\n".join(filter(None, ["\n".join(_lines_of(soup, WIDTH)), "\n".join(notes)]))


def _number_links(soup: BeautifulSoup) -> list[str]:
    notes: list[str] = []
    for link in soup.find_all("a"):
        url, kind = str(link.get("href", "")), str(link.get("class", ""))
        if not url or "footnote-backref" in kind:
            link.decompose()
        elif "footnote-ref" in kind:
            link.replace_with(f" ({link.get_text()})")
        elif url.removeprefix("mailto:") != link.get_text().strip():
            notes.append(f"[{len(notes) + 1}] {url.removeprefix('mailto:')}")
            link.append(f" [{len(notes)}]")
    return notes


def _lines_of(parent: Tag, width: int) -> list[str]:
    """Its blocks, with an empty line between two of them, and between items only where an item has several."""
    lines: list[str] = []
    for block in _blocks(parent, max(width, LEAST_WIDTH)):
        if block and lines and not _is_tight(parent):
            lines.append("")
        lines += block
    return lines


def _blocks(parent: Tag, width: int) -> Iterator[list[str]]:
    running: list[PageElement] = []
    number = int(str(parent.get("start", "1"))) if parent.name == "ol" else 0
    for child in [*parent.children, None]:
        if child is not None and not (isinstance(child, Tag) and _is_block(child)):
            running.append(child)
            continue
        if text := _inline(running):
            yield [line for part in text.split("\n") for line in (wrapped(part, width).split("\n") if part else [])]
        running = []
        if isinstance(child, Tag):
            marker = f"{number}. " if number else "* "
            yield _block(child, width, marker)
            number += bool(number and child.name == "li")


def _block(tag: Tag, width: int, marker: str) -> list[str]:
    match tag.name:
        case "pre":
            return tag.get_text().removesuffix("\n").split("\n")
        case "table":
            return [line.rstrip() for line in get_text(str(tag), _TABLES).strip("\n").splitlines()]
        case "hr":
            return ["-" * min(width, 20)]
        case "blockquote":
            return [f"> {line}".rstrip() for line in _lines_of(tag, width - 2)]
        case "li":
            return _hung(_lines_of(tag, width - len(marker)), marker)
        case "dd":
            return _hung(_lines_of(tag, width - 4), " " * 4)
    return _lines_of(tag, width)


def _hung(lines: list[str], marker: str) -> list[str]:
    """The first line after the marker, the others below it."""
    indent = " " * len(marker)
    return [f"{marker if place == 0 else indent}{line}".rstrip() for place, line in enumerate(lines or [""])]


def _inline(elements: Iterable[PageElement]) -> str:
    """One line for each that the text has, with single blanks."""
    lines = "".join(_words(element) for element in elements).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


def _words(element: PageElement) -> str:
    if isinstance(element, NavigableString):
        return "" if type(element) is not NavigableString else " ".join(f"|{element}|".split())[1:-1]
    if not isinstance(element, Tag):
        return ""
    if element.name == "br":
        return "\n"
    if element.name == "img":
        return f"[{alt}]" if (alt := str(element.get("alt", "")).strip()) else ""
    if element.name == "input":
        return "[x] " if element.has_attr("checked") else "[ ] "
    return "".join(_words(child) for child in element.children)


def _is_block(tag: Tag) -> bool:
    # A link round a picture runs on in its line; one round a block does not.
    return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None


def _is_tight(parent: Tag) -> bool:
    """A list no item of which has a paragraph of its own, or such an item."""
    items = [parent] if parent.name == "li" else parent.find_all("li", recursive=False)
    return bool(items) and not any(item.find("p", recursive=False) for item in items)
