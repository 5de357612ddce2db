"""Querysets whose SQL is made once and run ever after: on the way of every answer, making it takes longer than running.

A statement is still said as a queryset of a perspective, so that there is one way in to what is public. Its SQL is made
with stand-ins for the values, which are then known by what they are. Values of a page are values too, and no shape of
the statement: readers can think of many pages, and of few shapes.
"""

import contextlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from cms.publishing.raw_sql import fetch
from cms.publishing.reading.perspectives import Perspective

from .cache.dependencies import Dependencies, Noting

# How many are remembered of one statement; of more, those that were used last.
MOST_SHAPES = 1_000
# Nothing has these.
MOMENT = datetime(1871, 3, 5, 4, 5, 6, 123_457, tzinfo=UTC)
NUMBER = 8_765_432_109
FIRST_ID = 0xC0FFEE00_0000_4000_8000_000000000000
_uuid = UUIDField()
# A sequence is filled up to one of these lengths with its last value, so that there are few shapes.
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 20)


@dataclass(frozen=True)
class _Compiled:
    """SQL, and for each of its values the value itself or the number of the one to put in."""

    sql: str
    values: list[tuple[Any, int | None]]
    types: frozenset[str]


class Statement:
    """`build(perspective, *shape, **values)` returns a `values_list` queryset; with `counts`, how many rows it has is
    asked for and not the rows.

    It may not look at the values (moments, UUIDs, texts, numbers, or sequences of them), only put each into the
    queryset, also as a limit; what it does may depend on the shape and on how long a sequence is.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, counts: bool = False) -> None:
        self.build, self.counts = build, counts
        self._compiled: OrderedDict[Any, _Compiled] = OrderedDict()

    def rows(self, perspective: Perspective, dependencies: Dependencies, *shape: Any, **values: Any) -> list[Any]:
        """One query. Moments come without a zone and UUIDs as text where the database has no type of its own. With
        `counts`, one row of one number. A queryset with `methods` is made anew: what those do is their own."""
        if not perspective.is_present or values.get("methods"):
            found = self.build(Noting(perspective, dependencies), *shape, **values)
            return [(found.count(),)] if self.counts else list(found)
        key = (connection.vendor, shape, tuple((name, _form(value)) for name, value in values.items()))
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._compile(perspective, shape, values)
            if len(self._compiled) > MOST_SHAPES:
                self._compiled.popitem(last=False)
        else:
            with contextlib.suppress(KeyError):  # pushed out this very moment
                self._compiled.move_to_end(key)
        dependencies.types |= compiled.types
        given = [_prepared(perspective.moment), *(_prepared(one) for one in _flat(list(values.values())))]
        return fetch(compiled.sql, [value if place is None else given[place] for value, place in compiled.values])

    def _compile(self, perspective: Perspective, shape: tuple[Any, ...], values: dict[str, Any]) -> _Compiled:
        noted = Dependencies()
        numbers = iter(range(1, 1_000_000))
        stand_ins = {name: _stand_in(name, value, numbers) for name, value in values.items()}
        flat = [MOMENT, *_flat(list(stand_ins.values()))]
        places = {_prepared(value): place for place, value in enumerate(flat)}
        found = self.build(Noting(replace(perspective, moment=MOMENT), noted), *shape, **stand_ins)
        sql, parameters = found.query.sql_with_params()
        if self.counts:
            sql = f"SELECT COUNT(*) FROM ({sql}) AS counted"  # noqa: S608 # nosec B608
        sql, compiled = _with_limits(sql, list(parameters), places)
        missing = set(places.values()) - {place for _, place in compiled if place is not None}
        if missing - {0}:
            raise RuntimeError(f"What was built does not use {[flat[place] for place in sorted(missing)]} as it is.")
        return _Compiled(sql, compiled, frozenset(noted.types))


def _with_limits(sql: str, parameters: list[Any], places: dict[Any, int]) -> tuple[str, list[tuple[Any, int | None]]]:
    """The statement with limits as values, which Django writes into it as numbers; its values, each with its place."""
    compiled: list[tuple[Any, int | None]] = []
    left = iter(parameters)

    def value(found: re.Match[str]) -> str:
        text = found.group()
        if text == "%%":
            return text
        given = next(left) if text == "%s" else int(text)
        place = places.get(given) if given.__hash__ else None
        if place is None and text != "%s":
            return text
        compiled.append((given, place))
        return "%s"

    return re.sub(r"%%|%s|\b\d{10}\b", value, sql), compiled


def padded(values: Sequence[Any]) -> list[Any]:
    """The last repeated, up to one of few lengths: where a value that stands twice says nothing more."""
    length = next((length for length in LENGTHS if length >= len(values)), len(values))
    return [*values, *[values[-1]] * (length - len(values))]


def numbers_in(text: str) -> RawSQL:
    """The whole numbers of a text such as `{1,2,3}`, for `__in`: one value of a statement, however many there are."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each('[' || trim(%s, '{}') || ']')", [text])  # nosec B611
    return RawSQL("SELECT unnest(%s::bigint[])", [text])  # nosec B611


def text_of(numbers: Sequence[int]) -> str:
    """For `numbers_in`."""
    return "{" + ",".join(map(str, numbers)) + "}"


def joined(parts: Sequence[QuerySet[Any]]) -> RawSQL:
    """The values in querysets of one column, for `__in`. Each may have an order and a limit."""
    statements = [part.query.sql_with_params() for part in parts]
    return found_once([sql for sql, _ in statements], [value for _, values in statements for value in values])


def found_once(statements: Sequence[str], values: Sequence[Any]) -> RawSQL:
    """The same of SQL that Django made. It is worked out once: PostgreSQL, while it takes the tables for empty, would
    ask it again for each row, and in each row of that what is nested in it."""
    # SQLite takes those with an order and a limit only wrapped.
    every = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS part" for statement in statements)  # noqa: S608 # nosec B608
    return RawSQL(f"WITH once AS MATERIALIZED ({every}) SELECT * FROM once", values)  # noqa: S608, S611 # nosec B608, B611


def _form(value: Any) -> Any:
    """What of a value belongs to the shape: how long its sequences are."""
    return tuple(map(_form, value)) if isinstance(value, (list, tuple)) else None


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _stand_in(name: str, value: Any, numbers: Iterator[int]) -> Any:
    """Raises TypeError for a value of a type that has no stand-in: it could not be told from others."""
    if isinstance(value, (list, tuple)):
        return [_stand_in(name, one, numbers) for one in value]
    number = next(numbers)
    if isinstance(value, datetime):
        return MOMENT + timedelta(days=number)
    if isinstance(value, UUID):
        return UUID(int=FIRST_ID + number)
    if isinstance(value, str):
        return f"stand-in-{NUMBER + number}"
    if isinstance(value, int) and not isinstance(value, bool):
        return NUMBER + number
    raise TypeError(f"{name}: a statement takes no value of the type {type(value).__name__}.")


def _prepared(value: Any) -> Any:
    """As the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return _uuid.get_db_prep_value(value, connection) if isinstance(value, UUID) else value
