"""Who may write to whom, when leases end, and what clocks do to that."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.consent.suppressing import suppress
from newsletter.mail_addresses import fingerprint_of
from newsletter.models import Issue, Recipient, Subscriber, Subscription, Suppression
from newsletter.sending.claiming import LEASE, LeaseLost, claim, release, renew, take_off
from newsletter.sending.crash_recovery import reap
from newsletter.sending.due_issues import overdue_since
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import figures
from newsletter.sending.settling import settle
from newsletter.sending.slices import RENEW_SECONDS
from newsletter.transports import MailOutcome, Verdict
from newsletter.transports.smtp import MAIL_SECONDS

from .issues import advance, make_audience, make_prepared, states

Asserting = Callable[[int], AbstractContextManager[object]]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
ACCEPTED = MailOutcome(Verdict.ACCEPTED, "250")


def counts(issue: Issue) -> dict[str, int]:
    return {state: count for state, count in figures(issue).items() if count}


def test_a_lease_outlasts_any_mail() -> None:
    assert LEASE.total_seconds() - RENEW_SECONDS > MAIL_SECONDS


def test_two_who_claim_get_different_rows() -> None:
    issue = make_prepared(make_audience(30))
    (one, first), (other, second) = claim(issue, most=20), claim(issue, most=20)
    assert one != other
    assert (len(first), len(second), set(first) & set(second)) == (20, 10, set())
    assert claim(issue)[1] == []


def test_whoever_left_between_freeze_and_send_is_skipped() -> None:
    issue = make_prepared(make_audience(5))
    Subscription.objects.filter(subscriber__email="r0@example.org").update(state="unsubscribed")
    suppress(fingerprint_of("r1@example.org"), reason=Suppression.Reason.MANUAL)
    Subscriber.objects.filter(email="r2@example.org").update(
        email="", email_key=None, fingerprint=None, erased_at=clock.now()
    )
    lease, ids = claim(issue)
    # Even after it was claimed.
    Subscription.objects.filter(subscriber__email="r3@example.org").update(state="pending")
    assert [mailing.email for mailing in take_off(issue, lease, ids)] == ["r4@example.org"]
    skipped = Recipient.objects.filter(state="skipped").order_by("pk")
    assert list(skipped.values_list("outcome", "lease")) == [
        ("unsubscribed", None),
        ("suppressed", None),
        ("erased", None),
        ("unsubscribed", None),
    ]


def test_rows_that_are_no_longer_ours_are_not_touched() -> None:
    issue = make_prepared(make_audience(5))
    lease, ids = claim(issue)
    Recipient.objects.filter(pk=ids[2]).update(lease=uuid.uuid4())
    with pytest.raises(LeaseLost):
        take_off(issue, lease, ids)
    assert counts(issue) == {"claimed": 5}
    release(issue, lease)
    assert counts(issue) == {"queued": 4, "claimed": 1}


def test_who_settles_too_late_writes_what_is_still_theirs_and_stops() -> None:
    issue = make_prepared(make_audience(5))
    lease, ids = claim(issue)
    mailings = take_off(issue, lease, ids)
    Recipient.objects.filter(pk=ids[2]).update(state="in_doubt", lease=None, lease_until=None)
    with pytest.raises(LeaseLost):
        settle(lease, mailings, dict.fromkeys(ids, ACCEPTED))
    assert counts(issue) == {"accepted": 4, "in_doubt": 1}


def test_a_lease_that_has_run_out_is_reaped_and_no_other() -> None:
    issue = make_prepared(make_audience(9))
    for count in (3, 3):
        lease, ids = claim(issue, most=count)
    take_off(issue, lease, ids)
    reap()
    assert counts(issue) == {"queued": 3, "claimed": 3, "in_flight": 3}
    with clock.stopped(clock.now() + LEASE):
        assert overdue_since() is not None
        reap()
        assert counts(issue) == {"queued": 6, "in_doubt": 3}
        reap()
        assert counts(issue) == {"queued": 6, "in_doubt": 3}


def test_a_lease_is_renewed_for_all_that_it_holds() -> None:
    issue = make_prepared(make_audience(6))
    lease, ids = claim(issue)
    take_off(issue, lease, ids[:3])
    with clock.stopped(clock.now() + LEASE / 2):
        assert renew(issue, lease) == 6
    with clock.stopped(clock.now() + LEASE * 1.2):
        reap()
    assert counts(issue) == {"claimed": 3, "in_flight": 3}


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=1), -timedelta(hours=1), -timedelta(days=400)])
def test_a_clock_that_jumps_leaves_no_work_behind(jump: timedelta, settings: Settings) -> None:
    settings.NEWSLETTER_IN_DOUBT = "resend"
    issue = make_prepared(make_audience(40))
    lease, ids = claim(issue, most=10)
    take_off(issue, lease, ids)
    claim(issue, most=10)
    Recipient.objects.filter(state="queued", pk__gt=ids[-1] + 20).update(
        state="deferred", next_attempt_at=clock.now() + timedelta(hours=12), attempts=2
    )
    for moment in _moments(clock.now() + jump):
        with clock.stopped(moment):
            advance_issues(Stop())
    issue.refresh_from_db()
    assert issue.state == Issue.State.SENT
    assert set(states(issue).values()) == {"accepted"}


def _moments(start: datetime) -> list[datetime]:
    """What a worker sees in the day after the jump."""
    return [start + timedelta(hours=hours) for hours in (0, 1, 2, 13, 24)]


def test_nothing_is_overdue_when_nothing_is_due() -> None:
    assert overdue_since() is None
    issue = make_prepared(make_audience(3))
    assert overdue_since() == issue.prepared_at
    lease, _ = claim(issue, most=1)
    since = overdue_since()
    assert since is not None
    # Somebody is at it.
    assert clock.now() - since < timedelta(seconds=5)
    release(issue, lease)
    advance(issue)
    assert overdue_since() is None


def test_looking_for_what_is_due_takes_few_queries(django_assert_max_num_queries: Asserting) -> None:
    make_prepared(make_audience(3))
    with django_assert_max_num_queries(12):
        overdue_since()
