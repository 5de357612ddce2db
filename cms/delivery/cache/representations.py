"""A whole answer, and what one client gets of it: an encoding, an entity tag, a 304 if it has it already.

Each encoding of a body has an entity tag of its own, made of the content: a publish elsewhere leaves it as it is.
"""

import gzip
import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from math import floor
from typing import NamedTuple

import brotli
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.http import parse_http_date_safe

Headers = list[tuple[str, str]]
# The view says this in the request's environment: a 200 that readers may have encoded and ask for with conditions. Its
# value says whether the second of its Last-Modified is over: while it lasts, other content may come to have the same.
DELIVERED = "cms.delivered"
SETTLED, UNSETTLED = "settled", "unsettled"
# The front says this: it does itself what `conditional` does.
FRONTED = "cms.fronted"
DIFFERING = {"content-encoding", "content-length", "etag"}
OF_A_BODY = {"content-encoding", "content-length", "content-type"}
VERSION = "X-Content-Version"
OK, NOT_MODIFIED = "200 OK", "304 Not Modified"
ALWAYS_ASK = "public, max-age=0, must-revalidate"

ENTITY_TAGS = re.compile(r'(?:W/)?("[^"]*")|(\*)')
# The first is taken where a client likes both as much.
CODINGS = ("br", "gzip")
# Below this many bytes, nothing is won.
WORTHWHILE = 500
# Made while a client waits: the last tenth of the size would cost ten times as much.
BROTLI_QUALITY, GZIP_LEVEL = 4, 6


class Representation(NamedTuple):
    """What one client gets."""

    status: str
    headers: Headers
    body: bytes


class WholeAnswer:
    """An answer with status 200. Its encodings are made when a client first takes one, and stay with it."""

    def __init__(self, headers: Headers, body: bytes, *, is_settled: bool = False) -> None:
        self.tag = tag_of(body)
        modified = next((value for name, value in headers if name == "Last-Modified"), "") if is_settled else ""
        self._modified_at = parse_http_date_safe(modified) if modified else None
        self.body = body
        self._shared = [(name, value) for name, value in headers if name.lower() not in DIFFERING]
        self._made: dict[tuple[str, bool], Representation] = {}

    @property
    def size(self) -> int:
        """About how many bytes it takes, with its encodings and headers."""
        return 2 * len(self.body) + 4_000

    def representation(
        self, *, accept_encoding: str, if_none_match: str, if_modified_since: str = ""
    ) -> Representation:
        """If-None-Match alone decides where there is one (RFC 9110, 13.1.3)."""
        coding = coding_for(self.body, accept_encoding)
        if if_none_match:
            is_modified = not is_known(tag_in(self.tag, coding), if_none_match)
        else:
            is_modified = not if_modified_since or self._is_newer_than(if_modified_since)
        made = self._made.get((coding, is_modified))
        if made is None:
            made = self._made[coding, is_modified] = self._make(coding, is_modified)
        return made

    def _is_newer_than(self, if_modified_since: str) -> bool:
        since = parse_http_date_safe(if_modified_since[:50])
        # A date that is yet to come is none (RFC 9110, 13.1.3).
        return self._modified_at is None or since is None or not self._modified_at <= since <= time.time()

    def _make(self, coding: str, is_modified: bool) -> Representation:
        tag = ("ETag", tag_in(self.tag, coding))
        if not is_modified:
            headers = [(name, value) for name, value in self._shared if name.lower() not in OF_A_BODY]
            return Representation(NOT_MODIFIED, [*headers, tag], b"")
        body = encoded(self.body, coding)
        headers = [*self._shared, tag, ("Content-Length", str(len(body)))]
        return Representation(OK, [*headers, ("Content-Encoding", coding)] if coding else headers, body)


def conditional(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware that gives each client its representation. It stands outside of what sets headers: so it sees
    them all."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or FRONTED in request.META:
            return response
        status = f"{response.status_code} {response.reason_phrase}"
        if DELIVERED not in request.META and not guest_version(status, response.items()):
            return response
        made = WholeAnswer(
            list(response.items()), response.content, is_settled=request.META.get(DELIVERED) == SETTLED
        ).representation(
            accept_encoding=request.META.get("HTTP_ACCEPT_ENCODING", ""),
            if_none_match=request.META.get("HTTP_IF_NONE_MATCH", ""),
            if_modified_since=request.META.get("HTTP_IF_MODIFIED_SINCE", ""),
        )
        response.status_code = int(made.status[:3])
        response.content = made.body
        for name in DIFFERING | (OF_A_BODY if made.status == NOT_MODIFIED else set()):
            response.headers.pop(name, None)
        for name, value in made.headers:
            response[name] = value
        return response

    return answer


def guest_version(status: str, headers: Iterable[tuple[str, str]]) -> str:
    """The content version that an answer was made of, by its header; empty if it names none, or has another status.

    Who knows the API alone cannot say in the environment what our views say there. Instead such an answer carries the
    header of the API's answers that it was made of, for it is right as long as they are. `Cache-Control: public`
    says that it may be kept.
    """
    return next((value for name, value in headers if name == VERSION), "") if status == OK else ""


def is_for_all(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name == "Cache-Control" and value.startswith("public") for name, value in headers)


def cache_control(changes_in: float | None) -> str:
    """How long caches between here and the reader may keep an answer that is right now, and for `changes_in` seconds
    more; for ever if that is None and nobody publishes. What is fresh, and what may be given while it is asked for
    again, end together before the next scheduled change."""
    if is_constant():
        return ALWAYS_ASK
    left = floor(changes_in) if changes_in is not None else settings.CACHE_SHARED_SECONDS + settings.CACHE_STALE_SECONDS
    shared = min(settings.CACHE_SHARED_SECONDS, left)
    stale = min(settings.CACHE_STALE_SECONDS, left - shared)
    if not (shared or stale):
        return ALWAYS_ASK
    return f"public, max-age=0, s-maxage={shared}" + (f", stale-while-revalidate={stale}" if stale else "")


def is_constant() -> bool:
    """Whether every answer has the same Cache-Control."""
    return not (settings.CACHE_SHARED_SECONDS or settings.CACHE_STALE_SECONDS)


def tag_of(body: bytes) -> str:
    """The strong entity tag of a body as it is, quotes included."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def tag_in(tag: str, coding: str) -> str:
    """The entity tag of the same body in a content coding; an empty coding is none."""
    return f'{tag[:-1]}-{coding}"' if coding else tag


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether a client has it, by its If-None-Match: a list, compared weakly, or a star for anything."""
    return any(star or listed == tag for listed, star in ENTITY_TAGS.findall(if_none_match))


def coding_for(body: bytes, accept_encoding: str) -> str:
    """`br`, `gzip`, or an empty string for the body as it is."""
    return _chosen(accept_encoding[:500]) if len(body) >= WORTHWHILE else ""


def encoded(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return brotli.compress(body, quality=BROTLI_QUALITY)
    # A moment in the header would make other bytes, and another tag, of the same body.
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0) if coding == "gzip" else body


@lru_cache(maxsize=256)
def _chosen(accept_encoding: str) -> str:
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = next((_weight(piece[2:]) for piece in parameters if piece.startswith("q=")), 1.0)
    others = weights.get("*", 0.0)
    offered = {coding: weights.get(coding, others) for coding in CODINGS}
    best = max(offered, key=lambda coding: offered[coding])
    # Unless it is named, the plain body is as good as the least that was.
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0.0) else ""


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
