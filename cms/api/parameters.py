"""Query parameters, strictly: what nobody understands is refused, naming it and the nearest that is."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime

from .problems import InvalidValue, UnknownParameter, nearest

MAX_VALUE_LENGTH = 2_000


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Raises UnknownParameter listing all that are not known, InvalidValue for one given twice, too long or no text."""
    unknown = [name for name in query if name not in known]
    if unknown:
        errors = [
            {
                "parameter": name[:100],
                "detail": "This endpoint has no such parameter.",
                "nearest": nearest(name, known),
            }
            for name in unknown[:20]
        ]
        raise UnknownParameter(f"Unknown parameter: {', '.join(name[:100] for name in unknown[:20])}.", errors=errors)
    for name in query:
        values = query.getlist(name)
        if len(values) > 1:
            raise invalid(name, "Give it once; a comma separates several values.")
        if "\x00" in values[0] or "\ufffd" in values[0]:
            raise invalid(name, "The value is not valid UTF-8 text.")
        if len(values[0]) > MAX_VALUE_LENGTH:
            raise invalid(name, f"The value is longer than {MAX_VALUE_LENGTH} characters.")


def invalid(parameter: str, detail: str, nearest: str | None = None) -> InvalidValue:
    return InvalidValue(
        f"{parameter}: {detail}", errors=[{"parameter": parameter, "detail": detail, "nearest": nearest}]
    )


def positive_integer(query: QueryDict, name: str, default: int, *, most: int | None = None) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1):
        raise invalid(name, "It must be a whole number from 1 on.")
    if most is not None and int(text) > most:
        raise invalid(name, f"It must be at most {most}.")
    return int(text)


def one_of(query: QueryDict, name: str, default: str, known: Iterable[str]) -> str:
    value = query.get(name, default)
    known = list(known)
    if value not in known:
        raise invalid(name, f"It must be one of {', '.join(known)}.", nearest(value, known))
    return value


def moment(name: str, text: str) -> datetime:
    """An ISO 8601 date or moment; without a zone it is UTC. A plus sign that was not encoded is understood."""
    text = text.strip().replace(" ", "+") if "T" in text else text.strip()
    try:
        parsed = parse_datetime(text)
        day = parse_date(text) if parsed is None else None
    except ValueError:
        parsed = day = None
    if day:
        parsed = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if parsed is None:
        raise invalid(name, "It must be an ISO 8601 date or moment, such as 2026-05-17T09:00Z.")
    try:
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except OverflowError:
        raise invalid(name, "It is too far away.") from None
