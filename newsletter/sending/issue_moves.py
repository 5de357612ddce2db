"""The verbs on an issue, the same for the admin and for commands. Each is a compare-and-set: of two at once, one wins.

They raise IssueRefused with a sentence for an editor. The worker does what follows from them (`issue_duty`).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext

from cms.background.nudges import nudge
from cms.publishing.timeline import clock
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, Recipient

from .refused_mails import begin_afresh, give_up_refused

State = Issue.State
DUTY = "newsletter.issues"
# Later, nobody remembers the mail, and a second copy of it would do more harm than the lack of the first.
RESOLVABLE = timedelta(days=30)
UNFINISHED = (State.PREPARING, State.READY, State.SENDING)


def schedule(issue: Issue, *, at: datetime | None) -> None:
    """Let it go out at a moment, or as soon as a worker sees it (None). The content is frozen then, not now."""
    now = clock.now()
    if at is not None and at < now - timedelta(minutes=1):
        raise IssueRefused(gettext("The time to send at lies in the past. Choose a later one, or send now."))
    _move(issue, (State.DRAFT, State.MISSED), State.SCHEDULED, scheduled_at=at or now)
    nudge_sending()


def unschedule(issue: Issue) -> None:
    """Back to a draft."""
    _move(issue, (State.SCHEDULED, State.MISSED), State.DRAFT, scheduled_at=None)


def pause(issue: Issue, *, reason: str = "") -> None:
    """Mails on their way are finished, no more than a handful; all others wait."""
    _move(issue, UNFINISHED, State.PAUSED, pause_reason=reason[:300])


def resume(issue: Issue) -> None:
    """Go on where it was paused."""
    with transaction.atomic():
        held = Issue.objects.select_for_update().get(pk=issue.pk)
        to = State.SENDING if held.prepared_at else State.PREPARING
        _move(issue, (State.PAUSED,), to, pause_reason="")
        begin_afresh()
    nudge_sending()


def resume_without_refused(issue: Issue) -> int:
    """Go on, and believe the server about the readers that it refused before the pause; how many they were."""
    with transaction.atomic():
        resume(issue)
        return give_up_refused(issue)


def cancel(issue: Issue) -> None:
    """For good. Who has got the mail has got it; nobody else will."""
    wanted = (State.DRAFT, State.SCHEDULED, State.PREPARING, State.READY, State.SENDING, State.PAUSED, State.MISSED)
    _move(issue, wanted, State.CANCELLED)
    nudge_sending()


def resolve_doubts(issue: Issue, *, resend: bool) -> int:
    """Decide about the mails of which is not known whether the server took them: send them again, or leave it at that
    (`failed`, for nobody can say that it arrived). How many there were. Those of a sent issue can be resent, too."""
    now = clock.now()
    if issue.state == State.CANCELLED and resend:
        raise IssueRefused(gettext("The issue was cancelled: nothing of it is sent any more."))
    if issue.sent_at and issue.sent_at < now - RESOLVABLE and resend:
        raise IssueRefused(
            gettext("The issue was sent more than %(days)s days ago: it is too late to send it again.")
            % {"days": RESOLVABLE.days}
        )
    doubtful = Recipient.objects.filter(issue=issue, state=Recipient.State.IN_DOUBT)
    if resend:
        count = doubtful.update(
            state=Recipient.State.QUEUED, resends=F("resends") + 1, next_attempt_at=None, outcome="", code=""
        )
        nudge_sending()
    else:
        count = doubtful.update(state=Recipient.State.FAILED, next_attempt_at=None, outcome="in doubt")
    return count


def figures(issue: Issue) -> dict[str, int]:
    """Recipients by state, all states in the order of the enumeration. One query."""
    counted = dict(Recipient.objects.filter(issue=issue).values_list("state").annotate(Count("pk")).order_by())
    return {state.value: counted.get(state.value, 0) for state in Recipient.State}


def nudge_sending() -> None:
    """Tell a worker; one that is not told finds it by itself, seconds later."""
    nudge(DUTY)


def _move(issue: Issue, allowed: tuple[State, ...], to: State, **fields: object) -> None:
    """Also in `issue`. Raises IssueRefused if it stands elsewhere by now."""
    if Issue.objects.filter(Q(state__in=allowed), pk=issue.pk).update(state=to, **fields) != 1:
        found = Issue.objects.filter(pk=issue.pk).values_list("state", flat=True).first()
        said = str(State(found).label) if found else gettext("deleted")
        raise IssueRefused(gettext("This cannot be done: the issue is now “%(said)s”.") % {"said": said})
    issue.state = to
    for name, value in fields.items():
        setattr(issue, name, value)
