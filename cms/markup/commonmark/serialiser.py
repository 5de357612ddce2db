"""Elements as HTML, without recursion and no longer than allowed."""

from html import escape
from typing import Any
from xml.etree.ElementTree import Element

# Stands for its content alone.
FRAGMENT = "fragment"
# Their text is HTML.
RAW, INLINE_RAW = "raw", "inline-raw"
_VOID = frozenset({"br", "hr", "img", "input"})
_ON_LINES = frozenset("blockquote div h1 h2 h3 h4 h5 h6 hr li ol p raw table tbody td th thead tr ul".split())
# Each thing that they hold begins a line.
_HOLDERS = frozenset("blockquote div ol table tbody thead tr ul".split())


class TooLargeError(Exception):
    """The text grew beyond the limit when it was rendered."""


class Serialiser:
    """`max_chars` bounds what it writes."""

    def __init__(self) -> None:
        self.max_chars = 1 << 30

    def __call__(self, root: Element) -> str:
        """Raises TooLargeError."""
        pieces: list[str] = []
        size = 0
        waiting: list[Any] = [root]
        is_at_start = True
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                written = one
            else:
                written = _opened(one, waiting)
                if one.tag in _ON_LINES and not is_at_start:
                    written = f"\n{written}"
            if not written:
                continue
            size += len(written)
            if size > self.max_chars:
                raise TooLargeError
            pieces.append(written)
            is_at_start = written.endswith("\n")
        return "".join(pieces)


def _opened(element: Element, waiting: list[Any]) -> str:
    """The element's beginning; what is to follow it is put on the stack."""
    tag = element.tag
    if element.tail:
        waiting.append(escape(element.tail, quote=False))
    if tag in _ON_LINES:
        waiting.append("\n")
    if tag in (RAW, INLINE_RAW):
        return element.text or ""
    if tag in _VOID:
        return f"<{tag}{_attributes(element)}>"
    if tag != FRAGMENT:
        waiting.append(f"</{tag}>")
    waiting.extend(reversed(element))
    if element.text:
        waiting.append(escape(element.text, quote=False))
    if tag == FRAGMENT:
        return ""
    return f"<{tag}{_attributes(element)}>" + ("\n" if tag in _HOLDERS else "")


def _attributes(element: Element) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
