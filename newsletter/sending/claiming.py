"""Taking recipients for oneself, for a while: who holds the lease may write to them, and nobody else.

The moves here are QUEUED or DEFERRED → CLAIMED → IN_FLIGHT, and back; each is one statement that names the lease and
the state it expects. What a worker that died had claimed comes back by `crash_recovery`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cms.publishing.timeline import clock
from newsletter.models import Issue, Recipient

State = Recipient.State
# Far longer than one mail can take (see `newsletter.sending.slices`), and as short as a crash may go unnoticed.
LEASE = timedelta(seconds=60)
MOST = 500

# By hand, because it is asked for every twenty mails: as three queries of the ORM it took a fifth of a mail's time.
# And by subqueries, each of which can only look a row up: as a join, PostgreSQL without statistics read all of a
# newsletter's subscriptions for twenty of them. Suppressions: two conditions, because each has an index of its own.
ELIGIBLE = """
    SELECT p.id, p.subscriber_id, p.attempts, p.outcome, r.email, r.fingerprint,
           EXISTS (SELECT 1 FROM newsletter_subscription s
                   WHERE s.subscriber_id = p.subscriber_id AND s.newsletter_id = %s AND s.state = 'confirmed'),
           EXISTS (SELECT 1 FROM newsletter_suppression x
                   WHERE x.fingerprint = r.fingerprint AND x.newsletter_id IS NULL)
           OR EXISTS (SELECT 1 FROM newsletter_suppression x
                      WHERE x.fingerprint = r.fingerprint AND x.newsletter_id = %s)
    FROM newsletter_recipient p
    JOIN newsletter_subscriber r ON r.id = p.subscriber_id
    WHERE p.id IN ({ids}) AND p.lease = %s AND p.state = 'claimed'
    ORDER BY p.id {lock}
"""


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
    Raises LeaseLost, and has done nothing then. Two queries, and one more for each reason to skip.
    """
    with transaction.atomic():
        mailings, reasons = _eligible(issue, lease, ids)
        if len(mailings) + len(reasons) != len(ids):
            raise LeaseLost
        ours = Recipient.objects.filter(lease=lease, state=State.CLAIMED)
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


def _eligible(issue: Issue, lease: uuid.UUID, ids: Sequence[int]) -> tuple[list[Mailing], dict[int, str]]:
    """Those who may be written to, in order, and the others by id with the reason. Who is in neither is not ours."""
    lock = "FOR UPDATE OF p" if connection.vendor == "postgresql" else ""
    held_by = Recipient._meta.get_field("lease").get_db_prep_value(lease, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            ELIGIBLE.format(ids=", ".join(["%s"] * len(ids)), lock=lock),
            [issue.newsletter_id, issue.newsletter_id, *ids, held_by],
        )
        rows = cursor.fetchall()
    mailings, reasons = [], {}
    for pk, subscriber_id, attempts, outcome, email, fingerprint, is_subscribed, is_suppressed in rows:
        if not fingerprint:
            reasons[pk] = "erased"
        elif is_suppressed or not is_subscribed:
            reasons[pk] = "suppressed" if is_suppressed else "unsubscribed"
        else:
            mailings.append(Mailing(pk, subscriber_id, email, fingerprint, attempts, outcome))
    return mailings, reasons
