"""Errors as problem documents (RFC 9457), whatever goes wrong and wherever.

`{"type", "title", "status", "detail", "instance", "errors"}`; `errors` lists `{"parameter", "detail", "nearest"}`.
Nothing of the inside is ever in one: what is not a Problem becomes a plain 500.
"""

import logging
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions, status
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
# Seconds until a database that went away is likely to be back.
RETRY_AFTER = "5"
log = logging.getLogger(__name__)


class Problem(exceptions.APIException):
    """An error with a name of its own. `extra` members stand beside the standard ones; `headers` go on the answer."""

    status_code: int = status.HTTP_400_BAD_REQUEST
    name = "bad-request"
    title = "Bad request"

    def __init__(
        self,
        detail: str,
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.errors = [dict(error) for error in errors]
        self.headers = dict(headers or {})
        self.extra = extra

    def document(self, instance: str) -> dict[str, Any]:
        return problem_document(
            self.status_code, self.name, self.title, str(self.detail), instance, self.errors, **self.extra
        )


class UnknownParameter(Problem):
    name = "unknown-parameter"
    title = "Unknown parameter"


class InvalidValue(Problem):
    name = "invalid-value"
    title = "Invalid value"


class NotFound(Problem):
    status_code = status.HTTP_404_NOT_FOUND
    name = "not-found"
    title = "Not found"


class Gone(Problem):
    status_code = status.HTTP_410_GONE
    name = "gone"
    title = "Gone"


class Moved(Problem):
    """Not an error, but shaped like one: a 301 with a body that names the new address."""

    status_code = status.HTTP_301_MOVED_PERMANENTLY
    name = "moved"
    title = "Moved permanently"

    def __init__(self, location: str, *, old_slug: str = "", slug: str = "") -> None:
        self.old_slug, self.slug = old_slug, slug
        super().__init__(
            f"This is at {location} now.",
            headers={"Location": location, "Cache-Control": "public, max-age=0, must-revalidate"},
            location=location,
        )


_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
TITLES = {
    400: ("bad-request", "Bad request"),
    401: ("not-authenticated", "Authentication needed"),
    403: ("forbidden", "Forbidden"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    406: ("not-acceptable", "Not acceptable"),
    413: ("too-large", "Request too large"),
    415: ("unsupported-media-type", "Unsupported media type"),
    429: ("too-many-requests", "Too many requests"),
    500: ("server-error", "Server error"),
    503: ("unavailable", "Unavailable"),
}


def problem_document(
    code: int, name: str, title: str, detail: str, instance: str, errors: Iterable[Any] = (), **extra: Any
) -> dict[str, Any]:
    return {
        "type": f"{settings.PUBLIC_API_URL}/problems/{name}",
        "title": title,
        "status": code,
        "detail": _legible(detail),
        "instance": escape_uri_path(instance),
        "errors": [_legible(error) for error in errors],
        **extra,
    }


def _legible(value: Any) -> Any:
    """What the client sent is quoted with the pictures of its control characters (U+2400 and on): some of them mean
    something inside, none means anything in a sentence."""
    if isinstance(value, str):
        return value.translate(_PICTURES)
    return {name: _legible(each) for name, each in value.items()} if isinstance(value, dict) else value


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be, or None."""
    matches = get_close_matches(name.lower()[:100], list(known), n=1, cutoff=0.5)
    return matches[0] if matches else None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's hook. What nobody foresaw is logged and answered as a plain 500, with DEBUG too."""
    request = context["request"]
    if isinstance(error, Problem):
        return _response(error.document(request.path), error.headers)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation | BadRequest):  # more parameters than Django takes, for one
        error = exceptions.ParseError("The request is malformed.")
    if is_outage(error):
        log.error("The database does not answer at %s", request.path, exc_info=error)
        name, title = TITLES[503]
        detail = "The database does not answer. Try again in a moment."
        return _response(problem_document(503, name, title, detail, request.path), {"Retry-After": RETRY_AFTER})
    if not isinstance(error, exceptions.APIException):
        log.error("Unforeseen error at %s", request.path, exc_info=error)
        name, title = TITLES[500]
        detail = "Something went wrong on our side. It has been logged."
        return _response(problem_document(500, name, title, detail, request.path), {})
    code = 400 if error.status_code == 422 else error.status_code
    name, title = TITLES.get(code, TITLES[400 if code < 500 else 500])
    headers = {}
    if isinstance(error, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    return _response(problem_document(code, name, title, _detail(error), request.path), headers)


def is_outage(error: BaseException | None) -> bool:
    """Whether a database failed for reasons of its own: away, busy, full, read-only, malformed (which is a
    DatabaseError and none of its kinds)."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _detail(error: exceptions.APIException) -> str:
    return str(error.detail) if isinstance(error.detail, str) else "The request cannot be understood as it is."


def _response(document: dict[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(document, status=document["status"], headers=dict(headers), content_type=MEDIA_TYPE)


def problem_response(request: HttpRequest, code: int, detail: str) -> HttpResponse:
    """The same document from outside DRF."""
    name, title = TITLES[code]
    return _plain_response(problem_document(code, name, title, detail, request.path), {})


def moved_response(request: HttpRequest, moved: Moved) -> HttpResponse:
    return _plain_response(moved.document(request.path), moved.headers)


def _plain_response(document: dict[str, Any], headers: Mapping[str, str]) -> HttpResponse:
    body = orjson.dumps(document)
    return HttpResponse(
        body,
        status=document["status"],
        content_type=MEDIA_TYPE,
        headers={"Access-Control-Allow-Origin": "*", **headers},
    )
