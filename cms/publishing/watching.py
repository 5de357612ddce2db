"""The content version for the door of the server: read ahead of every answer, so it must cost next to nothing.

It is the version of `cms.publishing.versions`, read by one prepared statement past Django's layers: on SQLite over a
read-only connection that each thread keeps, because Django opens one for every request; on PostgreSQL over the
thread's own connection of Django's, which stays open. What a head stands for is remembered with it.
"""

import os
import sqlite3
import threading
import time
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import psycopg
from django.db import DatabaseError, connection

from . import clock
from .versions import (
    EPOCH,
    Moments,
    current_version,
    is_remembered,
    microseconds,
    moments_at,
    next_change_after,
    token_of,
)

ON_SQLITE = "SELECT head, head_at FROM publishing_ledger"
ON_POSTGRESQL = """
    SELECT head, (extract(epoch FROM head_at) * 1000000)::bigint,
           (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    FROM publishing_ledger
"""
# How often a thread asks whether its SQLite file is still the one at that path: a restored backup is another.
LOOK_AGAIN = 1.0


class Unreadable(Exception):
    """The database does not answer, or has no ledger yet."""


class Seen(NamedTuple):
    """`token` is the version's; `changes_in` says in how many seconds it changes by itself, None if it will not."""

    token: str
    changes_in: float | None


@dataclass
class _Known:
    """A ledger as it was read, and what goes with it; moments in microseconds since 1970."""

    row: tuple[Any, ...]
    moments: Moments
    coming: list[int]
    tokens: dict[int, str] = field(default_factory=dict)

    def seen_at(self, now: int) -> Seen:
        passed = bisect_right(self.coming, now)
        token = self.tokens.get(passed)
        if token is None:
            boundary = self.moments.coming[passed - 1] if passed else self.moments.boundary
            token = self.tokens[passed] = token_of(self.moments.head, self.moments.head_at, boundary)
        return Seen(token, (self.coming[passed] - now) / 1e6 if passed < len(self.coming) else None)


class Watch:
    """The one watch of a process. Each thread reads over a connection of its own."""

    def __init__(self) -> None:
        self._known: _Known | None = None
        self._local = threading.local()

    def seen(self) -> Seen:
        """The version now. One statement, and a few queries when the head has moved. Raises Unreadable."""
        if connection.vendor == "postgresql" and not clock.is_stopped():
            head, head_at, now = self._on_postgresql()
            return self._known_as((head, head_at)).seen_at(now)
        path = _file_of_database()
        if path and not clock.is_stopped():
            row = self._on_sqlite(path)
            return self._known_as(row).seen_at(time.time_ns() // 1000)
        return _through_django()

    def _known_as(self, row: tuple[Any, ...]) -> _Known:
        known = self._known
        if known is None or known.row != row:
            try:
                moments = moments_at(row[0], _moment(row[1]))
            except DatabaseError as error:
                raise Unreadable from error
            known = _Known(row, moments, [microseconds(moment) for moment in moments.coming])
            if is_remembered(moments):
                self._known = known
        return known

    def _on_postgresql(self) -> tuple[int, int, int]:
        for is_last in (False, True):
            try:
                connection.ensure_connection()
                row = connection.connection.execute(ON_POSTGRESQL).fetchone()
                return row or (0, 0, time.time_ns() // 1000)
            except (DatabaseError, psycopg.Error) as error:
                # A connection that the server has dropped is noticed only by using it: once is no news.
                if is_last or connection.in_atomic_block:
                    raise Unreadable from error
                connection.close()
        raise AssertionError("the second time ends it")

    def _on_sqlite(self, path: str) -> tuple[int, str]:
        local = self._local
        try:
            if getattr(local, "pid", None) != os.getpid() or time.monotonic() > local.look_at:
                self._look(path)
            row: tuple[int, str] | None = local.connection.execute(ON_SQLITE).fetchone()
        except (sqlite3.Error, OSError) as error:
            local.pid = None
            raise Unreadable from error
        return row or (0, "1970-01-01 00:00:00")

    def _look(self, path: str) -> None:
        """Open the file, unless it is open already."""
        local, stat = self._local, os.stat(path)  # noqa: PTH116  (a tenth of the time, on the way of every answer)
        file = (os.getpid(), path, stat.st_dev, stat.st_ino)
        if getattr(local, "file", None) != file:
            local.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=20)
            local.file = file
        local.pid, local.look_at = file[0], time.monotonic() + LOOK_AGAIN


def _through_django() -> Seen:
    """For a database in memory, which only Django's connection reaches, and for a clock that stands still."""
    try:
        version = current_version()
        changes_at = next_change_after(version)
    except DatabaseError as error:
        raise Unreadable from error
    return Seen(version.token, (changes_at - version.now).total_seconds() if changes_at else None)


def _file_of_database() -> str:
    """The path of the SQLite file; empty for one in memory."""
    name = str(connection.settings_dict["NAME"])
    return "" if ":memory:" in name or "mode=memory" in name or connection.in_atomic_block else name


def _moment(stored: int | str) -> datetime:
    """As PostgreSQL gives it here, in microseconds, or as Django writes it into SQLite, in UTC without saying so."""
    if isinstance(stored, int):
        return EPOCH + timedelta(microseconds=stored)
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
