"""Statements past Django's cursors: the few that every answer runs cost less in the database than in the cursor."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.postgres import types
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.types.numeric import Int2, Int4, Int8


def _without_nul(text: str) -> bytes:
    if "\0" in text:  # where the server would take the text to end
        raise psycopg.DataError("PostgreSQL's text cannot have a NUL in it.")
    return text.encode()


# What PostgreSQL is told of a value: its type, and it as text. Text has the type that its place asks for.
_GIVEN: dict[type, tuple[int, Callable[[Any], bytes]]] = {
    str: (0, _without_nul),
    **{
        whole: (types[name].oid, lambda number: b"%d" % number)
        for name, whole in {"int2": Int2, "int4": Int4, "int8": Int8, "bigint": int}.items()
    },
    bool: (types["bool"].oid, lambda yes: b"t" if yes else b"f"),
    datetime: (types["timestamptz"].oid, lambda moment: moment.isoformat().encode()),
    UUID: (types["uuid"].oid, lambda pk: str(pk).encode()),
}
# What becomes of its answer, by type; all other types are text.
_TAKEN: dict[int, Callable[[bytes], Any]] = {
    **{types[name].oid: int for name in ("int2", "int4", "int8")},
    types["bool"].oid: b"t".__eq__,
    types["timestamptz"].oid: lambda moment: datetime.fromisoformat(moment.decode()),
    types["uuid"].oid: lambda pk: UUID(pk.decode()),
}


def fetch(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows, of numbers, text, moments, UUIDs, yes and no. `sql` is as Django's cursors take it, with `%s` for each
    value, and values are as the database takes them. Raises Django's DatabaseErrors. Whoever listens to Django's
    cursors hears of it all the same."""
    # Django's `connection` finds this thread's at each mention, which takes longer than to use it.
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged or ours.execute_wrappers:
        with ours.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        if ours.vendor == "postgresql":
            return _from_postgresql(ours.connection, sql, values)
        found: list[tuple[Any, ...]] = ours.connection.execute(_for_sqlite(sql), values).fetchall()
    return found


def _from_postgresql(connection: "psycopg.Connection[Any]", sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Past psycopg's cursors too, which put values into the statement as literals and have them parsed again."""
    server = connection.pgconn
    begins = not connection.autocommit and server.transaction_status == TransactionStatus.IDLE
    if begins or not all(type(value) in _GIVEN for value in values):
        return connection.execute(sql, values).fetchall()
    given = [_GIVEN[type(value)] for value in values]
    texts = [as_text(value) for (_, as_text), value in zip(given, values, strict=True)]
    result = server.exec_params(_for_postgresql(sql), texts, [oid for oid, _ in given])
    if result.status != ExecStatus.TUPLES_OK:
        if server.status == ConnStatus.BAD:
            raise psycopg.OperationalError(result.get_error_message())
        raise psycopg.errors.error_from_result(result)
    taken = [_TAKEN.get(result.ftype(column), bytes.decode) for column in range(result.nfields)]
    cell = result.get_value
    return [
        tuple([None if (text := cell(row, column)) is None else take(text) for column, take in enumerate(taken)])
        for row in range(result.ntuples)
    ]


@lru_cache(maxsize=2_000)
def _for_sqlite(sql: str) -> str:
    return sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%")


@lru_cache(maxsize=2_000)
def _for_postgresql(sql: str) -> bytes:
    first, *others = sql.replace("%%", "\0").split("%s")
    numbered = "".join(f"${number}{other}" for number, other in enumerate(others, 1))
    return (first + numbered).replace("\0", "%").encode()
