"""Reading the text of blocks for inline markup: the second half of CommonMark's algorithm, in the place of
Python-Markdown's inline processor."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from cms.markup.commonmark.addresses import character
from cms.markup.commonmark.autolinks import bare_addresses, read_bare, read_bracketed
from cms.markup.commonmark.block_reader import BlockReader
from cms.markup.commonmark.code_spans import read_code
from cms.markup.commonmark.emphasis import pair_runs, read_run
from cms.markup.commonmark.footnotes import Footnotes
from cms.markup.commonmark.inline_html import close_tags, read_tag
from cms.markup.commonmark.inline_source import InlineSource, Part, end_of
from cms.markup.commonmark.links import Links, note_label, read_bracket
from cms.markup.commonmark.raw_html import RawHtml
from cms.markup.commonmark.serialiser import INLINE_RAW, RAW

_WORDS = re.compile(r"[^\n\\`*_~\[\]!<&]++")
_CHARACTER = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"[ \t]*+")


class InlineReader(Treeprocessor):
    """`links` are the addresses of entries that are known."""

    def __init__(self, md: Markdown, parser: BlockReader) -> None:
        super().__init__(md)
        self.parser = parser
        self.known: frozenset[str] = frozenset()
        self.html = RawHtml(parser.losses, self._is_known)

    def run(self, root: Element) -> None:
        """Read all texts that the block reader left, and those of the footnotes that they refer to."""
        parser = self.parser
        self.links = Links(parser.references, self.html.is_kept)
        self.notes = Footnotes(parser)
        self._abbreviations = _pattern_of(parser.abbreviations)
        at = 0
        while True:
            if at == len(parser.inlines):
                if self.notes.next_elements():
                    continue
                break
            element, text, line = parser.inlines[at]
            at += 1
            if element.tag == RAW:
                element.text = self.html.block(text, line)
            else:
                self._read(InlineSource(text.strip(" \t\n"), line), element)
        self.notes.add_to(root)

    def _is_known(self, address: str) -> bool:
        return address.partition("#")[0] in self.known

    def _read(self, source: InlineSource, element: Element) -> None:
        text = source.text
        end = len(text)
        bare = bare_addresses(text)
        bare.reverse()
        while source.at < end:
            while bare and bare[-1] < source.at:
                bare.pop()
            if bare and bare[-1] == source.at and read_bare(source):
                continue
            if found := _WORDS.match(text, source.at):
                stop = (
                    next((at for at in reversed(bare) if source.at < at < found.end()), found.end()) if bare else None
                )
                words = found[0] if stop is None else text[source.at : stop]
                source.at += len(words)
                source.add_text(words)
            else:
                self._read_sign(source)
        pair_runs(source, None)
        close_tags(source)
        self._build(source.parts, element)

    def _read_sign(self, source: InlineSource) -> None:
        text, at = source.text, source.at
        sign = text[at]
        if sign in "*_~":
            read_run(source)
        elif sign == "`":
            read_code(source)
        elif sign == "[":
            self._read_bracket(source)
        elif sign == "]":
            if loss := self.links.close_bracket(source):
                self.parser.losses.note(source.line_at(at), *loss)
        elif sign == "!" and text.startswith("[", at + 1):
            label = note_label(source, at + 1)
            if label and self.notes.is_defined(label[1]):
                self._add(source, "!", 1)
            else:
                read_bracket(source, is_picture=True)
        elif sign == "\n":
            self._read_line_end(source)
        elif sign == "\\" and text.startswith("\n", at + 1):
            self._break(source, 2)
        elif found := _ESCAPED.match(text, at):
            self._add(source, found[1], 2)
        elif sign == "&" and (found := _CHARACTER.match(text, at)):
            self._add(source, character(found[0]), len(found[0]))
        elif sign == "<" and read_bracketed(source):
            address = source.parts[-1].words
            if "@" not in address and not self.html.is_kept(address, False):
                self.parser.losses.note(source.line_at(at), "address", address)
        elif sign != "<" or not read_tag(source, self.html):
            self._add(source, sign, 1)

    def _read_bracket(self, source: InlineSource) -> None:
        label = note_label(source, source.at)
        if label and (element := self.notes.reference(label[1])) is not None:
            source.parts.append(Part("element", element=element))
            source.at = label.end()
        else:
            read_bracket(source)

    @staticmethod
    def _add(source: InlineSource, text: str, length: int) -> None:
        source.add_text(text)
        source.at += length

    def _read_line_end(self, source: InlineSource) -> None:
        last = source.parts[-1] if source.parts else None
        is_break = False
        if last and last.kind == "text" and not (last.opens or last.closes):
            is_break = last.text.endswith("  ")
            last.text = last.words = last.text.rstrip(" ")
        if is_break:
            self._break(source, 1)
        else:
            source.parts.append(Part("text", "\n", words="\n"))
            self._skip_blanks(source, 1)

    def _break(self, source: InlineSource, length: int) -> None:
        source.parts.append(Part("element", element=Element("br"), words="\n"))
        source.parts.append(Part("text", "\n"))
        self._skip_blanks(source, length)

    @staticmethod
    def _skip_blanks(source: InlineSource, length: int) -> None:
        source.at = end_of(_BLANKS, source.text, source.at + length)

    def _build(self, parts: list[Part], element: Element) -> None:
        """Put the parts into the element, as deep as they stand in one another."""
        stack = [element]
        for part in parts:
            for _ in part.closes:
                stack.pop()
            if part.kind == "close":
                stack.pop()
            elif part.element is not None and part.kind != "text":
                stack[-1].append(part.element)
                if part.kind == "open":
                    stack.append(part.element)
            elif part.kind == "raw":
                SubElement(stack[-1], INLINE_RAW).text = part.text
            elif part.text:
                self._put_text(stack[-1], part.text)
            for tag in reversed(part.opens):
                stack.append(SubElement(stack[-1], tag))

    def _put_text(self, element: Element, text: str) -> None:
        meanings = self.parser.abbreviations
        if self._abbreviations is None:
            _append(element, text)
            return
        at = 0
        for found in self._abbreviations.finditer(text):
            _append(element, text[at : found.start()])
            SubElement(element, "abbr", {"title": meanings[found[0]]}).text = found[0]
            at = found.end()
        _append(element, text[at:])


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _pattern_of(abbreviations: dict[str, str]) -> re.Pattern[str] | None:
    if not abbreviations:
        return None
    longest_first = sorted(abbreviations, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
