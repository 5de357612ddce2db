"""Keeps secrets out of the logs. Whatever is logged passes here: the paths of the access log, and every message's text.

A secret is told by where it stands and by what it looks like. Where: after the word that stands before a `token` in
any URL pattern of the project, in whatever way the rest of the path is wrong. What: a run of letters as long as our
tokens, with capitals, which no slug and no file has. Not on this list and not of that shape, a secret in a path would
be logged: name it `token`.
"""

import logging
import re
import sys
from collections.abc import Iterator

from django.conf import settings

HIDDEN = "-"
# 40 characters of an unsubscribe link, 43 of others; a slug has no capitals, and neither have the names of files.
SHAPE = re.compile(r"(?=[a-z0-9_.~=-]*[A-Z])[A-Za-z0-9_.~=-]{30,}")
# Parameters of a query, in messages that name an address.
QUERY = re.compile(r"(?i)\b(token|t|preview)=[^\s&\"'<>]+")
# A slash, also encoded once or more, or turned round.
SLASH = r"(?:/|\\|%(?:25)*2f|%(?:25)*5c)+"
_found: list[re.Pattern[str]] = []


class RedactingFormatter(logging.Formatter):
    """Lines without secrets: the message, its arguments, and the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """The text with `-` in place of every secret."""
    for pattern in _by_place():
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return SHAPE.sub(HIDDEN, QUERY.sub(rf"\g<1>={HIDDEN}", text))


def redacted_path(path: str) -> str:
    """The same of a path alone: whatever follows the word before a secret is hidden, blanks too."""
    for pattern in _by_place():
        found = pattern.search(path)
        if found:
            path = path[: found.end(1)] + HIDDEN
    return SHAPE.sub(HIDDEN, path)


def _by_place() -> list[re.Pattern[str]]:
    """Made once the URL patterns are there: a message may be logged while they are being imported."""
    if not _found and hasattr(sys.modules.get(settings.ROOT_URLCONF), "urlpatterns"):
        words = "|".join(sorted({re.escape(word) for word in words_before_tokens()}))
        _found.append(re.compile(rf"(?i)((?:{SLASH}|\s)(?:{words}){SLASH})[^\s\"'<>?]+"))
    return _found


def words_before_tokens() -> Iterator[str]:
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif found := re.match(r"(.*?)(?:\(\?P<token>|<(?:\w+:)?token>)", route):
                literal = re.sub(r"<[^>]*>|\([^)]*\)", "", found[1])
                yield re.findall(r"[\w-]+", literal)[-1]

    yield from walk(get_resolver().url_patterns, "")
