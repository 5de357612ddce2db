"""The content version for the door of the server: read ahead of every answer, so it must cost next to nothing.

It is the version of `content_version`, read by one statement past Django's layers: on SQLite over a read-only
connection that each thread keeps, because Django opens one for every request; on PostgreSQL over the
thread's own connection of Django's, which stays open. What a head stands for is remembered with it.
"""

import os
import sqlite3
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from psycopg.pq import ExecStatus

from .content_version import (
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
ON_POSTGRESQL = b"""
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

    def __post_init__(self) -> None:
        # Most of the time nothing is scheduled.
        self.for_ever = Seen(self._token(0), None) if not self.coming else None

    def seen_at(self, now: int) -> Seen:
        if self.for_ever:
            return self.for_ever
        passed = bisect_right(self.coming, now)
        token = self.tokens.get(passed)
        if token is None:
            token = self.tokens[passed] = self._token(passed)
        return Seen(token, (self.coming[passed] - now) / 1e6 if passed < len(self.coming) else None)

    def _token(self, passed: int) -> str:
        boundary = self.moments.coming[passed - 1] if passed else self.moments.boundary
        return token_of(self.moments.head, self.moments.head_at, boundary)


class Watch(Protocol):
    """Safe between threads: each reads over a connection of its own."""

    def seen(self) -> Seen:
        """The version now. Raises Unreadable."""


def make_watch() -> Watch:
    """The fastest for the database of the settings. One for a process is enough."""
    if connection.vendor == "postgresql":
        return PostgreSQLWatch()
    name = str(connection.settings_dict["NAME"])
    return ModelWatch() if ":memory:" in name or "mode=memory" in name else SQLiteWatch(name)


class ModelWatch:
    """For a database in memory, which only Django's connection reaches, and for a clock that tests have stopped."""

    def seen(self) -> Seen:
        try:
            version = current_version()
            changes_at = next_change_after(version)
        except DatabaseError as error:
            raise Unreadable from error
        return Seen(version.token, (changes_at - version.now).total_seconds() if changes_at else None)


class _Together:
    """Lets threads that come at once share what one of them reads, if that began after they came: then it is as fresh
    as if each had read for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = 0
        self._ended: tuple[int, Any] = (0, None)

    def read(self, read: Callable[[], Any]) -> Any:
        """What `read` returned or raised, here or in another thread."""
        begun_before = self._begun
        with self._lock:
            number, outcome = self._ended
            if number <= begun_before:
                number = self._begun = self._begun + 1
                try:
                    outcome = read()
                except Unreadable as problem:
                    outcome = problem
                self._ended = number, outcome
        if isinstance(outcome, Unreadable):
            raise Unreadable from outcome  # each thread its own
        return outcome


class _Remembering:
    """What goes with a head, read when it has moved."""

    _known: _Known | None = None

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


class PostgreSQLWatch(_Remembering):
    def __init__(self) -> None:
        self._together = _Together()

    def seen(self) -> Seen:
        head, head_at, now = self._together.read(self._read)
        known = self._known
        if known is None or known.row != (head, head_at):
            known = self._known_as((head, head_at))
        return known.seen_at(now)

    def _read(self) -> tuple[int, int, int]:
        for is_last in (False, True):
            ours = connections[DEFAULT_DB_ALIAS]
            try:
                if ours.connection is None:
                    ours.connect()
                # Past psycopg's cursor too, which costs six times what it wraps.
                result = ours.connection.pgconn.exec_(ON_POSTGRESQL)
                if result.status != ExecStatus.TUPLES_OK:
                    raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
            except (DatabaseError, psycopg.Error) as error:
                # A connection that the server has dropped is noticed only by using it: once is no news.
                if is_last or ours.in_atomic_block:
                    raise Unreadable from error
                ours.close()
            else:
                if not result.ntuples:
                    return 0, 0, time.time_ns() // 1000
                head, head_at, now = (int(result.get_value(0, column) or 0) for column in range(3))
                return head, head_at, now
        raise AssertionError("the second time ends it")


class SQLiteWatch(_Remembering):
    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()

    def seen(self) -> Seen:
        local = self._local
        try:
            if time.monotonic() > getattr(local, "look_at", 0.0):
                self._look()
            row: tuple[int, str] | None = local.connection.execute(ON_SQLITE).fetchone()
        except (sqlite3.Error, OSError) as error:
            local.look_at = 0.0
            raise Unreadable from error
        known = self._known
        if known is None or row != known.row:
            known = self._known_as(row or (0, "1970-01-01 00:00:00"))
        return known.seen_at(time.time_ns() // 1000)

    def _look(self) -> None:
        """Open the file, unless it is open already: by this process, for a connection must not cross a fork."""
        local, stat = self._local, Path(self.path).stat()
        file = (os.getpid(), stat.st_dev, stat.st_ino)
        if getattr(local, "file", None) != file:
            local.connection = sqlite3.connect(f"{Path(self.path).absolute().as_uri()}?mode=ro", uri=True, timeout=20)
            local.connection.isolation_level = None
            local.file = file
        local.look_at = time.monotonic() + LOOK_AGAIN


def _moment(stored: int | str) -> datetime:
    """As PostgreSQL gives it here, in microseconds, or as Django writes it into SQLite, in UTC without saying so."""
    if isinstance(stored, int):
        return EPOCH + timedelta(microseconds=stored)
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
