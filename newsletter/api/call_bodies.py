"""What a call sends along, strictly: JSON, small, and nothing that is not asked for."""

from collections.abc import Collection
from typing import Any

import orjson
from rest_framework import status
from rest_framework.request import Request

from cms.api.problems import TITLES, InvalidValue, Problem, nearest

MOST_BYTES = 8_000


class TooLarge(Problem):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    name, title = TITLES[413]


class UnsupportedMediaType(Problem):
    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE
    name, title = TITLES[415]


class UnknownMember(Problem):
    name = "unknown-member"
    title = "Unknown member"


class Malformed(Problem):
    name, title = TITLES[400]


def members_of(request: Request, *, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """The members of the JSON object that was sent. No more than MOST_BYTES are read.

    Raises UnsupportedMediaType, TooLarge, Malformed, UnknownMember, InvalidValue.
    """
    media_type, _, options = request.META.get("CONTENT_TYPE", "").partition(";")
    if media_type.strip().lower() != "application/json":
        raise UnsupportedMediaType("Send JSON, as Content-Type: application/json.")
    # JSON is UTF-8 (RFC 8259, section 8.1): another charset cannot be meant.
    if "charset" in options.lower() and "utf-8" not in options.lower():
        raise UnsupportedMediaType("JSON is written in UTF-8.")
    try:
        members = orjson.loads(_body(request))
    except orjson.JSONDecodeError:
        raise Malformed("The body is not JSON.") from None
    if not isinstance(members, dict):
        raise Malformed("The body is not a JSON object.")
    _refuse_unknown(members, [*required, *optional])
    missing = [name for name in required if name not in members]
    if missing:
        raise InvalidValue(
            f"Missing: {', '.join(missing)}.",
            errors=[{"parameter": name, "detail": "It is required.", "nearest": None} for name in missing],
        )
    return members


def text_in(members: dict[str, Any], name: str, *, most: int, default: str = "") -> str:
    """Raises InvalidValue."""
    value = members.get(name, default)
    if not isinstance(value, str):
        raise invalid_member(name, "It must be a text.")
    if len(value) > most:
        raise invalid_member(name, f"It is longer than {most} characters.")
    if "\x00" in value:
        raise invalid_member(name, "It has a character that no text has.")
    return value


def invalid_member(name: str, detail: str, **extra: Any) -> InvalidValue:
    return InvalidValue(f"{name}: {detail}", errors=[{"parameter": name, "detail": detail, "nearest": None}], **extra)


def _body(request: Request) -> bytes:
    plain = request._request
    try:
        length = int(plain.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    # What is announced is not read, what is not announced no further than this.
    body = b"" if length > MOST_BYTES else plain.read(MOST_BYTES + 1)
    if max(length, len(body)) > MOST_BYTES:
        raise TooLarge(f"The body is larger than {MOST_BYTES:,} bytes.")
    return body


def _refuse_unknown(members: dict[str, Any], known: Collection[str]) -> None:
    unknown = [name for name in members if name not in known]
    if unknown:
        errors = [
            {"parameter": name[:100], "detail": "This call takes no such member.", "nearest": nearest(name, known)}
            for name in unknown[:20]
        ]
        raise UnknownMember(f"Unknown member: {', '.join(name[:100] for name in unknown[:20])}.", errors=errors)
