"""The duty `newsletter.issues`: every issue a step further, as far as it can go now."""

from cms.background.duties import Stop
from cms.publishing import clock

from .models import Issue
from .overdue import has_claimable, open_issues, overdue_since
from .preparing import begin_due, prepare
from .reaping import finish, reap, resend_doubts, skip_cancelled
from .sending import SLICE_SECONDS, send


def advance_issues(stop: Stop) -> bool:
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
