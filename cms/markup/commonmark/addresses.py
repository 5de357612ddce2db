"""Where a link leads: how its address and title are written, and how the address is encoded."""

import html
import re
import string
from contextlib import suppress
from html.entities import html5
from urllib.parse import quote

PUNCTUATION = frozenset(string.punctuation)
MOST_PARENTHESES = 32
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_BRACKETED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_PLAIN = re.compile(r"(?:[^\\()\x00-\x20\x7f]|\\[!-/:-@\[-`{-~]|\\)++")
_TITLES = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL),
    "(": re.compile(r"\(((?:[^()\\]|\\.)*+)\)", re.DOTALL),
}
# As a link to an entry is written: left as it is.
_ENTRY = re.compile(r"[a-z][a-z0-9_-]*:(?!//)[\w-]+(?:#.*)?")
_HOST = re.compile(r"(?i)(https?://(?:[^/?#@]*@)?)([^/?#:]*)(.*)", re.DOTALL)
_KEPT = ";/?:@&=+$,-_.!~*'()#%"
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def unescaped(text: str) -> str:
    """The text with backslash escapes and character references as what they stand for."""
    return _ESCAPE.sub(lambda found: found[1] or character(found[0]), text) if "\\" in text or "&" in text else text


def character(reference: str) -> str:
    """What a character reference stands for; the reference itself if HTML does not know it."""
    if reference[1] == "#":
        return html.unescape(reference)
    return html5.get(reference[1:], reference)


def read_destination(text: str, at: int) -> tuple[str, int] | None:
    """The address that is written here, and where it ends."""
    if text.startswith("<", at):
        found = _BRACKETED.match(text, at)
        return (found[1], found.end()) if found else None
    start, depth = at, 0
    while at < len(text):
        if found := _PLAIN.match(text, at):
            at = found.end()
        elif text[at] == "(":
            depth += 1
            at += 1
            if depth > MOST_PARENTHESES:
                return None
        elif text[at] == ")" and depth:
            depth -= 1
            at += 1
        else:
            break
    return None if depth else (text[start:at], at)


def read_title(text: str, at: int) -> tuple[str, int] | None:
    """The title that is written here, and where it ends."""
    pattern = _TITLES.get(text[at : at + 1])
    found = pattern.match(text, at) if pattern else None
    return (found[1], found.end()) if found else None


def encoded(address: str) -> str:
    """The address as it stands in HTML: what a URL cannot hold is percent-encoded, a host with letters of any
    script is in ASCII. An address of an entry stays as it is."""
    if _ENTRY.fullmatch(address):
        return address
    if not address.isascii() and (found := _HOST.fullmatch(address)) and not found[2].isascii():
        with suppress(UnicodeError):
            address = f"{found[1]}{found[2].encode('idna').decode()}{found[3]}"
    return quote(_BAD_PERCENT.sub("%25", address), safe=_KEPT, errors="replace")
