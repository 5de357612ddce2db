"""Links and pictures, with their address beside them or defined elsewhere, and references to footnotes."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from cms.markup.commonmark.addresses import encoded, read_destination, read_title, unescaped
from cms.markup.commonmark.definitions import LABEL, label_key
from cms.markup.commonmark.emphasis import pair_runs
from cms.markup.commonmark.inline_source import Bracket, InlineSource, Part, end_of

_NOTE = re.compile(r"\[\^([^\]\n]{1,200})\]")
_BLANKS = re.compile(r"[ \t]*+(?:\n[ \t]*+)?")
# How a link looks that was meant as one.
_MEANT = re.compile(r"\([^()\n]{1,200}\)|\[[^\[\]\n]{1,200}\]")

Place = tuple[str, str]


def read_bracket(source: InlineSource, *, is_picture: bool = False) -> None:
    """Take the `[` or `![` that begins here."""
    sign = "![" if is_picture else "["
    if source.brackets:
        source.brackets.has_bracket_after = True
    source.brackets = Bracket(len(source.parts), source.at + len(sign), is_picture, source.brackets, source.runs)
    source.add_text(sign)
    source.at += len(sign)


def note_label(source: InlineSource, at: int) -> re.Match[str] | None:
    """The `[^label]` that begins there."""
    return _NOTE.match(source.text, at)


class Links:
    """`references` says where labels lead, `is_kept` whether a link, or a picture, may have an address."""

    def __init__(self, references: dict[str, Place], is_kept: Callable[[str, bool], bool]) -> None:
        self.references, self.is_kept = references, is_kept

    def close_bracket(self, source: InlineSource) -> tuple[str, str] | None:
        """Make a link or picture of what ends with the `]` here, or a text. Gives the kind of a loss and what is lost:
        an address that is not kept, or what looks like a link and is none."""
        at = source.at
        source.at += 1
        bracket = source.brackets
        if bracket is None:
            source.add_text("]")
            return None
        if not bracket.is_picture and bracket.at < source.no_link_before:
            source.brackets = bracket.below
            source.add_text("]")
            return None
        place = self._place(source, bracket, at)
        if place is None:
            source.at = at + 1
            source.brackets = bracket.below
            source.add_text("]")
            return self._meant(source, bracket, at)
        address = encoded(place[0])
        self._make(source, bracket, address, place[1])
        return None if self.is_kept(address, bracket.is_picture) else ("address", address)

    def _place(self, source: InlineSource, bracket: Bracket, at: int) -> Place | None:
        text = source.text
        if text.startswith("(", source.at) and (found := _beside(text, source.at)):
            source.at = found[2]
            return found[0], found[1]
        label = LABEL.match(text, source.at)
        if label and label[1]:
            key = label[1]
        elif label or not bracket.has_bracket_after:
            # The text is the label, unless a bracket stands in it.
            key = text[bracket.at : at]
            if bracket.has_bracket_after or len(key) > 1000:
                return None
        else:
            return None
        place = self.references.get(label_key(key)) if key.strip() else None
        if place and label:
            source.at = label.end()
        return place

    @staticmethod
    def _make(source: InlineSource, bracket: Bracket, address: str, title: str) -> None:
        pair_runs(source, bracket.runs_below)
        inner = source.parts[bracket.index + 1 :]
        if bracket.is_picture:
            words = source.words_from(bracket.index + 1)
            element = Element("img", {"src": address, "alt": words})
            if title:
                element.set("title", title)
            source.parts[bracket.index :] = [Part("element", element=element, words=words)]
        else:
            element = Element("a", {"href": address})
            if title:
                element.set("title", title)
            source.parts[bracket.index] = Part("open", element=element)
            for part in inner:
                if part.kind == "element" and part.element is not None and part.element.tag == "a":
                    # A link holds no other, be it an address that was found in its text.
                    part.kind, part.text = "text", part.words
            source.parts.append(Part("close"))
            source.no_link_before = bracket.at
        source.brackets = bracket.below

    def _meant(self, source: InlineSource, bracket: Bracket, at: int) -> tuple[str, str] | None:
        meant = _MEANT.match(source.text, at + 1)
        if meant is None or bracket.at == at:
            return None
        whole = source.text[bracket.at - (2 if bracket.is_picture else 1) : meant.end()]
        if meant[0][0] == "[":
            return "label", whole
        inner = meant[0][1:-1].strip()
        return ("link", whole) if re.match(r"<?(?:https?:|/|#|\.{1,2}/|mailto:|[a-z]+:)", inner) else None


def _beside(text: str, at: int) -> tuple[str, str, int] | None:
    """Address, title and end of `(address "title")`."""
    destination = read_destination(text, end_of(_BLANKS, text, at + 1))
    if destination is None:
        return None
    address, end = destination
    following = end_of(_BLANKS, text, end)
    title = ""
    if following > end and (found := read_title(text, following)):
        title, following = found[0], end_of(_BLANKS, text, found[1])
    if not text.startswith(")", following):
        return None
    return unescaped(address), unescaped(title), following + 1
