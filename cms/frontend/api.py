"""What one page asks the API, and what the answers say about the page: which content it shows, and who may keep it."""

from functools import cached_property
from typing import Any

import orjson
from django.http import HttpRequest

from .transport import Reply, Transport, Unreachable, transport

PREVIEW = ("preview", "perspective")
# The API knows other perspectives here, and on lists and details of these alone; for words it searches what is public.
PREVIEWED = frozenset(
    {"articles", "roles", "skills", "comparisons", "tags", "authors", "dimensions", "images", "calls-to-action"}
)


class NotAnswered(Exception):
    """The API gives no page. `status` is the one to answer with."""

    def __init__(self, status: int, *, retry_after: str = "", errors: tuple[str, ...] = ()) -> None:
        super().__init__(status)
        self.status, self.retry_after = status, retry_after
        # The names of the parameters that were wrong. Its sentences are for developers.
        self.errors = errors


class MovedPage(Exception):
    """The entry has another slug now. `segments` are the new path below the root of the API."""

    def __init__(self, segments: tuple[str, ...]) -> None:
        super().__init__("/".join(segments))
        self.segments = segments


class Api:
    """The questions of one page, for one reader. A preview that the address asks for goes with each of them."""

    def __init__(self, request: HttpRequest, by: Transport | None = None) -> None:
        self.request = request
        self.preview = {name: request.GET[name] for name in PREVIEW if request.GET.get(name)}
        self.versions: set[str] = set()
        self.tags: dict[str, None] = {}
        self.changed = ""
        self.cache_control = ""
        self._by = by

    @cached_property
    def root(self) -> Any:
        """Where everything is, and what the site is called."""
        return self.get(is_content=False)

    def get(self, *segments: str, query: dict[str, Any] | None = None, is_content: bool = True) -> Any:
        """What stands at a path below the root of the API, parsed. Values of `query` that are empty are left out.

        Raises NotAnswered, MovedPage. What a page shows of an answer that is not `is_content` is no reason to
        purge it.
        """
        asked = {name: str(value) for name, value in (query or {}).items() if value not in (None, "")}
        if self.preview and _is_previewed(segments) and "q" not in asked:
            asked |= self.preview
        reply = self._reply(segments, asked, None)
        version = reply.headers.get("x-content-version")
        if version:
            self.versions.add(version)
        if is_content:
            self.tags |= dict.fromkeys(reply.headers.get("cache-tag", "").split(","))
            self.cache_control = reply.headers.get("cache-control", "")
            self.changed = reply.headers.get("last-modified", "")
        return _parsed(reply)

    def post(self, *segments: str, data: dict[str, Any]) -> Any:
        """What the API answers to JSON. Raises NotAnswered."""
        return _parsed(self._reply(segments, {}, orjson.dumps(data)))

    @property
    def is_torn(self) -> bool:
        """Whether something was published between two answers: together they show what never was."""
        return len(self.versions) > 1

    def _reply(self, segments: tuple[str, ...], query: dict[str, str], body: bytes | None) -> Reply:
        # A client of HTTP would take these for steps, and ask for something else.
        if {".", "..", ""} & set(segments):
            raise NotAnswered(404)
        try:
            reply = (self._by or transport()).ask(self.request, segments, query=query, body=body)
        except Unreachable as error:
            raise NotAnswered(503, retry_after="30") from error
        if reply.status in (301, 308):
            raise MovedPage(_segments(reply.headers.get("location", "")))
        if not 200 <= reply.status < 300:
            raise _not_answered(reply)
        return reply


def _is_previewed(segments: tuple[str, ...]) -> bool:
    return bool(segments) and segments[0] in PREVIEWED and len(segments) <= 2 and segments[-1] != "match"


def _segments(location: str) -> tuple[str, ...]:
    path = location.partition("?")[0].partition("/api/v1/")[2]
    return tuple(part for part in path.split("/") if part)


def _parsed(reply: Reply) -> Any:
    try:
        return orjson.loads(reply.body)
    except ValueError as error:  # somebody else answers at that address
        raise NotAnswered(503, retry_after="30") from error


def _not_answered(reply: Reply) -> NotAnswered:
    # What else there is, a redirect to a login for one, is not something that the API says.
    is_away = reply.status in (502, 503, 504) or not 400 <= reply.status < 600
    retry_after = reply.headers.get("retry-after", "") or ("30" if is_away else "")
    try:
        errors = tuple(str(error["parameter"]) for error in orjson.loads(reply.body).get("errors", ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        errors = ()
    return NotAnswered(503 if is_away else reply.status, retry_after=retry_after, errors=errors)
