"""Marks that stand in stored JSON for what is known only when somebody reads: where a linked entry is shown, where
pictures are fetched from, where the site is. Whatever holds one must pass through `resolved` before a reader gets it.

Links to entries are written by `cms.markup`, which also says how they look in HTML and in Markdown.
"""

import re
from collections.abc import Iterator
from typing import Any

from cms import markup
from cms.markup.marks import ALT, END, MIDDLE, PICTURE, SHOWN, START, PictureOf, UrlOf, no_picture

# Stands where an address begins with that of the site, which is a setting.
SITE_MARK = "\x06"
MEDIA_MARK = "\x05"
# The key of a document under which stand the ids of all entries that its texts link to. Readers do not get it.
LINKS = "links"
ALL = (START, MIDDLE, END, PICTURE, ALT, SHOWN, MEDIA_MARK, SITE_MARK)
_LINKED = re.compile(f"[{START}{PICTURE}]([^{START}{MIDDLE}{END}{PICTURE}{ALT}{SHOWN}#]*)")
_NO_MARKS = dict.fromkeys(map(ord, ALL))
# As a JSON text has them.
_ESCAPED = tuple(f"\\u{ord(mark):04x}".encode() for mark in ALL)


def linked_ids(value: Any) -> list[str]:
    """The ids of the entries that the texts in a JSON value link to or show, each once, in order."""
    return list(
        dict.fromkeys(pk for text in _texts(value) if START in text or PICTURE in text for pk in _LINKED.findall(text))
    )


def resolved(value: Any, url_of: UrlOf, picture_of: PictureOf = no_picture) -> Any:
    """The JSON value with the links and pictures in all its texts resolved: as Markdown under the key `markdown`, as
    HTML elsewhere. Of what `url_of` or `picture_of` gives None for, the words stay."""
    if isinstance(value, str):
        return markup.resolve(value, url_of, picture_of) if START in value or PICTURE in value else value
    if isinstance(value, list):
        return [resolved(each, url_of, picture_of) for each in value]
    if isinstance(value, dict):
        return {
            key: markup.resolve_markdown(inner, url_of, picture_of)
            if key == "markdown" and isinstance(inner, str)
            else resolved(inner, url_of, picture_of)
            for key, inner in value.items()
        }
    return value


def has_marks(value: Any) -> bool:
    return any(mark in text for text in _texts(value) for mark in ALL)


def without_marks(value: Any) -> Any:
    """The JSON value with no mark left: what nobody resolved is better a word without its link than a broken page."""
    value = resolved(value, lambda _: None)
    if isinstance(value, str):
        return value.translate(_NO_MARKS)
    if isinstance(value, list):
        return [without_marks(each) for each in value]
    if isinstance(value, dict):
        return {key: without_marks(inner) for key, inner in value.items()}
    return value


def may_have_marks(body: bytes) -> bool:
    """Whether a JSON text may hold one: quick, and wrong only about texts that are about such escapes themselves."""
    return b"\\u000" in body and any(mark in body for mark in _ESCAPED)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
