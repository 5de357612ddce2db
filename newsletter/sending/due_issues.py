"""Since when what is due waits: cheap questions, for the sweep that calls workers and for whoever watches them."""

from datetime import datetime

from django.db.models import Min

from cms.publishing.timeline import clock
from newsletter.models import Issue, Recipient

from .claiming import has_expired, is_due
from .crash_recovery import cancelled_issues, doubts_to_resend, has_open, resent_issues

State = Issue.State
LEASED = (Recipient.State.CLAIMED, Recipient.State.IN_FLIGHT)


def overdue_since() -> datetime | None:
    """The moment since which something about issues could have been done and was not; None if nothing is due.

    Of an issue that some worker holds leases of, that is now: it is being sent. At most four queries, and six for
    each issue that is being sent.
    """
    now = clock.now()
    waiting = Issue.objects.filter(state__in=(State.SCHEDULED, State.PREPARING, State.READY), scheduled_at__lte=now)
    expired = Recipient.objects.filter(has_expired(now), state__in=LEASED)
    moments = [
        waiting.aggregate(at=Min("scheduled_at"))["at"],
        expired.aggregate(at=Min("lease_until"))["at"],
        now if cancelled_issues().exists() else None,
    ]
    moments += [_of_issue(issue, now) for issue in open_issues(now)]
    return min((min(moment, now) for moment in moments if moment), default=None)


def open_issues(now: datetime) -> list[Issue]:
    """Those that mails of are to be handed over, the oldest first."""
    being_sent = Issue.objects.filter(state=State.SENDING)
    return list((being_sent | resent_issues(now)).select_related("newsletter").order_by("scheduled_at", "pk"))


def has_claimable(issue: Issue, now: datetime) -> bool:
    rows = Recipient.objects.filter(issue=issue)
    if rows.filter(state=Recipient.State.QUEUED).exists():
        return True
    return rows.filter(is_due(now), state=Recipient.State.DEFERRED).exists()


def _of_issue(issue: Issue, now: datetime) -> datetime | None:
    rows = Recipient.objects.filter(issue=issue)
    doubt = doubts_to_resend(issue).filter(is_due(now)).aggregate(at=Min("next_attempt_at"))["at"]
    deferred = rows.filter(is_due(now), state=Recipient.State.DEFERRED).aggregate(at=Min("next_attempt_at"))["at"]
    if rows.filter(state=Recipient.State.QUEUED).exists():
        is_held = rows.filter(state__in=LEASED, lease_until__gt=now).exists()
        # Between two slices nobody holds anything: then since the last mail was accepted, which is a moment ago.
        last = rows.filter(state=Recipient.State.ACCEPTED).order_by("-pk").values_list("accepted_at", flat=True).first()
        deferred = now if is_held else last or issue.prepared_at
    elif issue.state == State.SENDING and not doubt and not deferred and not has_open(issue):
        deferred = None if doubts_to_resend(issue).exists() else now  # to be finished
    return min((moment for moment in (doubt, deferred) if moment), default=None)
