"""How an issue comes to a stop by itself: paused with the reason because going on would be useless, or sent."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from cms.publishing.timeline import clock
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, Recipient
from newsletter.public_changes import note_public_change

from . import issue_moves
from .crash_recovery import doubts_to_resend, has_open, resent_issues
from .refused_mails import believe_at_the_end, take_back

log = logging.getLogger(__name__)
State = Recipient.State


def halt(issue: Issue, reason: str) -> None:
    """Pause it. A sent issue, some mails of which were sent again, cannot pause: these are in doubt again."""
    log.warning("Issue %s is paused: %s", issue.pk, reason)
    try:
        issue_moves.pause(issue, reason=reason)
    except IssueRefused:
        waiting = (State.QUEUED, State.DEFERRED)
        Recipient.objects.filter(issue=issue, issue__state=Issue.State.SENT, state__in=waiting).update(
            state=State.IN_DOUBT, next_attempt_at=None, outcome="not sent again"
        )


def halt_all(reason: str) -> None:
    """The mail server fails, for whichever issue: all that are on their way wait for an editor. What it refused or
    failed at in a row is queued again."""
    on_their_way = Issue.objects.filter(state__in=(Issue.State.READY, Issue.State.SENDING))
    with transaction.atomic():
        issues = [*on_their_way, *resent_issues(clock.now())]
        # First the rows, then the pause: a sent issue's go from the queue into doubt.
        take_back(issues)
        for issue in issues:
            halt(issue, reason)


def finish(issue: Issue) -> bool:
    """Let the issue be sent if nothing of it is left to do; whether it is now.

    A mail that is held in doubt does not keep the issue open, for it may stay in doubt for ever: it stands in the
    report, and an editor may resolve it later. One that is going to be sent again does.
    """
    now = clock.now()
    if has_open(issue):
        return False
    if not believe_at_the_end(issue):
        _halt_at_the_end(issue)
        return False
    with transaction.atomic():
        if has_open(issue) or doubts_to_resend(issue).exists():
            return False
        if (
            Issue.objects.filter(pk=issue.pk, state=Issue.State.SENDING).update(state=Issue.State.SENT, sent_at=now)
            != 1
        ):
            return False
        note_public_change(Issue.objects.select_related("newsletter").get(pk=issue.pk))
    log.info("Issue %s is sent.", issue.pk)
    return True


def _halt_at_the_end(issue: Issue) -> None:
    codes = Recipient.objects.filter(issue=issue, state=State.REFUSED).order_by("-pk").values_list("code", flat=True)
    reason = _(
        "The mail server refused all mails that were left, the last with %(code)s. They are back in the queue, and no "
        "reader was suppressed. Resume when the server is right; if it was right, go on without these readers."
    ) % {"code": codes.first()}
    with transaction.atomic():
        take_back([issue])
        halt(issue, reason)
