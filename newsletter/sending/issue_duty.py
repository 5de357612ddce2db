"""The duty `newsletter.issues`: every issue a step further, as far as it can go now."""

from collections.abc import Callable, Iterable

from django.db import DatabaseError

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.models import Issue

from .crash_recovery import reap, resend_doubts, skip_cancelled
from .due_issues import has_claimable, open_issues, overdue_since
from .issue_endings import finish
from .preparing import begin_due, prepare
from .refused_mails import believe, leave_other_servers
from .slices import SLICE_SECONDS, send


def advance_issues(stop: Stop) -> bool:
    """One slice: what died workers left, then what is to be prepared, then a share of every issue that is being sent.
    Whether more is due at once."""
    reap()
    leave_other_servers()
    believe()
    skip_cancelled()
    begin_due()
    preparing = Issue.objects.filter(state=Issue.State.PREPARING).select_related("newsletter")
    failed = _each(preparing, lambda issue: prepare(issue, stop))
    Issue.objects.filter(state=Issue.State.READY).update(state=Issue.State.SENDING)
    being_sent = open_issues(clock.now())

    def send_a_share(issue: Issue) -> None:
        resend_doubts(issue)
        if has_claimable(issue, clock.now()) and not stop.is_asked:
            # A large issue does not keep a small one waiting until it is done.
            send(issue, stop, seconds=SLICE_SECONDS / len(being_sent))
        finish(issue)

    failed += _each(being_sent, send_a_share)
    if failed:
        raise failed[0]
    return not stop.is_asked and overdue_since() is not None


def _each(issues: Iterable[Issue], act: Callable[[Issue], None]) -> list[Exception]:
    """What went wrong: one issue that fails does not hold up the others, but a database that is gone does."""
    failed: list[Exception] = []
    for issue in issues:
        try:
            act(issue)
        except DatabaseError:
            raise
        except Exception as error:
            failed.append(error)
    return failed
