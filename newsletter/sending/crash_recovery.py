"""Going on after those who died: what they had only claimed is queued again, what they had in flight is in doubt."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cms.publishing.timeline import clock
from newsletter.models import Issue, Recipient

from .claiming import has_expired, is_due
from .issue_moves import RESOLVABLE
from .settling import in_doubt

log = logging.getLogger(__name__)
State = Recipient.State
OPEN = (State.QUEUED, State.CLAIMED, State.IN_FLIGHT, State.DEFERRED)
MOST = 5_000


def reap() -> None:
    """Leases that have run out, up to 5,000 of each kind. A worker that is merely slow finds its lease gone."""
    now = clock.now()
    if count := _take_back(State.CLAIMED, now, {"state": State.QUEUED}):
        log.warning("%d recipients were claimed by a worker that is gone, and are queued again.", count)
    if count := _take_back(State.IN_FLIGHT, now, {**in_doubt(now), "outcome": "worker lost"}):
        log.warning("%d mails were in flight when their worker went, and are in doubt.", count)


def _take_back(state: State, now: datetime, fields: dict[str, object]) -> int:
    with transaction.atomic():
        # Locked before they are changed, and none is waited for: their owner may be settling them at this moment.
        expired = Recipient.objects.select_for_update(skip_locked=True).filter(has_expired(now), state=state)
        ids = list(expired.order_by("pk").values_list("pk", flat=True)[:MOST])
        return Recipient.objects.filter(pk__in=ids, state=state).update(lease=None, lease_until=None, **fields)


def doubts_to_resend(issue: Issue) -> QuerySet[Recipient]:
    """Once and no more: a mail that is in doubt a second time waits for an editor, whatever the setting."""
    doubtful = Recipient.objects.filter(issue=issue, state=State.IN_DOUBT, resends=0)
    return doubtful if settings.NEWSLETTER_IN_DOUBT == "resend" else doubtful.none()


def resend_doubts(issue: Issue) -> int:
    """By the setting: once nobody told for a while what became of a mail, it is queued again, and counted."""
    due = doubts_to_resend(issue).filter(is_due(clock.now()))
    return due.update(state=State.QUEUED, resends=F("resends") + 1, next_attempt_at=None, outcome="", code="")


def has_open(issue: Issue) -> bool:
    """Whether something of it is left to do, now or later. One query a state: each is one look into an index."""
    return any(Recipient.objects.filter(issue=issue, state=state).exists() for state in OPEN)


def resent_issues(now: datetime) -> QuerySet[Issue]:
    """Sent issues some mails of which are to be sent again, by an editor's word."""
    return Issue.objects.filter(_has_open(), state=Issue.State.SENT, sent_at__gt=now - RESOLVABLE)


def cancelled_issues() -> QuerySet[Issue]:
    """Those with recipients who still wait."""
    return Issue.objects.filter(_has_open(State.QUEUED, State.DEFERRED, State.REFUSED), state=Issue.State.CANCELLED)


def skip_cancelled() -> None:
    """Whoever waits for a mail that never comes is skipped, some at a time: there may be a million."""
    waiting = (State.QUEUED, State.DEFERRED, State.REFUSED)
    for issue in cancelled_issues():
        ids = list(Recipient.objects.filter(issue=issue, state__in=waiting).values_list("pk", flat=True)[:MOST])
        Recipient.objects.filter(pk__in=ids, state__in=waiting).update(
            state=State.SKIPPED, outcome="cancelled", next_attempt_at=None
        )


def _has_open(*states: State) -> Q:
    one_of = Q()
    for state in states or OPEN:
        one_of |= Q(Exists(Recipient.objects.filter(issue=OuterRef("pk"), state=state)))
    return one_of
