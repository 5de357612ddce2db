"""Tables as GitHub reads them: a row of names, a row of dashes, and rows up to an empty line or another block."""

import re

from cms.markup.commonmark.block_reader import BlockStart
from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.source_line import TAB, SourceLine
from cms.markup.commonmark.table_rows import cells_of

_DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_ALIGNMENTS = {(True, False): "left", (True, True): "center", (False, True): "right", (False, False): ""}
MOST_COLUMNS = 1_000


class Tables(BlockStart):
    """The row of names is the last line of a paragraph; lines above it stay a paragraph."""

    kinds = ("table",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if container.kind != "paragraph" or line.indent >= TAB or not container.lines:
            return None
        dashes, names = line.text[line.next :], container.lines[-1]
        if "|" not in names or not _DASHES.match(dashes):
            return None
        signs, head = cells_of(dashes), cells_of(names)
        if len(signs) != len(head) or len(head) > MOST_COLUMNS:
            return None
        alignments = [_ALIGNMENTS[sign.startswith(":"), sign.endswith(":")] for sign in signs]
        row_line = line.number - 1
        container.lines.pop()
        container.end = row_line - 1
        if not container.lines:
            # An empty paragraph goes when it is closed.
            container.line = row_line
        self.parser.close(container)
        table = self.parser.add("table", line, alignments=alignments, head=head)
        table.line = row_line
        line.is_done = True
        return table

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        return not line.is_blank
