"""The address that a form keeps its buffer at: GET reads it, POST replaces it, DELETE drops it. JSON both ways."""

from http import HTTPStatus
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .buffering import buffer_of, drop_buffer, is_subject, keep_buffer

MOST_BYTES = 4_000_000
MOST_FIELDS = 20_000
# What is a secret, or belongs to one page alone.
_NEVER_KEPT = ("password", "csrfmiddlewaretoken")


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def form_buffer(request: HttpRequest, subject: str) -> JsonResponse:
    """The admin lets staff in alone, and everybody reaches their own buffers."""
    account = request.user
    if not isinstance(account, User) or not is_subject(subject):
        return _refuse("The parameter “id” names no form.")
    if request.method == "DELETE":
        drop_buffer(account, subject)
        return JsonResponse({})
    if request.method == "POST":
        return _keep(account, subject, request)
    buffer = buffer_of(account, subject)
    if buffer is None:
        return JsonResponse({"saved_at": None})
    return JsonResponse({"saved_at": buffer.saved_at.isoformat(), "base": buffer.base, "fields": buffer.fields})


def _keep(account: User, subject: str, request: HttpRequest) -> JsonResponse:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _refuse("The form holds more than is kept.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        sent = orjson.loads(body)
        base, fields = sent["base"], sent["fields"]
        is_well_formed = isinstance(base, str) and len(fields) <= MOST_FIELDS and all(map(_is_pair, fields))
    except (ValueError, TypeError, KeyError):
        is_well_formed = False
    if not is_well_formed or "\x00" in body.decode("utf-8", "replace") or b"\\u0000" in body:
        return _refuse("The body is a JSON object with “base”, a text, and “fields”, pairs of texts.")
    pairs = [(name, value) for name, value in fields if not any(word in name for word in _NEVER_KEPT)]
    buffer = keep_buffer(account, subject, base=base, fields=pairs)
    return JsonResponse({"saved_at": buffer.saved_at.isoformat()})


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)


def _refuse(detail: str, status: int = HTTPStatus.BAD_REQUEST) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
