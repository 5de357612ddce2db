"""Blocks that hold blocks: quotations, lists with their items, and footnotes."""

import re
from itertools import pairwise

from cms.markup.commonmark.block_reader import BlockStart
from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.definitions import label_key
from cms.markup.commonmark.source_line import TAB, SourceLine

_MARKER = re.compile(r"([*+-])(?![^ \t])|(\d{1,9})([.)])(?![^ \t])")
_NOTE = re.compile(r"\[\^([^\]\n]++)\]:[ \t]*+")


class Quotations(BlockStart):
    kinds = ("blockquote",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        return self.parser.add("blockquote", line) if self._has_sign(line) else None

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        if not self._has_sign(line):
            return False
        block.end = line.number
        return True

    def _has_sign(self, line: SourceLine) -> bool:
        if line.indent >= TAB or not line.text.startswith(">", line.next):
            return False
        line.skip_blanks()
        line.skip(1)
        if line.indent:
            line.skip_columns(1)
        return True


class Lists(BlockStart):
    """A list goes on while its items have the same sign. It is loose if an empty line parts any two of its blocks."""

    kinds = ("list", "item")

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB:
            return None
        found = _MARKER.match(line.text, line.next)
        if not found or (container.kind == "paragraph" and not self._may_interrupt(line, found)):
            return None
        sign, width, margin = found[1] or found[3], len(found[0]), line.indent
        listing = container if container.kind == "list" and container.data["sign"] == sign else None
        if listing is None:
            listing = self.parser.add("list", line, sign=sign, first=int(found[2]) if found[2] else None)
        item = self.parser.add("item", line)
        line.skip_blanks()
        line.skip(width)
        blanks = 1 if line.is_blank or line.indent > TAB else line.indent
        line.skip_columns(blanks)
        item.data["margin"] = margin + width + blanks
        return item

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        if block.kind == "list":
            return True
        if line.indent >= block.data["margin"]:
            line.skip_columns(block.data["margin"])
            return True
        if line.is_blank and block.children:
            line.skip_blanks()
            return True
        return False

    def end(self, block: Block) -> None:
        if block.kind == "list":
            block.data["is_loose"] = any(
                _is_apart(pair)
                for blocks in (block.children, *(item.children for item in block.children))
                for pair in pairwise(blocks)
            )

    @staticmethod
    def _may_interrupt(line: SourceLine, found: re.Match[str]) -> bool:
        """In a paragraph, a number other than 1 is mostly a number, and a sign without text no item."""
        return found[2] in (None, "1") and bool(line.text[found.end() :].strip(" \t"))


class Notes(BlockStart):
    """`[^label]: text`, and what is indented by four under it."""

    kinds = ("footnote",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or not (found := _NOTE.match(line.text, line.next)):
            return None
        note = self.parser.add("footnote", line, label=found[1])
        self.parser.notes.setdefault(label_key(found[1]), note)
        line.skip_blanks()
        line.at, line.column = found.end(), line.column + found.end() - found.start()
        line.look()
        return note

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        if line.indent >= TAB:
            line.skip_columns(TAB)
            return True
        return line.is_blank and bool(block.children)


def _is_apart(pair: tuple[Block, Block]) -> bool:
    return pair[0].end + 1 < pair[1].line
