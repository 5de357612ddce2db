"""Statements past Django's cursors: the few that every answer runs cost less in the database than in the cursor."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def fetch(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows. `sql` is as Django's cursors take it, with `%s` for each value, and values are as the database takes
    them. Raises Django's DatabaseErrors. Whoever listens to Django's cursors hears of it all the same."""
    # Django's `connection` finds this thread's at each mention, which takes longer than to use it.
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged or ours.execute_wrappers:
        with ours.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        found: list[tuple[Any, ...]] = ours.connection.execute(_native(ours.vendor, sql), values).fetchall()
    return found


@lru_cache(maxsize=2_000)
def _native(vendor: str, sql: str) -> str:
    """With the marks of the database's own driver."""
    return sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%") if vendor == "sqlite" else sql
