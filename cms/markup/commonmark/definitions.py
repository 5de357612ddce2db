"""What a paragraph may begin with that is no text: where links lead (`[label]: address "title"`), and what
abbreviations mean (`*[HTML]: Hypertext Markup Language`)."""

import re
from typing import TYPE_CHECKING

from cms.markup.commonmark.addresses import read_destination, read_title, unescaped
from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.inline_source import end_of

if TYPE_CHECKING:
    from cms.markup.commonmark.block_reader import BlockReader

LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,1000}+)\]", re.DOTALL)
_ABBREVIATION = re.compile(r"\*\[([^\[\]\\\n]{1,100})\] ?:[ \t]*([^\n]*)$")
_BLANKS = re.compile(r"[ \t]*+(?:\n[ \t]*+)?")
_LINE_END = re.compile(r"[ \t]*+(?:\n|$)")


def label_key(label: str) -> str:
    """The same for labels that differ in case and white space only."""
    return " ".join(label.split()).casefold()


def without_definitions(paragraph: Block, parser: "BlockReader") -> None:
    """Take the definitions out of a paragraph into the parser; no lines are left if it held nothing else."""
    lines = paragraph.lines
    if any(line.startswith("*[") for line in lines):
        found = [_ABBREVIATION.match(line) for line in lines]
        for one in filter(None, found):
            parser.abbreviations.setdefault(one[1].strip(), one[2].strip())
        if any(found):
            # The lines stay, empty, for those after them to keep their numbers.
            lines = ["" if one else line for line, one in zip(lines, found, strict=True)]
    while lines and not lines[0]:
        del lines[0]
        paragraph.line += 1
    if lines and lines[0].startswith("["):
        text = "\n".join(lines)
        at = 0
        while text.startswith("[", at) and (end := _read_reference(text, at, parser)):
            at = end
        paragraph.line += text.count("\n", 0, at)
        lines = text[at:].split("\n") if text[at:].strip(" \t\n") else []
    paragraph.lines = lines


def _read_reference(text: str, at: int, parser: "BlockReader") -> int:
    """Note the reference that is defined here; where it ends, or 0 if none is."""
    label = LABEL.match(text, at)
    if not label or not label[1].strip() or not text.startswith(":", label.end()):
        return 0
    after = end_of(_BLANKS, text, label.end() + 1)
    destination = read_destination(text, after)
    if destination is None or (destination[1] == after):
        return 0
    address, at_title = destination
    before_title = end_of(_BLANKS, text, at_title)
    title, end = "", _LINE_END.match(text, at_title)
    if before_title > at_title and (found := read_title(text, before_title)):
        after_title = _LINE_END.match(text, found[1])
        if after_title:
            title, end = found[0], after_title
    if end is None:
        return 0
    parser.references.setdefault(label_key(label[1]), (unescaped(address), unescaped(title)))
    return end.end()
