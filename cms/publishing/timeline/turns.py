"""Taking turns: the one lock under which all that the public sees changes, and the log of those changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from cms.publishing.models import Change, Ledger

from . import clock

TICK = timedelta(microseconds=1)


@dataclass
class Turn:
    """The right to change what is public, until the transaction ends.

    `moment` is later than that of every turn before.
    """

    head: int
    moment: datetime

    def step_past(self, moments: list[datetime]) -> None:
        """Move on from moments at which the same entry begins or ends already: no interval has length zero."""
        while self.moment in moments:
            self.moment += TICK

    def log(self, changes: list[Change]) -> None:
        """Raise the ledger's head to this turn, with what changes by it. Not called, the turn changed nothing."""
        for change in changes:
            change.head, change.recorded_at = self.head, self.moment
        Change.objects.bulk_create(changes)
        Ledger.objects.filter(pk=1).update(head=self.head, head_at=self.moment)


def take_turn() -> Turn:
    """Wait for the ledger's lock. One query, two on PostgreSQL, inside a transaction that the caller opened.

    Lock order everywhere: entry rows, then the entry's record, then the ledger. Taking it earlier than that, or
    writing an entry afterwards, can deadlock on PostgreSQL.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take_turn() needs a transaction: its lock ends with it")
    ledger = Ledger.objects.select_for_update().filter(pk=1).first()
    if ledger is None:
        Ledger.objects.bulk_create([Ledger(head=0, head_at=clock.now())], ignore_conflicts=True)
        ledger = Ledger.objects.select_for_update().get(pk=1)
    # Read after the lock is held, and never earlier than the last turn: a clock that steps back must not
    # put a change before one that a reader has seen.
    return Turn(head=ledger.head + 1, moment=max(clock.now(), ledger.head_at + TICK))
