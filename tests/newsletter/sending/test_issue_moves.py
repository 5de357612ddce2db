"""The verbs on an issue, from every state."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from pytest_django import Settings

from cms.publishing.timeline import clock
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, Recipient
from newsletter.sending.issue_moves import cancel, figures, pause, resolve_doubts, resume, schedule, unschedule
from tests.newsletter.makers import make_issue
from tests.tables import table

from .issues import advance, make_audience, make_prepared

pytestmark = pytest.mark.django_db(transaction=True)
State = Issue.State
VERBS: dict[Callable[[Issue], None], set[str]] = {
    lambda issue: schedule(issue, at=None): {"draft", "missed"},
    unschedule: {"scheduled", "missed"},
    pause: {"preparing", "ready", "sending"},
    resume: {"paused"},
    cancel: {"draft", "scheduled", "preparing", "ready", "sending", "paused", "missed"},
}


@table(("verb", "state"), product(VERBS, State))
@pytest.mark.django_db
def test_each_verb_makes_a_legal_move_or_is_refused(state: str, verb: Callable[[Issue], None]) -> None:
    issue = make_issue(state=state, sent_at=clock.now() if state == State.SENT else None)
    if state in VERBS[verb]:
        verb(issue)
        found = Issue.objects.get(pk=issue.pk)
        assert found.state == issue.state
        assert found.state in Issue.MOVES[state]
    else:
        with pytest.raises(IssueRefused):
            verb(issue)
        assert Issue.objects.get(pk=issue.pk).state == state


def test_of_two_editors_the_second_is_told() -> None:
    issue = make_issue()
    stale = Issue.objects.get(pk=issue.pk)
    schedule(issue, at=None)
    with pytest.raises(IssueRefused, match="the issue is now “Scheduled”"):
        schedule(stale, at=None)
    Issue.objects.all().delete()
    with pytest.raises(IssueRefused, match="the issue is now “deleted”"):
        unschedule(issue)


def test_a_time_that_has_passed_is_refused() -> None:
    issue = make_issue()
    with pytest.raises(IssueRefused, match="lies in the past"):
        schedule(issue, at=clock.now() - timedelta(minutes=5))
    schedule(issue, at=clock.now() + timedelta(days=1))
    assert advance(issue).state == State.SCHEDULED
    unschedule(issue)
    assert Issue.objects.get().scheduled_at is None


def test_the_reason_of_a_pause_is_kept_until_it_goes_on() -> None:
    issue = make_prepared(make_audience(2))
    pause(issue, reason="x" * 400)
    assert Issue.objects.get().pause_reason == "x" * 300
    resume(issue)
    found = Issue.objects.get()
    assert (found.state, found.pause_reason) == ("sending", "")


def make_doubtful(mails: Path) -> Issue:
    """A sent issue with three of four mails in doubt."""
    issue = make_prepared(make_audience(4))
    doubtful = Recipient.objects.order_by("pk").values("pk")[:3]
    Recipient.objects.filter(pk__in=list(doubtful.values_list("pk", flat=True))).update(state="in_doubt")
    advance(issue)
    assert (issue.state, len(list(mails.glob("*.eml")))) == ("sent", 1)
    return issue


def test_doubts_are_resolved_by_sending_again(mails: Path) -> None:
    issue = make_doubtful(mails)
    assert resolve_doubts(issue, resend=True) == 3
    assert resolve_doubts(issue, resend=True) == 0
    advance(issue)
    assert (issue.state, figures(issue)["accepted"], len(list(mails.glob("*.eml")))) == ("sent", 4, 4)
    assert sorted(Recipient.objects.values_list("resends", flat=True)) == [0, 1, 1, 1]


def test_doubts_are_resolved_by_leaving_it_at_that(mails: Path) -> None:
    issue = make_doubtful(mails)
    assert resolve_doubts(issue, resend=False) == 3
    advance(issue)
    assert (figures(issue)["failed"], len(list(mails.glob("*.eml")))) == (3, 1)


def test_what_cannot_be_sent_again_is_in_doubt_again(mails: Path, settings: Settings) -> None:
    issue = make_doubtful(mails)
    resolve_doubts(issue, resend=True)
    settings.MAIL_URL = ""
    advance(issue)
    assert (issue.state, figures(issue)["in_doubt"]) == ("sent", 3)


def test_it_is_never_too_late_to_give_up_and_too_late_to_send_again(mails: Path) -> None:
    issue = make_doubtful(mails)
    with clock.stopped(clock.now() + timedelta(days=31)):
        with pytest.raises(IssueRefused, match="too late"):
            resolve_doubts(issue, resend=True)
        assert resolve_doubts(issue, resend=False) == 3
