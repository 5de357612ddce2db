"""Tags among the words of a text."""

import re

from cms.markup.commonmark.inline_source import InlineSource, Part
from cms.markup.commonmark.raw_html import KEPT, PHRASING, TAG, RawHtml, is_html

# What ends what begins so. A text in which the end is missing is not searched again.
_OTHERS = [
    (re.compile(r"<!--(?:>|->|.*?-->)", re.DOTALL), "<!--"),
    (re.compile(r"<\?.*?\?>", re.DOTALL), "<?"),
    (re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL), "<![CDATA["),
    (re.compile(r"<![A-Za-z][^>]*+>"), "<!"),
]


def read_tag(source: InlineSource, html: RawHtml) -> bool:
    """Take the tag or comment that begins here, if one does. Names that HTML does not have are text."""
    text, at = source.text, source.at
    for pattern, beginning in _OTHERS:
        if text.startswith(beginning, at) and beginning not in source.missing:
            if found := pattern.match(text, at):
                source.at = found.end()
                return True
            if beginning != "<!":
                source.missing.add(beginning)
    tag = TAG.match(text, at)
    name = (tag["name"] or tag["closed"]).lower() if tag else ""
    if tag is None or not is_html(name):
        return False
    line = source.line if html.losses.is_full else source.line_at(at)
    written = html.tag(tag, line)
    source.at = html.end_of_hidden(tag, text, tag.end())
    kept = KEPT.get(name)
    if kept in PHRASING:
        # Closed where the text ends, and no others' closed.
        is_open: list[str] = source.found.setdefault("tags", [])
        if tag["name"]:
            is_open.append(kept)
        elif kept in is_open:
            while is_open.pop() != kept:
                pass
        else:
            written = ""
    if written:
        source.parts.append(Part("raw", written, words="\n" if kept == "br" else ""))
    return True


def close_tags(source: InlineSource) -> None:
    """Close what was opened and not closed."""
    for name in reversed(source.found.get("tags", [])):
        source.parts.append(Part("raw", f"</{name}>"))
