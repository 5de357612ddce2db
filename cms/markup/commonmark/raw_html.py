"""HTML that an editor writes: each tag is written again with what of it may stay, or left out and noted.

Only tags and attributes that are written here reach the allow-list, so its parser meets nothing that it could read in
another way than a browser. Names that HTML does not have, as in `List<String>`, stay as text.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from cms.markup.allow_list import is_alignment, is_count, is_image_url, is_language_class, is_number, is_safe_url
from cms.markup.commonmark.addresses import encoded
from cms.markup.commonmark.losses import Losses

_NAME = r"[A-Za-z][A-Za-z0-9-]*+"
_ATTRIBUTE = r"""\s++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?"""
OPENING = rf"<(?P<name>{_NAME})(?P<attributes>(?:{_ATTRIBUTE})*+)\s*+/?>"
CLOSING = rf"</(?P<closed>{_NAME})\s*+>"
_OTHER = r"<!--(?:>|->|.*?-->)|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*+>"
TAG = re.compile(rf"{OPENING}|{CLOSING}", re.ASCII)
OTHER = re.compile(_OTHER, re.DOTALL)
_EACH_ATTRIBUTE = re.compile(
    r"""\s++([A-Za-z_:][A-Za-z0-9_.:-]*+)(?:\s*+=\s*+(?:([^\s"'=<>`]++)|'([^']*+)'|"([^"]*+)"))?"""
)

# What becomes of the tags that stay.
KEPT = {
    **{
        tag: tag
        for tag in "a abbr blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
        " hr img ins kbd li mark ol p pre strong sub summary sup table tbody td tfoot th thead tr ul".split()
    },
    **dict.fromkeys("address article aside center footer header hgroup main nav section".split(), "div"),
    **dict.fromkeys("cite dfn i var".split(), "em"),
    **dict.fromkeys("s strike".split(), "del"),
    **dict.fromkeys("samp tt".split(), "code"),
    "b": "strong",
}
VOID = frozenset({"br", "hr", "img"})
# Around words: closed where the text around them ends.
PHRASING = frozenset("a abbr code del em ins kbd mark strong sub sup".split())
# Only the look is lost.
_PLAIN = frozenset(
    "acronym bdi bdo big blink body col colgroup data figcaption font head html label legend nobr noscript q rb rp rt"
    " rtc ruby small spacer span time u wbr".split()
)
# Left out with all up to the end tag, if there is one.
HIDDEN = frozenset("iframe math noembed noframes script select style svg template textarea title xmp".split())
_LOST = frozenset(
    "animate applet area audio base basefont bgsound button canvas command content datalist dialog dir element embed"
    " fieldset form foreignobject frame frameset image input isindex keygen link listing map marquee menu menuitem meta"
    " meter mglyph mi mn mo ms mtext object optgroup option output param picture plaintext portal progress search"
    " set shadow slot source track use video".split()
)
_END = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE | re.ASCII) for name in HIDDEN}


def is_html(name: str) -> bool:
    """True for the name of an HTML element, whether it may be used or not."""
    name = name.lower()
    return name in KEPT or name in _PLAIN or name in HIDDEN or name in _LOST


class RawHtml:
    """`keeps` says which addresses a link may have beside those of the web."""

    def __init__(self, losses: Losses, keeps: Callable[[str], bool]) -> None:
        self.losses, self.keeps = losses, keeps

    def block(self, text: str, line: int) -> str:
        """A block of HTML, with nothing in it but tags that may stay, text and character references."""
        out, at = [], 0
        while (start := text.find("<", at)) >= 0:
            out.append(_bare(text[at:start]))
            if other := OTHER.match(text, start):
                at = other.end()
                continue
            tag = TAG.match(text, start)
            if tag is None or not is_html(tag["name"] or tag["closed"]):
                # A comment that does not end, as a browser takes it, hides the rest.
                at = len(text) if text.startswith("<!--", start) else start + 1
                out.append("" if at > start + 1 else "&lt;")
                continue
            out.append(self.tag(tag, line + text.count("\n", 0, start) if not self.losses.is_full else line))
            at = self.end_of_hidden(tag, text, tag.end())
        return "".join([*out, _bare(text[at:])])

    def tag(self, tag: re.Match[str], line: int) -> str:
        """The tag as it may stay, or "". A tag is noted where it is left out."""
        if tag["closed"]:
            name = KEPT.get(tag["closed"].lower(), "")
            return f"</{name}>" if name and name not in VOID else ""
        name = tag["name"].lower()
        if name in HIDDEN or name in _LOST:
            self.losses.note(line, "tag", f"<{name}>")
        kept = KEPT.get(name)
        if kept is None:
            return ""
        return f"<{kept}{''.join(self._attributes(kept, tag['attributes'], line))}>"

    def end_of_hidden(self, tag: re.Match[str], text: str, at: int) -> int:
        """Where the text goes on after the tag: past the end tag of what is hidden."""
        name = (tag["name"] or "").lower()
        end = _END[name].search(text, at) if name in HIDDEN else None
        return end.end() if end else at

    def is_kept(self, address: str, is_picture: bool) -> bool:
        """True for an address that a link, or a picture, may have."""
        return self.keeps(address) or (is_image_url if is_picture else is_safe_url)(address)

    def _attributes(self, name: str, source: str, line: int) -> list[str]:
        rules, out = _RULES.get(name), {}
        if not rules or not source:
            return []
        for found in _EACH_ATTRIBUTE.finditer(source):
            attribute = found[1].lower()
            if attribute not in rules or attribute in out:
                continue
            value = unescape(found[2] or found[3] or found[4] or "")
            if attribute in ("href", "src"):
                value = encoded(value.strip(" \t\n"))
                if not self.is_kept(value, name == "img"):
                    self.losses.note(line, "address", value)
                    continue
            elif not rules[attribute](value):
                continue
            out[attribute] = f' {attribute}="{escape(value)}"'
        return list(out.values())


def _bare(text: str) -> str:
    """Text as it may stand between tags: a browser would take a bare `<` for the beginning of one."""
    return text.replace("<", "&lt;")


def _any(value: str) -> bool:
    return True


_RULES: dict[str, dict[str, Callable[[str], bool]]] = {
    "a": {"href": is_safe_url, "title": _any},
    "abbr": {"title": _any},
    "code": {"class": is_language_class},
    "details": {"open": _any},
    "img": {"src": is_image_url, "alt": _any, "title": _any},
    "ol": {"start": is_number},
    "td": {"align": is_alignment, "colspan": is_count, "rowspan": is_count},
    "th": {"align": is_alignment, "colspan": is_count, "rowspan": is_count},
}
