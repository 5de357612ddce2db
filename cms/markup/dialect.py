"""The Markdown that editors may write: Python-Markdown, with what its own parts do differently replaced.

Raw HTML is the main change. Python-Markdown passes it through; here, a few tags are written anew from their names
and the rest is taken out, so that markup in the result is always ours. (That is not what makes it safe:
`allow_list` is.) Names that HTML does not have, as in `List<String>`, stay as text.
"""

import re
import string
from html import escape, unescape
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.footnotes import FN_BACKLINK_TEXT, FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HtmlInlineProcessor
from markdown.preprocessors import Preprocessor

from cms.markup.fences import Fences
from cms.markup.marks import CONTROLS

RAW_TAGS = {
    **{tag: tag for tag in "abbr br del details em figcaption figure ins kbd mark strong sub summary sup".split()},
    "b": "strong",
    "i": "em",
    "s": "del",
}
# Taken out; their text stays.
_HTML_TAGS = frozenset(
    "a acronym address animate applet area article aside audio base basefont bdi bdo bgsound big blink blockquote"
    " body button canvas caption center cite code col colgroup command content data datalist dd dfn dialog dir div"
    " dl dt element embed fieldset font footer form foreignobject frame frameset h1 h2 h3 h4 h5 h6 head header"
    " hgroup hr html iframe image img input isindex keygen label legend li link listing main map marquee math menu"
    " menuitem meta meter mglyph mi mn mo ms mtext nav nobr noembed noframes noscript object ol optgroup option"
    " output p param picture plaintext portal pre progress q rb rp rt rtc ruby samp script search section select"
    " set shadow slot small source spacer span strike style svg table tbody td template textarea tfoot th thead"
    " time title tr track tt u ul use var video wbr xmp".split()
)
# Taken out with all up to the end tag, if there is one.
# ASCII: without regard to case, “ſ” would be an “s” in a tag's name, and to a browser it is not.
_HIDDEN = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE | re.ASCII) for name in ("script", "style")}

# No part can run over the next `<`, so a failed match costs no more than the way there.
_TAG = (
    r"<(?:(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<rest>(?:[\s/](?:[^<>\"']|\"[^\"<>]*+\"|'[^'<>]*+')*+)?)"
    r"|!--(?:[^<-]|<(?!!--)|-(?!->))*+--|[!?][^<>]*+)>"
)
_TITLE = re.compile(r"\stitle\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE | re.ASCII)
_HIDDEN_BLOCK = re.compile(r"^ {0,3}<(?:((?ai:script|style))\b|!--)", re.MULTILINE)
_LIST_START = re.compile(r"(?:[-*+]|1\.) +\S")
# The first line of a block that is no paragraph: indented, a quotation, table, item or definition.
_NO_TEXT = re.compile(r"[ >|]|(?:[-*+]|\d+\.) |\[[^\]]*\]:")


class _HiddenBlocks(Preprocessor):
    """Takes out comments, scripts and styles that begin a line, empty lines in them included."""

    def run(self, lines: list[str]) -> list[str]:
        source, out, at = "\n".join(lines), [], 0
        while opening := _HIDDEN_BLOCK.search(source, at):
            closing = _HIDDEN[opening[1].lower()] if opening[1] else re.compile("-->")
            end = closing.search(source, opening.end())
            if end is None:
                break
            out.append(source[at : opening.start()])
            at = end.end()
        return "".join([*out, source[at:]]).split("\n") if at else lines


class _ListStarts(Preprocessor):
    """Lets a list follow a line of text at once, as editors expect; Python-Markdown wants an empty line there."""

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        is_text: bool | None = None  # None where a block begins
        for line in lines:
            if is_text and _LIST_START.match(line):
                out.append("")
                is_text = False
            elif not line or line.startswith("#"):
                is_text = None
            elif is_text is None:
                is_text = not _NO_TEXT.match(line)
            out.append(line)
        return out


class _RawTags(HtmlInlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """The placeholder of a known tag; nothing for other HTML; no match for what is not HTML."""
        name = (m["name"] or "").lower()
        if tag := RAW_TAGS.get(name):
            return self.md.htmlStash.store(self._rewritten(tag, m)), m.start(), m.end()
        if name and name not in _HTML_TAGS:
            return None, None, None
        hidden = _HIDDEN.get(name)
        end = hidden.search(data, m.end()) if hidden and not m["close"] else None
        return "", m.start(), (end or m).end()

    def _rewritten(self, tag: str, m: re.Match[str]) -> str:
        if m["close"]:
            return "" if tag == "br" else f"</{tag}>"
        title = _TITLE.search(self.backslash_unescape(self.unescape(m["rest"]))) if tag == "abbr" else None
        return f'<{tag} title="{escape(CONTROLS.sub("", unescape(title[1][1:-1])))}">' if title else f"<{tag}>"


class _Headings(HashHeaderProcessor):
    """`# Title`, with the space, so that `#tag` is text; and the `#` of a final "C#" is no decoration."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \n]|$)(?P<header>[^\n]*+)(?:\n|$)")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Take the heading from the first block, and its closing `##` from the heading."""
        super().run(parent, blocks)
        text = parent[-1].text or ""
        bare = text.rstrip("#")
        if not bare or bare[-1] == " ":
            parent[-1].text = bare.rstrip()


class _Footnotes(FootnoteExtension):
    def makeFootnotesDiv(self, root: ElementTree.Element) -> ElementTree.Element | None:
        """As ever, but a footnote still without text has its link back too: sorting the notes fails without."""
        div = super().makeFootnotesDiv(root)
        for note in [] if div is None else div.findall("ol/li"):
            if len(note) == 0:
                label = note.get("id", "").partition(self.get_separator())[2]
                address = f"#{self.makeFootnoteRefId(label)}"
                back = {"class": "footnote-backref", "href": address, "title": ""}
                ElementTree.SubElement(ElementTree.SubElement(note, "p"), "a", back).text = FN_BACKLINK_TEXT
        return div


class _Dialect(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(Fences(md), "fences", 25)
        md.preprocessors.register(_HiddenBlocks(md), "hidden_blocks", 22)
        md.preprocessors.register(_ListStarts(md), "list_starts", 21)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.inlinePatterns.register(_RawTags(_TAG, md), "html", 90)
        if md.delimiters is not None:
            md.delimiters.add("~", "del", double=True)
        # As in CommonMark, any punctuation may be escaped; `markdown_writer` relies on it.
        md.ESCAPED_CHARS[:] = list(string.punctuation)


def build_parser() -> Markdown:
    """A Python-Markdown parser of our dialect. `reset()` it before each text."""
    return Markdown(
        output_format="html",
        extensions=[
            TableExtension(use_align_attribute=True),
            _Footnotes(BACKLINK_TITLE="Back to note {} in the text", USE_DEFINITION_ORDER=False),
            AbbrExtension(),
            SaneListExtension(),
            _Dialect(),
        ],
    )
