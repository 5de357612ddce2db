"""Blocks as elements."""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.serialiser import FRAGMENT, RAW
from cms.markup.commonmark.table_rows import cells_of

from .code_highlights import highlighted

_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")


class InlineText(NamedTuple):
    """`text` is to be read into `element`; its first line is number `line` of the source."""

    element: Element
    text: str
    line: int


def elements_of(root: Block, tag: str, inlines: list[InlineText]) -> Element:
    """The block as an element with that tag. The inline text of its leaves is added to `inlines`, in order."""
    top = Element(tag)
    waiting = [(child, top, False) for child in reversed(root.children)]
    while waiting:
        block, parent, is_tight = waiting.pop()
        element = _element(block, parent, is_tight, inlines)
        if element is None:
            continue
        is_tight = block.kind == "item" and not block.parent.data["is_loose"]
        waiting += [(child, element, is_tight) for child in reversed(block.children)]
    return top


def _element(block: Block, parent: Element, is_tight: bool, inlines: list[InlineText]) -> Element | None:
    kind, data = block.kind, block.data
    if kind == "paragraph":
        element = SubElement(parent, FRAGMENT if is_tight else "p")
        text = "\n".join(block.lines)
        if block.parent.kind == "item" and block.parent.children[0] is block:
            text = _without_task(text, element)
        inlines.append(InlineText(element, text, block.line))
    elif kind == "heading":
        inlines.append(InlineText(SubElement(parent, f"h{data['level']}"), "\n".join(block.lines), block.line))
    elif kind == "rule":
        SubElement(parent, "hr")
    elif kind in ("code", "fence"):
        code = "".join(f"{line}\n" for line in block.lines)
        SubElement(parent, RAW).text = highlighted(code, data.get("info", ""))
    elif kind == "html":
        # Cleaned by the inline reader, which knows what may stay.
        inlines.append(InlineText(SubElement(parent, RAW), "\n".join(block.lines), block.line))
    elif kind == "table":
        _add_table(block, SubElement(parent, "table"), inlines)
    elif kind == "list":
        first = data["first"]
        element = SubElement(parent, "ul" if first is None else "ol")
        if first not in (None, 1):
            element.set("start", str(first))
        return element
    elif kind == "item":
        return SubElement(parent, "li")
    elif kind == "blockquote":
        return SubElement(parent, "blockquote")
    return None


def _without_task(text: str, element: Element) -> str:
    task = _TASK.match(text)
    if task is None:
        return text
    box = SubElement(element, "input", {"type": "checkbox", "disabled": ""})
    if task[1] != " ":
        box.set("checked", "")
    box.tail = " "
    return text[task.end() :]


def _add_table(block: Block, table: Element, inlines: list[InlineText]) -> None:
    alignments = block.data["alignments"]
    rows = [block.data["head"], *(cells_of(row) for row in block.lines)]
    section = SubElement(table, "thead")
    for number, row in enumerate(rows):
        if number == 1:
            section = SubElement(table, "tbody")
        element = SubElement(section, "tr")
        for at, alignment in enumerate(alignments):
            cell = SubElement(element, "td" if number else "th", {"align": alignment} if alignment else {})
            if at < len(row) and row[at]:
                inlines.append(InlineText(cell, row[at], block.line + number + (number > 0)))
