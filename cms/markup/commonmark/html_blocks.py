"""Blocks of HTML among the Markdown, by CommonMark's seven rules of where they begin and end."""

import re
from collections.abc import Callable

from cms.markup.commonmark.block_reader import BlockStart
from cms.markup.commonmark.blocks import Block
from cms.markup.commonmark.raw_html import CLOSING, OPENING, is_html
from cms.markup.commonmark.source_line import TAB, SourceLine

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main"
    "|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead"
    "|title|tr|track|ul"
)
_UP_TO = [
    (
        re.compile(r"<(?:script|pre|textarea|style)(?:\s|>|$)", re.I | re.A),
        re.compile(r"</(?:script|pre|textarea|style)>", re.I | re.A),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
]
_BLOCK = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s|/?>|$)", re.I | re.A)
_ALONE = re.compile(rf"(?:{OPENING}|{CLOSING})[ \t]*$", re.A)


class HtmlBlocks(BlockStart):
    kinds = ("html",)

    def start(self, line: SourceLine, container: Block) -> Block | None:
        if line.indent >= TAB or not line.text.startswith("<", line.next):
            return None
        text = line.text[line.next :]
        for opening, closing in _UP_TO:
            if opening.match(text):
                return self.parser.add("html", line, is_end=_holder(closing), goes_over_blanks=True)
        is_paragraph = container.kind == "paragraph" or self.parser.may_be_lazy
        alone = None if is_paragraph else _ALONE.match(text)
        if _BLOCK.match(text) or (alone and is_html(alone["name"] or alone["closed"])):
            return self.parser.add("html", line, is_end=_never, goes_over_blanks=False)
        return None

    def goes_on(self, line: SourceLine, block: Block) -> bool:
        return block.data["goes_over_blanks"] or not line.is_blank


def _holder(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.search(text))


def _never(text: str) -> bool:
    return False
