"""The Markdown that editors may write: Python-Markdown, with the processors of CommonMark and GitHub for its own.

(That is not what makes a text safe: `allow_list` is.)
"""

from collections.abc import Iterable

from markdown import Markdown
from markdown.extensions import Extension
from markdown.util import Registry

from cms.markup.commonmark.block_reader import BlockReader
from cms.markup.commonmark.containers import Lists, Notes, Quotations
from cms.markup.commonmark.html_blocks import HtmlBlocks
from cms.markup.commonmark.inline_reader import InlineReader
from cms.markup.commonmark.leaves import Fences, HashHeadings, IndentedCode, Paragraphs, Rules, UnderlinedHeadings
from cms.markup.commonmark.losses import Loss
from cms.markup.commonmark.serialiser import Serialiser
from cms.markup.commonmark.tables import Tables

# Asked in this order what begins on a line.
_BLOCKS = (
    Quotations,
    HashHeadings,
    Fences,
    HtmlBlocks,
    UnderlinedHeadings,
    Tables,
    Rules,
    Notes,
    Lists,
    IndentedCode,
    Paragraphs,
)


class _Dialect(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # Tabs stay, and raw HTML is read where it stands: nothing is to be done to the lines before.
        md.preprocessors = Registry()
        md.postprocessors = Registry()
        self.parser = parser = BlockReader(md)
        for priority, block in enumerate(reversed(_BLOCKS)):
            parser.blockprocessors.register(block(parser), block.__name__, priority)
        md.parser = parser
        md.treeprocessors = Registry()
        self.inlines = InlineReader(md, parser)
        md.treeprocessors.register(self.inlines, "inline", 0)
        md.registerExtension(self)

    def reset(self) -> None:
        self.parser.reset()


class Dialect:
    """A Python-Markdown parser, kept from text to text. After an exception it must be thrown away."""

    def __init__(self) -> None:
        self._extension = _Dialect()
        self._markdown = Markdown(extensions=[self._extension])
        self._serialiser = Serialiser()
        self._markdown.serializer = self._serialiser

    def convert(self, source: str, *, known: Iterable[str], max_chars: int) -> tuple[str, list[Loss]]:
        """HTML that is not yet safe, and what of the text is not in it. `known` are the addresses of entries that
        links may have. Raises TooLargeError."""
        self._extension.inlines.known = frozenset(known)
        self._serialiser.max_chars = max_chars
        html = self._markdown.reset().convert(source)
        return html, self._extension.parser.losses.in_order()
