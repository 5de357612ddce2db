"""The one clock: the database server's where there is one, so that every machine agrees; else this machine's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection

_stopped_at: ContextVar[datetime | None] = ContextVar("clock_stopped_at", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC. On PostgreSQL one query.

    `clock_timestamp()`, because `now()` there is the start of the transaction, which may lie before the lock
    was won.
    """
    stopped_at = _stopped_at.get()
    if stopped_at:
        return stopped_at
    if not is_in_database():
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def is_in_database() -> bool:
    """Whether a query may read the clock by itself."""
    return connection.vendor == "postgresql" and not is_stopped()


def is_stopped() -> bool:
    return _stopped_at.get() is not None


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Let it be `at` for this thread, whatever the clocks say."""
    token = _stopped_at.set(at)
    try:
        yield
    finally:
        _stopped_at.reset(token)
