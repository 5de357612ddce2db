"""The content version: a value that differs whenever an answer may differ.

It is the pair (head, boundary). Head is raised by every write; boundary is the latest moment at which something
scheduled took effect. Either alone misses something: a publish may commit after a schedule that took its moment
later, and a schedule passes without a write.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import Any, TypeVar

from django.db import connection

from cms.publishing.models import Change, Ledger
from cms.publishing.raw_sql import fetch

from . import clock

WITHOUT_CLOCK = "SELECT head, head_at FROM publishing_ledger"
WITH_ITS_CLOCK = "SELECT head, head_at, clock_timestamp() FROM publishing_ledger"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Value = TypeVar("Value")
MOST_REMEMBERED = 2_000


@dataclass(frozen=True)
class Version:
    """`token` is opaque, and equal only for equal content; `now` is the moment at which it was read."""

    head: int
    boundary: datetime
    head_at: datetime
    now: datetime

    @property
    def token(self) -> str:
        return token_of(self.head, self.head_at, self.boundary)

    @property
    def changed_at(self) -> datetime:
        """The moment since which the content is as it is."""
        return max(self.head_at, self.boundary)


def token_of(head: int, head_at: datetime, boundary: datetime) -> str:
    # head_at too: after a backup is restored the same head may be reached with other content
    parts = (head, microseconds(head_at), microseconds(boundary))
    return ".".join(f"{part:x}" for part in parts)


@dataclass(frozen=True)
class Moments:
    """What is fixed as long as head is: the boundary at the head's moment, and the moments to come after it."""

    head: int
    head_at: datetime
    boundary: datetime
    coming: list[datetime]


_remembered: dict[str, Moments] = {}
# By name: the token of the version that it was made of, and what was made. One each, so that memory stays bounded.
_made: dict[str, tuple[str, Any]] = {}
_making = RLock()


def forget() -> None:
    """Forget what was remembered of the ledger, as after a backup is restored. Tests that roll back need it too."""
    _remembered.clear()
    _made.clear()


def once_a_version(name: str, token: str, make: Callable[[], Value]) -> Value:
    """What `make` returns, made once in each process for a content version, however many ask at once.

    It must read the published perspective of that version. One query when it is made: it is remembered only if the
    version is still the same then. With an empty token it is made anew and not remembered.
    """
    if not token:
        return make()
    made = _made.get(name)
    if made is None or made[0] != token:
        with _making:
            made = _made.get(name)
            if made is None or made[0] != token:
                made = (token, make())
                if current_version().token == token:
                    _made[name] = made
    value: Value = made[1]
    return value


def remembered(key: bytes, token: str, make: Callable[[], Value]) -> Value:
    """What `make` returns for one of many keys, as `once_a_version` does for one name; a bounded number of them."""
    if not token:
        return make()
    known: dict[bytes, Any] = once_a_version("by key", token, dict)
    if key in known:
        value: Value = known[key]
        return value
    value = make()
    if current_version().token == token:
        while len(known) >= MOST_REMEMBERED:
            known.pop(next(iter(known)), None)
        known[key] = value
    return value


def current_version() -> Version:
    """One query, and two more when the head has moved since this process last looked."""
    head, head_at, moment = _read_ledger()
    now = max(moment, head_at)
    moments = moments_at(head, head_at)
    passed = bisect_right(moments.coming, now)
    boundary = moments.coming[passed - 1] if passed else moments.boundary
    return Version(head=head, boundary=boundary, head_at=head_at, now=now)


def present() -> datetime:
    """Now, as readers have it: never before the last write, whatever the clock does. One query."""
    _, head_at, moment = _read_ledger()
    return max(moment, head_at)


def next_change_after(version: Version) -> datetime | None:
    """The moment at which the version will change by itself, if nobody writes; None if it will not."""
    moments = moments_at(version.head, version.head_at)
    passed = bisect_right(moments.coming, version.now)
    return moments.coming[passed] if passed < len(moments.coming) else None


def _read_ledger() -> tuple[int, datetime, datetime]:
    # Past the ORM, which would take longer than all else on the way: it is read twice for every answer.
    in_database = clock.is_in_database()
    rows = fetch(WITH_ITS_CLOCK if in_database else WITHOUT_CLOCK)
    row = rows[0] if rows else None
    head, head_at = (row[0], _in_utc(row[1])) if row else (0, EPOCH)
    return head, head_at, _in_utc(row[2]) if row and in_database else clock.now()


def _in_utc(moment: datetime) -> datetime:
    """SQLite's are in UTC without saying so."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def moments_at(head: int, head_at: datetime) -> Moments:
    """What goes with a ledger that was read as (head, head_at). Three queries when it is not remembered."""
    remembered = _remembered.get(connection.alias)
    if remembered and (remembered.head, remembered.head_at) == (head, head_at):
        return remembered
    moments = Change.objects.order_by("effective_at").values_list("effective_at", flat=True)
    boundary = moments.filter(effective_at__lte=head_at).last() or EPOCH
    coming = list(moments.filter(effective_at__gt=head_at).distinct())
    fresh = Moments(head=head, head_at=head_at, boundary=boundary, coming=coming)
    if (head, head_at) == tuple(Ledger.objects.values_list("head", "head_at").first() or (0, EPOCH)):
        _remembered[connection.alias] = fresh
    return fresh


def is_remembered(moments: Moments) -> bool:
    """Whether the ledger stood still while they were read, so that they may be kept for its head."""
    return _remembered.get(connection.alias) is moments


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // (datetime.resolution)
