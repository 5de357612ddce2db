"""From a scheduled issue to frozen recipients."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.models import Issue, IssueContent, Recipient, Subscription, Suppression
from newsletter.sending import preparing
from newsletter.sending.issue_moves import figures, pause, resume
from newsletter.sending.preparing import add_recipients, begin_due, prepare
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber

from .issues import advance, make_audience, make_prepared, make_scheduled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
State = Issue.State


def make_preparing(readers: int) -> Issue:
    issue = make_scheduled(make_audience(readers))
    begin_due()
    issue.refresh_from_db()
    assert issue.state == State.PREPARING
    return issue


def test_who_must_not_be_written_to_is_no_recipient() -> None:
    newsletter = make_newsletter()
    kept = make_subscriber("kept@example.org", newsletter=newsletter)
    for_all, for_this, elsewhere = (make_subscriber(newsletter=newsletter) for _ in range(3))
    Suppression.objects.create(fingerprint=for_all.fingerprint or "", reason="manual")
    Suppression.objects.create(fingerprint=for_this.fingerprint or "", reason="manual", newsletter=newsletter)
    Suppression.objects.create(fingerprint=elsewhere.fingerprint or "", reason="manual", newsletter=make_newsletter())
    make_subscriber(newsletter=newsletter, state="pending")
    make_subscriber(newsletter=newsletter, state="unsubscribed")
    issue = make_prepared(newsletter)
    assert set(Recipient.objects.values_list("subscriber", flat=True)) == {kept.pk, elsewhere.pk}
    assert issue.recipient_total == 2


def test_what_is_frozen_stays_as_it_is() -> None:
    issue = make_prepared(make_audience(2))
    frozen = IssueContent.objects.get()
    Issue.objects.filter(pk=issue.pk).update(subject="Another", intro="Another.")
    make_subscriber("late@example.org", newsletter=issue.newsletter)
    advance(issue)
    assert IssueContent.objects.get().digest == frozen.digest
    assert figures(issue)["accepted"] == 2


def test_it_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "CHUNK", 10)
    issue = make_preparing(35)
    prepared_to = sorted(Subscription.objects.values_list("subscriber", flat=True))[19]
    stop = Stop()
    original = preparing.add_recipients

    def interrupted(issue: Issue, *, above: int, upto: int) -> bool:
        if upto >= prepared_to:
            stop.ask()
        return original(issue, above=above, upto=upto)

    monkeypatch.setattr(preparing, "add_recipients", interrupted)
    prepare(issue, stop)
    issue.refresh_from_db()
    assert (issue.state, issue.watermark, Recipient.objects.count()) == ("preparing", prepared_to, 20)
    prepare(issue, Stop())
    issue.refresh_from_db()
    assert (issue.state, issue.recipient_total, Recipient.objects.count()) == ("ready", 35, 35)


def test_the_same_chunk_twice_is_written_once() -> None:
    issue = make_preparing(5)
    last = max(Subscription.objects.values_list("subscriber", flat=True))
    assert add_recipients(issue, above=0, upto=last)
    assert not add_recipients(issue, above=0, upto=last)
    assert Recipient.objects.count() == 5


def test_recipients_that_are_missing_are_noticed() -> None:
    issue = make_preparing(5)
    last = max(Subscription.objects.values_list("subscriber", flat=True))
    # As if a watermark had moved without its recipients.
    Issue.objects.filter(pk=issue.pk).update(watermark=last)
    prepare(issue, Stop())
    issue.refresh_from_db()
    assert (issue.state, issue.recipient_total) == ("ready", 5)


def test_who_confirms_after_the_freeze_gets_the_next_issue() -> None:
    issue = make_preparing(3)
    late = make_subscriber("late@example.org", newsletter=issue.newsletter, state="pending")
    make_subscriber("last@example.org", newsletter=issue.newsletter)
    prepare(issue, Stop())
    later = clock.now() + timedelta(seconds=1)
    Subscription.objects.filter(subscriber=late).update(state="confirmed", confirmed_at=later)
    issue.refresh_from_db()
    assert (issue.state, issue.recipient_total) == ("ready", 4)


def test_an_issue_for_nobody_is_sent_to_nobody() -> None:
    issue = advance(make_scheduled(make_newsletter()))
    assert (issue.state, issue.recipient_total) == ("sent", 0)


def test_an_issue_that_cannot_be_composed_pauses_and_says_why() -> None:
    issue = make_scheduled(make_audience(2))
    Issue.objects.filter(pk=issue.pk).update(intro="")
    advance(issue)
    assert issue.state == State.PAUSED
    assert issue.pause_reason == "It has neither articles nor an introduction."
    assert not IssueContent.objects.exists()
    Issue.objects.filter(pk=issue.pk).update(intro="Hello again.")
    resume(issue)
    assert advance(issue).state == State.SENT


def test_paused_in_the_middle_nothing_more_is_written() -> None:
    issue = make_preparing(5)
    pause(issue)
    prepare(issue, Stop())
    assert not add_recipients(issue, above=0, upto=10**9)
    assert not Recipient.objects.exists()
    resume(issue)
    assert advance(issue).state == State.SENT


def test_what_should_have_gone_out_yesterday_is_missed(settings: Settings) -> None:
    newsletter = make_audience(2)
    now = clock.now()
    late = make_issue(newsletter, intro="x", state="scheduled", scheduled_at=now - timedelta(hours=11))
    missed = make_issue(newsletter, intro="x", state="scheduled", scheduled_at=now - timedelta(hours=13))
    early = make_issue(newsletter, intro="x", state="scheduled", scheduled_at=now + timedelta(minutes=1))
    advance(late)
    for issue in (missed, early):
        issue.refresh_from_db()
    assert [issue.state for issue in (late, missed, early)] == ["sent", "missed", "scheduled"]


def test_what_is_written_while_a_slow_worker_composes_is_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = make_preparing(2)
    original = preparing.compose

    def slowly(issue: Issue) -> object:
        composed = original(issue)
        monkeypatch.setattr(preparing, "compose", original)
        pause(issue)
        Issue.objects.filter(pk=issue.pk).update(subject="Corrected")
        resume(issue)
        return composed

    monkeypatch.setattr(preparing, "compose", slowly)
    prepare(issue, Stop())
    assert not IssueContent.objects.exists()
    advance(issue)
    assert IssueContent.objects.get().subject == "Corrected"
