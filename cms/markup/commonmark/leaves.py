"""Headings, rules, code and paragraphs."""

import re

from cms.markup.commonmark.block_reader import BlockStart
from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.definitions import without_definitions
from cms.markup.commonmark.source_line import TAB, SourceLine

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")


class HashHeadings(BlockStart):
    """`## Title`, with the space, so that `#tag` is text."""

    kinds = ("heading",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or not (found := _HEADING.match(line.text, line.next)):
            return None
        heading = self.parser.add("heading", line, level=len(found[1]))
        heading.lines.append(_CLOSING.sub("", line.text[found.end() :]).strip(" \t"))
        line.is_done = True
        return heading

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        return False


class UnderlinedHeadings(BlockStart):
    """A paragraph above a line of `=` or `-`."""

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or container.kind != "paragraph":
            return None
        if not (found := _UNDERLINE.match(line.text, line.next)):
            return None
        without_definitions(container, self.parser)
        if not container.lines:
            return None
        container.kind = "heading"
        container.data["level"] = 1 if found[1][0] == "=" else 2
        container.end = line.number
        line.is_done = True
        return container


class Rules(BlockStart):
    kinds = ("rule",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or not _RULE.match(line.text, line.next):
            return None
        line.is_done = True
        return self.parser.add("rule", line)

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        return False


class Fences(BlockStart):
    """Code between fences, as deep in lists and quotations as they stand."""

    kinds = ("fence",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or not (found := _FENCE.match(line.text, line.next)):
            return None
        line.is_done = True
        info = (found[2] if found[1] else found[4]).strip(" \t")
        return self.parser.add("fence", line, sign=found[1] or found[3], margin=line.indent, info=info)

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        sign = block.data["sign"]
        closing = line.text[line.next :].rstrip(" \t")
        if line.indent < TAB and len(closing) >= len(sign) and not closing.strip(sign[0]):
            block.end = line.number
            block.data["is_closed"] = line.is_done = True
            self.parser.close(block)
            return True
        line.skip_columns(min(block.data["margin"], line.indent))
        return True

    def end(self, block: Block) -> None:
        if not block.data.get("is_closed"):
            self.parser.losses.note(block.line, "fence", block.data["sign"])


class IndentedCode(BlockStart):
    kinds = ("code",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent < TAB or line.is_blank or self.parser.tip.kind == "paragraph":
            return None
        line.skip_columns(TAB)
        return self.parser.add("code", line)

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        if line.indent >= TAB:
            line.skip_columns(TAB)
        elif line.is_blank:
            line.skip_blanks()
        else:
            return False
        return True

    def end(self, block: Block) -> None:
        while block.lines and not block.lines[-1].strip(" \t"):
            block.lines.pop()


class Paragraphs(BlockStart):
    kinds = ("paragraph",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        return None

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        return not line.is_blank

    def end(self, block: Block) -> None:
        without_definitions(block, self.parser)
        if not block.lines:
            block.remove()
