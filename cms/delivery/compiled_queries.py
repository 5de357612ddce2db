"""Querysets whose SQL is made once and run ever after: on the way of every answer, making it takes longer than running.

A statement is still said as a queryset of a perspective, so that there is one way in to what is public. Its SQL is made
with stand-ins for the values, which are then known by what they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, UUIDField

from cms.publishing.raw_sql import fetch
from cms.publishing.reading.perspectives import Perspective

from .cache.dependencies import Dependencies, Noting

# A page is a shape too: readers can think of many.
MOST_SHAPES = 1_000
# Nothing has these.
MOMENT = datetime(1871, 3, 5, 4, 5, 6, 123_457, tzinfo=UTC)
NUMBER = 8_765_432_109
FIRST_ID = 0xC0FFEE00_0000_4000_8000_000000000000
_uuid = UUIDField()


@dataclass(frozen=True)
class _Compiled:
    """SQL, and for each of its values either the value itself or the place of the one to put in: `(name, index)`."""

    sql: str
    values: list[tuple[Any, tuple[str, int] | None]]
    types: frozenset[str]


class Statement:
    """`build(perspective, *shape, **values)` returns a `values_list` queryset.

    It may not look at the values (moments, UUIDs, slugs, numbers, or sequences of them), only put each into the
    queryset; what it does may depend on the shape.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._compiled: dict[Any, _Compiled] = {}

    def rows(self, perspective: Perspective, dependencies: Dependencies, *shape: Any, **values: Any) -> list[Any]:
        """One query. Moments come without a zone and UUIDs as text where the database has no type of its own."""
        if not perspective.is_present:
            return list(self.build(Noting(perspective, dependencies), *shape, **values))
        lengths = tuple(len(value) for value in values.values() if isinstance(value, (list, tuple)))
        key = (connection.vendor, shape, lengths)
        compiled = self._compiled.get(key)
        if compiled is None:
            if len(self._compiled) >= MOST_SHAPES:
                self._compiled.clear()
            compiled = self._compiled[key] = self._compile(perspective, shape, values)
        dependencies.types |= compiled.types
        given = {"moment": [_prepared(perspective.moment)]}
        given |= {name: [_prepared(one) for one in _many(value)] for name, value in values.items()}
        return fetch(compiled.sql, [given[place[0]][place[1]] if place else value for value, place in compiled.values])

    def _compile(self, perspective: Perspective, shape: tuple[Any, ...], values: dict[str, Any]) -> _Compiled:
        noted = Dependencies()
        numbers = count()
        stand_ins = {name: _stand_in(value, numbers) for name, value in values.items()}
        places = {_prepared(MOMENT): ("moment", 0)}
        for name, value in stand_ins.items():
            places |= {_prepared(one): (name, index) for index, one in enumerate(_many(value))}
        found = self.build(Noting(replace(perspective, moment=MOMENT), noted), *shape, **stand_ins)
        sql, parameters = found.query.sql_with_params()
        compiled = [(value, places.get(value) if value.__hash__ else None) for value in parameters]
        missing = set(places.values()) - {place for _, place in compiled if place}
        if missing:
            raise RuntimeError(f"What was built does not use {sorted(missing)} as it is.")
        return _Compiled(sql, compiled, frozenset(noted.types))


def _stand_in(value: Any, numbers: "count[int]") -> Any:
    if isinstance(value, (list, tuple)):
        return [_stand_in(one, numbers) for one in value]
    number = next(numbers)
    if isinstance(value, datetime):
        return MOMENT + timedelta(days=1 + number)
    if isinstance(value, UUID):
        return UUID(int=FIRST_ID + number)
    return f"stand-in-{NUMBER + number}" if isinstance(value, str) else NUMBER + number


def _prepared(value: Any) -> Any:
    """As the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return _uuid.get_db_prep_value(value, connection) if isinstance(value, UUID) else value


def _many(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]
