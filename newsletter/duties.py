"""What the worker does for the newsletter: kinds of work whose due rows stand in its tables."""

from cms.background.duties import Duty, add_duty
from cms.publishing import clock

from . import deciding, notifying, purging, subscribing
from .models import Issue
from .overdue import has_claimable, open_issues, overdue_since
from .preparing import begin_due, prepare
from .reaping import finish, reap, resend_doubts, skip_cancelled
from .sending import SLICE_SECONDS, send
from .stopping import Stop


def work_on_issues(stop: Stop) -> bool:
    """One slice: what died workers left, then what is to be prepared, then a share of every issue that is being sent.
    Whether more is due at once."""
    reap()
    skip_cancelled()
    begin_due()
    for issue in Issue.objects.filter(state=Issue.State.PREPARING).select_related("newsletter"):
        prepare(issue, stop)
    Issue.objects.filter(state=Issue.State.READY).update(state=Issue.State.SENDING)
    being_sent = open_issues(clock.now())
    for issue in being_sent:
        resend_doubts(issue)
        if has_claimable(issue, clock.now()) and not stop.is_asked:
            # A large issue does not keep a small one waiting until it is done.
            send(issue, stop, seconds=SLICE_SECONDS / len(being_sent))
        finish(issue)
    return not stop.is_asked and overdue_since() is not None


def add_duties() -> None:
    add_duty(Duty(subscribing.DUTY, deciding.decide_waiting, deciding.waiting_since))
    add_duty(Duty(notifying.DUTY, notifying.send_due, notifying.due_since))
    add_duty(Duty("newsletter.purge", purging.purge, purging.overdue_since))
