"""Marks: how a link to an entry is kept in stored HTML and Markdown until a reader's URL is known.

A mark is START id MIDDLE inner END, with control characters for the three. They are stripped from every text that
comes in and from what character references make of it, so no author can write one.
"""

import re
from collections.abc import Callable
from html import escape

START, MIDDLE, END = "\x02", "\x03", "\x04"

# C0 and C1 controls except tab and newline, and the byte order mark.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")

# Marks never nest. Possessive, and no part can run over another's control character: linear on any input.
_MARK = re.compile("\x02([^\x02-\x04]*+)\x03([^\x02-\x04]*+)\x04")
_NO_MARKS = dict.fromkeys(map(ord, (START, MIDDLE, END)))

# `[text](scheme:slug`, `[label]: scheme:slug`, either with `<` before the address.
_ENTRY_LINK = re.compile(r"\][(:][ \t\n]*+<?([a-z][a-z0-9_-]*+):(?!//)([\w-]++)")
_WEB_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# What would end a Markdown link's address early, or be read as something else inside it.
_NOT_IN_ADDRESS = re.compile(r"""[\x00-\x20()<>\\`"|*\[\]\x7f]""")


def mark(entry_id: str, inner: str) -> str:
    """One mark. `entry_id` may carry a fragment: `id#heading`."""
    return f"{START}{entry_id}{MIDDLE}{inner}{END}"


def find_links(source: str) -> set[tuple[str, str]]:
    """The links to entries written in a Markdown text: `{("article", "some-slug"), …}`.

    Linear in the length of the text. It reads no Markdown, so it also finds what stands in code, and any
    lower-case `scheme:word` that is not of the web: the caller knows which schemes are its own.
    """
    return {(m[1], m[2]) for m in _ENTRY_LINK.finditer(source) if m[1] not in _WEB_SCHEMES}


def resolve(marked: str, url_of: Callable[[str], str | None]) -> str:
    """The HTML with every mark made a link, or its inner HTML alone where `url_of(id)` gives None.

    `url_of` is asked once per mark, in order. No control character of a mark is left, whatever comes in.
    """

    def link(url: str, inner: str) -> str:
        return f'<a href="{escape(url)}">{inner}</a>'

    return _resolve(marked, url_of, link)


def resolve_markdown(marked: str, url_of: Callable[[str], str | None]) -> str:
    """As `resolve`, for Markdown: `[inner](url)`, or `inner`."""

    def link(url: str, inner: str) -> str:
        return f"[{inner}]({address(url)})"

    return _resolve(marked, url_of, link)


def address(url: str) -> str:
    """The URL with what Markdown would misread in a link's address percent-encoded."""
    return _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", url)


def _resolve(marked: str, url_of: Callable[[str], str | None], link: Callable[[str, str], str]) -> str:
    if START not in marked and MIDDLE not in marked and END not in marked:
        return marked

    def replace(found: re.Match[str]) -> str:
        entry_id, hash_sign, fragment = found[1].partition("#")
        url = url_of(entry_id)
        return found[2] if url is None else link(url + hash_sign + fragment, found[2])

    return _MARK.sub(replace, marked).translate(_NO_MARKS)
