"""Marks: how links to entries and pictures of the library are kept in stored HTML and Markdown until they are read.

A link is START id MIDDLE inner END, a picture PICTURE id ALT words SHOWN, with control characters for the signs. They
are stripped from every text that comes in and from what character references make of it, so no author can write one.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from cms.markup.pictures import LibraryPicture, as_html, as_markdown

START, MIDDLE, END = "\x02", "\x03", "\x04"
PICTURE, ALT, SHOWN = "\x07", "\x0e", "\x0f"

# C0 and C1 controls except tab and newline, and the byte order mark.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")

# Marks of a kind never nest. Possessive, and no part can run over another's control character: linear on any input.
_MARK = re.compile("\x02([^\x02-\x04]*+)\x03([^\x02-\x04]*+)\x04")
_PICTURE = "\x07([^\x07\x0e\x0f]*+)\x0e([^\x07\x0e\x0f]*+)\x0f"
# Alone in a paragraph, a picture has its caption below it.
_PICTURES = re.compile(rf"<p>{_PICTURE}</p>|{_PICTURE}")
_NO_MARKS = dict.fromkeys(map(ord, (START, MIDDLE, END, PICTURE, ALT, SHOWN)))

# `[text](scheme:slug`, `[label]: scheme:slug`, either with `<` before the address; `href="scheme:slug`.
_ENTRY_LINK = re.compile(
    r"(?:\][(:][ \t\n]*+<?|\b(?:href|src)[ \t\n]*+=[ \t\n]*+[\"']?)([a-z][a-z0-9_-]*+):(?!//)([\w-]++)"
)
_WEB_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# What would end a Markdown link's address early, or be read as something else inside it.
_NOT_IN_ADDRESS = re.compile(r"""[\x00-\x20()<>\\`"|*\[\]\x7f]""")
_REFERENCE = re.compile(r"&(?=#|\w{1,40};)")

UrlOf = Callable[[str], str | None]
# The picture with that id, None for one that is not public.
PictureOf = Callable[[str], LibraryPicture | None]


def mark(entry_id: str, inner: str) -> str:
    """A link's mark. `entry_id` may carry a fragment: `id#heading`."""
    return f"{START}{entry_id}{MIDDLE}{inner}{END}"


def picture_mark(entry_id: str, alt: str) -> str:
    """A picture's mark. `alt` is HTML, or Markdown, as the text is."""
    return f"{PICTURE}{entry_id}{ALT}{alt}{SHOWN}"


def find_links(source: str) -> set[tuple[str, str]]:
    """The links to entries written in a Markdown text: `{("article", "some-slug"), …}`, pictures among them.

    Linear in the length of the text. It reads no Markdown, so it also finds what stands in code, and any
    lower-case `scheme:word` that is not of the web: the caller knows which schemes are its own.
    """
    return {(m[1], m[2]) for m in _ENTRY_LINK.finditer(source) if m[1] not in _WEB_SCHEMES}


def no_picture(entry_id: str) -> None:
    """For texts that show none."""


def resolve(marked: str, url_of: UrlOf, picture_of: PictureOf = no_picture) -> str:
    """The HTML with every mark made a link, or its inner HTML alone where `url_of(id)` gives None, and with every
    picture in its place, or the words for it where `picture_of(id)` gives None.

    Both are asked once per mark, in order. No control character of a mark is left, whatever comes in.
    """

    def picture(found: re.Match[str]) -> str:
        is_alone = found[1] is not None
        entry_id, alt = (found[1], found[2]) if is_alone else (found[3], found[4])
        shown = picture_of(entry_id)
        if shown:
            return as_html(shown, unescape(alt), is_alone=is_alone)
        return f"<p>{alt}</p>" if is_alone and alt else alt

    def link(url: str, inner: str) -> str:
        return f'<a href="{escape(url)}">{inner}</a>'

    if PICTURE in marked:
        marked = _PICTURES.sub(picture, marked)
    return _resolve(marked, url_of, link)


def resolve_markdown(marked: str, url_of: UrlOf, picture_of: PictureOf = no_picture) -> str:
    """As `resolve`, for Markdown: `[inner](url)`, or `inner`; `![alt](url)`, or `alt`."""

    def picture(found: re.Match[str]) -> str:
        shown = picture_of(found[1])
        return as_markdown(shown, found[2], address) if shown else found[2]

    def link(url: str, inner: str) -> str:
        return f"[{inner}]({address(url)})"

    if PICTURE in marked:
        marked = re.sub(_PICTURE, picture, marked)
    return _resolve(marked, url_of, link)


def address(url: str) -> str:
    """The URL with what Markdown would misread in a link's address percent-encoded."""
    return _REFERENCE.sub("&amp;", _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", url))


def _resolve(marked: str, url_of: UrlOf, link: Callable[[str, str], str]) -> str:
    if not any(sign in marked for sign in (START, MIDDLE, END, PICTURE, ALT, SHOWN)):
        return marked

    def replace(found: re.Match[str]) -> str:
        entry_id, hash_sign, fragment = found[1].partition("#")
        url = url_of(entry_id)
        return found[2] if url is None else link(url + hash_sign + fragment, found[2])

    return _MARK.sub(replace, marked).translate(_NO_MARKS)
