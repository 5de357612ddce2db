"""Taking recipients for oneself, for a while: who holds the lease may write to them, and nobody else.

The moves here are QUEUED or DEFERRED → CLAIMED → IN_FLIGHT, and back; each is one statement that names the lease and
the state it expects. What a worker that died had claimed comes back by `newsletter.reaping`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from cms.publishing import clock

from .models import Issue, Recipient, Subscription, Suppression

State = Recipient.State
# Far longer than one mail can take (see `newsletter.sending`), and as short as a crash may go unnoticed.
LEASE = timedelta(seconds=60)
MOST = 500
# Of a recipient: its id, the subscriber's, attempts, outcome.
Row = tuple[int, int, int, str]


class LeaseLost(Exception):
    """Rows that we held are no longer ours: we were too slow, and somebody else decides about them."""


@dataclass(frozen=True)
class Mailing:
    """One recipient, as they can be written to now."""

    recipient_id: int
    subscriber_id: int
    email: str
    fingerprint: str
    # Of earlier tries.
    attempts: int
    outcome: str


def claim(issue: Issue, *, most: int = MOST) -> tuple[uuid.UUID, list[int]]:
    """A new lease and the recipients it holds, in order: what is to be tried again before what is new.

    Rows that somebody else is claiming at this moment are passed over on PostgreSQL; SQLite has one writer.
    """
    lease, now = uuid.uuid4(), clock.now()
    with transaction.atomic():
        rows = Recipient.objects.select_for_update(skip_locked=True).filter(issue=issue)
        deferred = rows.filter(is_due(now), state=State.DEFERRED).order_by("next_attempt_at")
        ids = list(deferred.values_list("pk", flat=True)[:most])
        queued = rows.filter(state=State.QUEUED).order_by("pk")
        ids += queued.values_list("pk", flat=True)[: most - len(ids)]
        Recipient.objects.filter(pk__in=ids).update(state=State.CLAIMED, lease=lease, lease_until=now + LEASE)
    return lease, ids


def is_due(now: datetime) -> Q:
    """To be tried again by now. A moment further off than any delay was written by a clock that went back since."""
    return Q(next_attempt_at__lte=now) | Q(next_attempt_at__gt=now + timedelta(days=1))


def has_expired(now: datetime) -> Q:
    """A lease has run out. One that reaches further than leases do was given by a clock that went back since."""
    return Q(lease_until__lte=now) | Q(lease_until__gt=now + 2 * LEASE)


def take_off(issue: Issue, lease: uuid.UUID, ids: Sequence[int]) -> list[Mailing]:
    """Mark them as in flight: from when this is committed, only who knows what became of a mail may touch its row.

    Whoever has left since the issue was prepared, was erased or suppressed is skipped, and not among the result.
    Raises LeaseLost, and has done nothing then. At most five queries.
    """
    with transaction.atomic():
        ours = Recipient.objects.filter(pk__in=ids, lease=lease, state=State.CLAIMED)
        rows = list(ours.select_for_update().order_by("pk").values_list("pk", "subscriber_id", "attempts", "outcome"))
        if len(rows) != len(ids):
            raise LeaseLost
        mailings, reasons = _eligible(issue, rows)
        for reason in set(reasons.values()):
            skipped = [pk for pk, why in reasons.items() if why == reason]
            ours.filter(pk__in=skipped).update(state=State.SKIPPED, lease=None, lease_until=None, outcome=reason)
        going = ours.filter(pk__in=[mailing.recipient_id for mailing in mailings])
        if going.update(state=State.IN_FLIGHT, lease_until=clock.now() + LEASE) != len(mailings):
            raise LeaseLost
    return mailings


def renew(issue: Issue, lease: uuid.UUID) -> int:
    """For all that it holds; how many that are."""
    return held(issue, lease).update(lease_until=clock.now() + LEASE)


def release(issue: Issue, lease: uuid.UUID) -> None:
    """Give back what was claimed and not begun."""
    held(issue, lease).filter(state=State.CLAIMED).update(state=State.QUEUED, lease=None, lease_until=None)


def held(issue: Issue, lease: uuid.UUID) -> QuerySet[Recipient]:
    # The states lead to the few rows by an index; there is none for leases alone.
    return Recipient.objects.filter(issue=issue, state__in=(State.CLAIMED, State.IN_FLIGHT), lease=lease)


def _eligible(issue: Issue, rows: Sequence[Row]) -> tuple[list[Mailing], dict[int, str]]:
    """Those who may be written to, in order, and the others by id with the reason."""
    subscribed = Subscription.objects.filter(
        newsletter=issue.newsletter_id,
        state=Subscription.State.CONFIRMED,
        subscriber__in=[subscriber_id for _, subscriber_id, _, _ in rows],
    ).values_list("subscriber_id", "subscriber__email", "subscriber__fingerprint")
    readers = {subscriber_id: (email, fingerprint) for subscriber_id, email, fingerprint in subscribed}
    suppressed = set(
        Suppression.objects.filter(
            Q(newsletter=None) | Q(newsletter=issue.newsletter_id),
            fingerprint__in=[fingerprint for _, fingerprint in readers.values() if fingerprint],
        ).values_list("fingerprint", flat=True)
    )
    mailings, reasons = [], {}
    for pk, subscriber_id, attempts, outcome in rows:
        email, fingerprint = readers.get(subscriber_id, ("", ""))
        if not fingerprint:
            reasons[pk] = "unsubscribed" if fingerprint == "" else "erased"
        elif fingerprint in suppressed:
            reasons[pk] = "suppressed"
        else:
            mailings.append(Mailing(pk, subscriber_id, email, fingerprint, attempts, outcome))
    return mailings, reasons
