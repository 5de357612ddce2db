"""What becomes of an issue when the mail server does what mail servers do. Real SMTP on the loopback."""

from collections import Counter
from contextlib import nullcontext
from datetime import timedelta

import pytest
from pytest_django import Settings

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.models import Issue, Recipient, Suppression
from newsletter.sending import slices
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import cancel, figures, pause, resume
from newsletter.transports import MailOutcome, Verdict, transport_health
from tests.newsletter.makers import make_newsletter, make_subscriber
from tests.newsletter.transports.servers import DROP, Server, running

from .issues import advance, make_audience, make_prepared, make_scheduled, outcomes, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "TRANSPORT_PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(transport_health, "SHORTEST_FAILING", timedelta())


def later(issue: Issue, hours: float) -> Issue:
    with clock.stopped(clock.now() + timedelta(hours=hours)):
        return advance(issue)


def test_a_refusal_by_policy_pauses_the_issue_and_suppresses_nobody(settings: Settings) -> None:
    issue = make_scheduled(make_audience(30))
    with running(Server(behave=lambda step, to: "550 5.7.515 denied" if step == "dot" else None)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
    assert issue.state == Issue.State.PAUSED
    assert "550 5.7.515" in issue.pause_reason
    assert len([command for command in server.commands if command == "DATA"]) == 1
    assert not Suppression.objects.exists()
    assert outcomes(issue) == {("queued", "", ""), ("deferred", "policy", "550 5.7.515")}


def test_one_reader_whose_mail_is_refused_by_policy_does_not_stop_the_others_for_ever(settings: Settings) -> None:
    issue = make_scheduled(make_audience(30))
    behave = lambda step, to: "550 5.7.1 no" if step == "dot" and to == "r7@example.org" else None  # noqa: E731
    with running(Server(behave=behave)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
        assert (issue.state, len(server.accepted)) == ("paused", 7)
        resume(issue)
        later(issue, 1)
    assert issue.state == Issue.State.SENT
    assert (figures(issue)["accepted"], figures(issue)["failed"]) == (29, 1)
    assert not Suppression.objects.exists()


def test_one_in_ten_that_does_not_exist_is_failed_and_suppressed(settings: Settings) -> None:
    newsletter = make_audience(60)
    issue = make_scheduled(newsletter)
    gone = {f"r{number}@example.org" for number in range(0, 60, 10)}
    behave = lambda step, text: "550 5.1.1 no" if step == "rcpt" and text[9:-1] in gone else None  # noqa: E731
    with running(Server(behave=behave)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
        assert issue.state == Issue.State.SENT
        assert {email for email, state in states(issue).items() if state == "failed"} == gone
        assert set(Suppression.objects.values_list("reason", flat=True)) == {"hard_bounce"}
        assert (Suppression.objects.count(), len(server.accepted), server.connections) == (6, 54, 1)
        following = advance(make_scheduled(newsletter))
    assert (following.recipient_total, figures(following)["accepted"]) == (54, 54)


def test_who_is_told_to_come_back_later_is_tried_again(settings: Settings) -> None:
    issue = make_scheduled(make_audience(25))
    seen: Counter[str] = Counter()

    def greylist(step: str, text: str) -> str | None:
        seen[text] += step == "rcpt"
        return "450 4.7.1 greylisted" if step == "rcpt" and seen[text] < 3 else None

    with running(Server(behave=greylist)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
        assert outcomes(issue) == {("deferred", "later", "450 4.7.1")}
        later(issue, 0.2)
        assert not server.accepted
        later(issue, 1)
    assert (issue.state, len(server.accepted)) == ("sent", 25)
    assert set(Recipient.objects.values_list("attempts", flat=True)) == {3}


def test_six_tries_are_enough(settings: Settings) -> None:
    issue = make_scheduled(make_audience(1))
    with running(Server(behave=lambda step, text: "451 4.3.0 later" if step == "rcpt" else None)) as server:
        settings.MAIL_URL = server.url
        for hours in (0, 0.1, 0.5, 2, 7, 23):
            assert later(issue, hours).state == "sending" or hours == 23
    assert (issue.state, outcomes(issue)) == ("sent", {("failed", "gave up", "451 4.3.0")})
    assert not Suppression.objects.exists()


def test_lost_after_the_message_is_in_doubt_and_held(settings: Settings) -> None:
    issue = make_scheduled(make_audience(30))
    behave = lambda step, to: DROP if step == "dot" and to in ("r3@example.org", "r9@example.org") else None  # noqa: E731
    with running(Server(behave=behave)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
        later(issue, 24)
    assert issue.state == Issue.State.SENT
    assert (figures(issue)["accepted"], figures(issue)["in_doubt"]) == (28, 2)
    assert len([command for command in server.commands if command == "DATA"]) == 30


def test_lost_after_the_message_is_sent_once_more_if_so_set(settings: Settings) -> None:
    settings.NEWSLETTER_IN_DOUBT = "resend"
    issue = make_scheduled(make_audience(5))
    behave = lambda step, to: DROP if step == "dot" and to == "r3@example.org" else None  # noqa: E731
    with running(Server(behave=behave)) as server:
        settings.MAIL_URL = server.url
        advance(issue)
        assert (issue.state, figures(issue)["in_doubt"]) == ("sending", 1)
        later(issue, 0.1)
        assert server.commands.count("DATA") == 5
        later(issue, 1)
        later(issue, 24)
    assert (issue.state, figures(issue)["in_doubt"], server.commands.count("DATA")) == ("sent", 1, 6)
    assert list(Recipient.objects.filter(state="in_doubt").values_list("resends", flat=True)) == [1]


def test_pausing_and_cancelling_act_within_a_micro_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = make_scheduled(make_audience(90))
    taken: list[str] = []

    class Interrupted:
        """An editor pauses while the fifth mail is on its way."""

        def send(self, *, envelope_from: str, to: str, message: bytes) -> MailOutcome:
            taken.append(to)
            if len(taken) == 5:
                pause(Issue.objects.get())
            return MailOutcome(Verdict.ACCEPTED)

    monkeypatch.setattr(slices, "open_line", lambda: nullcontext(Interrupted()))
    advance(issue)
    assert (issue.state, len(taken)) == ("paused", slices.BATCH)
    assert figures(issue)["queued"] == 90 - slices.BATCH
    cancel(issue)
    advance(issue)
    assert issue.state == Issue.State.CANCELLED
    assert figures(issue)["skipped"] == 90 - slices.BATCH
    assert len(taken) == slices.BATCH


def test_a_worker_that_is_asked_to_end_finishes_its_mail_and_gives_the_rest_back(settings: Settings) -> None:
    issue = make_prepared(make_audience(50))
    stop = Stop()

    def ask(step: str, to: str) -> str | None:
        if step == "dot" and to == "r4@example.org":
            stop.ask()
        return None

    with running(Server(behave=ask)) as server:
        settings.MAIL_URL = server.url
        advance_issues(stop)
    assert len(server.accepted) == 5
    assert {state: count for state, count in figures(issue).items() if count} == {"queued": 45, "accepted": 5}
    assert not Recipient.objects.exclude(lease=None).exists()


def test_a_slow_server_does_not_make_pausing_wait_for_a_whole_micro_batch(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "BATCH_SECONDS", 0.3)
    issue = make_prepared(make_audience(20))
    with running(Server(delay=0.05)) as server:
        settings.MAIL_URL = server.url
        began = clock.now()
        slices.send(issue, Stop(), seconds=0.4)
        assert clock.now() - began < timedelta(seconds=2)
    assert 0 < len(server.accepted) == figures(issue)["accepted"] < 20
    assert figures(issue)["queued"] == 20 - len(server.accepted)


def test_an_address_that_is_none_fails_alone(settings: Settings) -> None:
    newsletter = make_newsletter()
    for number in range(3):
        make_subscriber(f"r{number}@example.org", newsletter=newsletter)
    issue = make_prepared(newsletter)
    reader = Recipient.objects.order_by("pk")[1].subscriber
    reader.email = "r1@example.org\r\nBcc: everybody@example.org"
    reader.save()
    with running(Server()) as server:
        settings.MAIL_URL = server.url
        advance(issue)
    assert server.recipients() == ["r0@example.org", "r2@example.org"]
    assert ("failed", "refused", "no mailbox") in outcomes(issue)
    assert not any(b"everybody" in message for _, _, message in server.accepted)


def test_the_rate_holds_for_all_workers_together(settings: Settings) -> None:
    settings.NEWSLETTER_MAILS_PER_SECOND = 20.0
    issue = make_scheduled(make_audience(50))
    with running(Server()) as server:
        settings.MAIL_URL = server.url
        began = clock.now()
        advance(issue)
        seconds = (clock.now() - began).total_seconds()
    assert len(server.accepted) == 50
    # The first window may be nearly over, and the last has just begun.
    assert seconds > 1


def test_without_a_mail_server_the_issue_pauses(settings: Settings) -> None:
    settings.MAIL_URL = ""
    issue = advance(make_scheduled(make_audience(3)))
    assert (issue.state, figures(issue)["queued"]) == ("paused", 3)
    assert issue.pause_reason.startswith("No mail server is set up")


@pytest.mark.parametrize("url", ["http://api.example.org", "https://localhost", "https://10.0.0.7:8000", "https://cms"])
def test_an_unsubscribe_link_that_is_not_public_https_refuses_the_send(url: str, settings: Settings) -> None:
    settings.PUBLIC_API_URL = url
    issue = advance(make_scheduled(make_audience(3)))
    assert issue.state == Issue.State.PAUSED
    assert "readers could not leave" in issue.pause_reason
    assert issue.recipient_total is None
    settings.PUBLIC_API_URL = "https://api.example.org"
    resume(issue)
    assert advance(issue).state == Issue.State.SENT


def test_pausing_by_hand_while_nothing_runs(settings: Settings) -> None:
    issue = make_prepared(make_audience(3))
    pause(issue, reason="A wrong link.")
    assert advance(issue).state == Issue.State.PAUSED
    assert figures(issue)["queued"] == 3
