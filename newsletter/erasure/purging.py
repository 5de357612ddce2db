"""Deleting what has been kept for long enough. Once an hour is often enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.background.duties import Stop
from newsletter.consent.address_lock import hold
from newsletter.consent.unconfirmed_requests import delete_if_alone, forget_request
from newsletter.models import ErasureRequest, MailedLink, Notice, SignupRequest, Subscription, WindowCount

SLACK = timedelta(hours=1)
# No limit has a window of more than a day.
COUNTS_KEPT = timedelta(days=2)
SLICE = 500


@dataclass(frozen=True)
class Retention:
    """Rows that are kept for so long from the moment in the field that is named."""

    rows: QuerySet[Any]
    field: str
    time: timedelta

    @property
    def overdue(self) -> QuerySet[Any]:
        return self.rows.filter(**{f"{self.field}__lte": timezone.now() - self.time}).order_by(self.field)


def purge(stop: Stop) -> bool:
    """A slice of each kind; True if there may be more. Two at once do no harm."""
    deleted = []
    for kept in _deleted_at_once():
        if stop.is_asked:
            return False
        keys = list(kept.overdue.values_list("pk", flat=True)[:SLICE])
        kept.rows.filter(pk__in=keys).delete()
        deleted.append(len(keys))
    for kept, forget in ((_notices(), _forget_notice), (_never_confirmed(), _forget_subscription)):
        rows = list(kept.overdue[:SLICE])
        for row in rows:
            if stop.is_asked:
                return False
            forget(row)
        deleted.append(len(rows))
    return max(deleted) >= SLICE


def overdue_since() -> datetime | None:
    """Since when something has been kept for too long by more than an hour. One query a kind, each by an index."""
    moments = []
    for kept in (*_deleted_at_once(), _notices(), _never_confirmed()):
        oldest = kept.rows.order_by(kept.field).values_list(kept.field, flat=True).first()
        if oldest:
            moments.append(oldest + kept.time + SLACK)
    return min((moment for moment in moments if moment <= timezone.now()), default=None)


def _deleted_at_once() -> list[Retention]:
    return [
        Retention(SignupRequest.objects.all(), "created_at", _days()),
        Retention(ErasureRequest.objects.all(), "created_at", _days()),
        # For so long, what has expired is told from what never was.
        Retention(MailedLink.objects.all(), "expires_at", _days()),
        Retention(WindowCount.objects.all(), "window_at", COUNTS_KEPT),
    ]


def _notices() -> Retention:
    state = Notice.State
    return Retention(
        Notice.objects.filter(state__in=[state.ACCEPTED, state.FAILED, state.CANCELLED]), "created_at", _days()
    )


def _never_confirmed() -> Retention:
    pending = Subscription.objects.filter(state=Subscription.State.PENDING).select_related("subscriber")
    return Retention(pending, "requested_at", _days())


def _days() -> timedelta:
    return timedelta(days=settings.NEWSLETTER_KEEP_REQUESTS_DAYS)


def _forget_notice(notice: Notice) -> None:
    """It may have been all that was left of a reader."""
    with transaction.atomic():
        if notice.subscriber.fingerprint:
            hold(notice.subscriber.fingerprint)
        Notice.objects.filter(pk=notice.pk).delete()
        delete_if_alone(notice.subscriber_id)


def _forget_subscription(pending: Subscription) -> None:
    with transaction.atomic():
        if pending.subscriber.fingerprint:
            hold(pending.subscriber.fingerprint)
        # Asked for again, or confirmed, at this very moment: then it stays.
        still = _never_confirmed().overdue.filter(pk=pending.pk).first()
        if still:
            forget_request(still, reason="never confirmed")
