"""A text read line by line into blocks: the first half of CommonMark's algorithm, as Python-Markdown's block parser."""

from collections.abc import Iterable
from typing import Any, ClassVar
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from cms.markup.commonmark.block_tree import InlineText, elements_of
from cms.markup.commonmark.blocks import CONTAINERS, VERBATIM, Block
from cms.markup.commonmark.losses import Losses
from cms.markup.commonmark.source_line import SourceLine


class BlockStart(BlockProcessor):
    """What may begin a kind of block, and how it goes on. `kinds` are the blocks that it makes."""

    kinds: ClassVar[tuple[str, ...]] = ()
    parser: "BlockReader"

    def start(self, line: SourceLine, container: Block) -> Block | None:
        """The block that begins here, added already; None if none does."""
        raise NotImplementedError

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        """True if the line belongs to the open block. Reads the block's own signs on the line."""
        raise NotImplementedError

    def end(self, block: Block) -> None:
        """What is to do when the block has all its lines."""


class BlockReader(BlockParser):
    """`references`, `notes` and `abbreviations` are what a text defines, by label; `inlines` waits for the inline
    reader. `may_be_lazy` is true while a paragraph could go on with a line that lacks its container's signs."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.losses = Losses()
        self.reset()

    def reset(self) -> None:
        """Forget the text before."""
        self.losses.clear()
        self.inlines: list[InlineText] = []
        self.references: dict[str, tuple[str, str]] = {}
        self.notes: dict[str, Block] = {}
        self.abbreviations: dict[str, str] = {}
        self._starts = [processor for processor in self.blockprocessors if isinstance(processor, BlockStart)]
        self._by_kind = {kind: start for start in self._starts for kind in start.kinds}

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree.ElementTree[Any]":
        """The elements of the text, and in `inlines` those whose text is still to be read."""
        self.reset()
        document = self.tip = self._matched = Block("document", 1, None)  # type: ignore[arg-type]
        self._document = document
        for number, text in enumerate(_without_last_end(lines), start=1):
            self._read(SourceLine(text, number))
        while self.tip is not document:
            self.close(self.tip)
        self.root = elements_of(document, self.md.doc_tag, self.inlines)
        return ElementTree.ElementTree(self.root)

    @property
    def may_be_lazy(self) -> bool:
        return self.tip is not self._matched and self.tip.kind == "paragraph"

    def add(self, kind: str, line: SourceLine, **data: Any) -> Block:
        """A new block in the innermost open one that the line goes on with, or in the nearest that may hold it."""
        while self.tip is not self._matched:
            self.close(self.tip)
        while not self.tip.holds(kind):
            self.close(self.tip)
        block = Block(kind, line.number, self.tip, end=line.number, data=data)
        self.tip.children.append(block)
        self.tip = self._matched = block
        return block

    def close(self, block: Block) -> None:
        """End a block, the innermost open one."""
        block.is_open = False
        if start := self._by_kind.get(block.kind):
            start.end(block)
        if block.kind in CONTAINERS and block.last:
            block.end = max(block.end, block.last.end)
        if self._matched is block:
            self._matched = block.parent
        self.tip = block.parent

    def _read(self, line: SourceLine) -> None:
        container = self._matched = self._matched_by(line)
        if line.is_done:
            return
        while container.kind not in VERBATIM:
            block = next((found for start in self._starts if (found := start.start(line, container))), None)
            if line.is_done:
                return
            if block is None:
                break
            container = block
        if self.may_be_lazy and not line.is_blank:
            self._append(self.tip, line)
            return
        while self.tip is not self._matched:
            self.close(self.tip)
        if container.kind in VERBATIM:
            self._append(container, line)
            if container.kind == "html" and container.data["is_end"](line.text[line.at :]):
                self.close(container)
        elif not line.is_blank:
            if container.kind not in ("paragraph", "table"):
                container = self.add("paragraph", line)
            self._append(container, line)

    def _matched_by(self, line: SourceLine) -> Block:
        """The innermost open block that the line goes on with."""
        container = self._document
        while (child := container.last) is not None and child.is_open:
            if not self._by_kind[child.kind].goes_on(line, child):
                return container
            container = child
            if line.is_done:
                break
        return container

    def _append(self, block: Block, line: SourceLine) -> None:
        block.lines.append(line.rest() if block.kind in VERBATIM else line.text[line.next :])
        if block.kind != "code" or not line.is_blank:
            block.end = line.number


def _without_last_end(lines: Iterable[str]) -> list[str]:
    """A line's end at the very end begins no other line."""
    lines = list(lines)
    return lines[:-1] if lines and not lines[-1] else lines
