"""Addresses that are links without more: `<https://example.org>`, `<a@example.org>`, and bare ones as on GitHub."""

import re
from xml.etree.ElementTree import Element

from cms.markup.commonmark.addresses import encoded
from cms.markup.commonmark.inline_source import InlineSource, Part

_URI = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*+)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*+)>"
)
_BARE = re.compile(
    r"(?<![A-Za-z0-9])https?://(?=[^\s<])|(?:(?<=[\s*_~(])|^)www\.(?=[^\s<])"
    r"|(?<![A-Za-z0-9._+\\/-])[A-Za-z0-9._+-]++@(?=[A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_TO_BLANK = re.compile(r"[^\s<]{1,2000}+")
_TO_BRACKET = re.compile(r"[^\s<\]]{1,2000}+")
_DOMAIN = re.compile(r"[^\s<>/?#:*~\"'()\[\]|`!$&,;@]++")
_MAIL_DOMAIN = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++", re.ASCII)
_CLOSING_ENTITY = re.compile(r"&[A-Za-z0-9]++;$")


def read_bracketed(source: InlineSource) -> bool:
    """Take the `<address>` that begins here, if one does."""
    for pattern, scheme in ((_URI, ""), (_MAIL, "mailto:")):
        if found := pattern.match(source.text, source.at):
            source.at = found.end()
            _add(source, scheme + found[1], found[1])
            return True
    return False


def bare_addresses(text: str) -> list[int]:
    """Where bare addresses may begin, in order."""
    if "://" not in text and "@" not in text and "www." not in text.lower():
        return []
    return [found.start() for found in _BARE.finditer(text)]


def read_bare(source: InlineSource) -> bool:
    """Take the bare address that begins here, if one does."""
    found = _BARE.match(source.text, source.at)
    if not found:
        return False
    if found[0].endswith("@"):
        return _read_mail(source, found)
    is_www = found[0].lower() == "www."
    domain = _DOMAIN.match(source.text, source.at if is_www else found.end())
    # Within brackets, it may be the text of a link.
    whole = (_TO_BRACKET if source.brackets else _TO_BLANK).match(source.text, source.at)
    if not whole or not domain or not _is_domain(domain[0], needs_dot=is_www):
        return False
    address = _trimmed(whole[0])
    if len(address) <= len(found[0]):
        return False
    source.at += len(address)
    _add(source, f"http://{address}" if is_www else address, address)
    return True


def _read_mail(source: InlineSource, found: re.Match[str]) -> bool:
    domain = _MAIL_DOMAIN.match(source.text, found.end())
    # A last sign of `-` or `_`, and it is no address.
    if not domain or domain[0][-1] in "-_":
        return False
    source.at = domain.end()
    address = found[0] + domain[0]
    _add(source, f"mailto:{address}", address)
    return True


def _is_domain(domain: str, *, needs_dot: bool) -> bool:
    parts = domain.rstrip(".").split(".")
    if needs_dot and len(parts) < 2:
        return False
    return all(parts) and not any("_" in part for part in parts[-2:])


def _trimmed(address: str) -> str:
    """Without what ends the sentence rather than the address."""
    while True:
        before = address
        address = address.rstrip("?!.,:*_~'\"")
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        elif address.endswith(";"):
            address = _CLOSING_ENTITY.sub("", address) if _CLOSING_ENTITY.search(address) else address[:-1]
        if address == before:
            return address


def _add(source: InlineSource, address: str, words: str) -> None:
    element = Element("a", {"href": encoded(address)})
    element.text = words
    source.parts.append(Part("element", element=element, words=words))
