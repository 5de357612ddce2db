"""A mail server that fails for everybody: every open issue pauses and says why, and nobody is lost by it."""

import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from pytest_django import Settings

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.models import Issue, Suppression, TransportHealth
from newsletter.sending import issue_duty, slices
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import figures, resume, resume_without_refused
from newsletter.transports import MailOutcome, Verdict, smtp, smtp_conversation, transport_health
from tests.newsletter.transports.servers import DROP, SILENCE, Behave, Server, running

from .issues import make_audience, make_prepared

pytestmark = pytest.mark.django_db

READERS = 12


@pytest.fixture(autouse=True)
def _short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "TRANSPORT_PAUSES", (0.0, 0.0, 0.0))
    # As with many issues open: a slice is so short that it sees one failure of the server at most.
    monkeypatch.setattr(issue_duty, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(transport_health, "SHORTEST_FAILING", timedelta())
    for module in (smtp, smtp_conversation):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(smtp, "TAKING_SECONDS", 0.3)


def always(at: str, answer: str) -> Behave:
    return lambda step, text: answer if step == at else None


@contextmanager
def nothing_listens() -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=none"


@contextmanager
def a_server(behave: Behave, query: str = "tls=none", user: str = "") -> Iterator[str]:
    extensions = ("8BITMIME", "SMTPUTF8", *(["AUTH PLAIN"] if user else []))
    with running(Server(behave=behave, extensions=extensions)) as server:
        yield f"smtp://{user}127.0.0.1:{server.port}?{query}"


@contextmanager
def a_certificate_of_nobody() -> Iterator[str]:
    with running(Server(context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))) as server:
        yield f"smtp://127.0.0.1:{server.port}?tls=starttls"


# What the server does, and what of it the reason says.
FAILING: dict[str, tuple[Callable[[], object], str]] = {
    "is down": (nothing_listens, "could not be used (unreachable)"),
    "says nothing": (lambda: a_server(always("connect", SILENCE)), "could not be used (time-out)"),
    "hangs up at once": (lambda: a_server(always("connect", DROP)), "could not be used (dropped)"),
    "lists us": (
        lambda: a_server(always("connect", "554 5.7.1 your IP is listed")),
        "refuses us (554: “5.7.1 your IP is listed”)",
    ),
    "is busy": (lambda: a_server(always("connect", "421 4.3.2 too many connections")), "could not be used (421"),
    "is no mail server": (lambda: a_server(always("connect", "HTTP/1.1 400 Bad Request")), "no mail server"),
    "refuses EHLO": (lambda: a_server(lambda step, text: "550 go away" if step in ("ehlo", "other") else None), "550"),
    "has no TLS": (lambda: a_server(lambda step, text: None, "tls=starttls"), "could not be used (TLS"),
    "has a certificate of nobody": (a_certificate_of_nobody, "could not be used (TLS"),
    "refuses the login": (lambda: a_server(always("auth", "535 5.7.8 no"), user="me:pass@"), "refuses us (login 535)"),
    "cannot check the login": (
        lambda: a_server(always("auth", "454 4.7.0 later"), user="me:pass@"),
        "could not be used (login 454)",
    ),
    "is silent at MAIL": (lambda: a_server(always("mail", SILENCE)), "could not be used (time-out)"),
    "answers MAIL with 421": (lambda: a_server(always("mail", "421 4.7.0 not now")), "421 4.7.0: “4.7.0 not now”"),
    "answers MAIL with garbage": (lambda: a_server(always("mail", "perhaps")), "could not be used (no reply code"),
    "has no room": (lambda: a_server(always("rcpt", "452 4.3.1 no space")), "could not be used (452 4.3.1)"),
    "is silent at RCPT": (lambda: a_server(always("rcpt", SILENCE)), "could not be used (time-out)"),
    "knows nobody": (lambda: a_server(always("rcpt", "550 5.1.1 no such user")), "in a row, the last with 550 5.1.1"),
    "relays for nobody": (lambda: a_server(always("rcpt", "550 no")), "in a row, the last with 550"),
    "has full mailboxes only": (lambda: a_server(always("dot", "552 5.2.2 full")), "in a row, the last with 552 5.2.2"),
    "puts off at DATA": (lambda: a_server(always("data", "451 4.3.0 later")), "put off"),
    "puts off after the dot": (lambda: a_server(always("dot", "451 4.3.0 later")), "put off"),
    "hangs up after the dot": (lambda: a_server(always("dot", DROP)), "did not say whether it took them (dropped)"),
    "is silent after the dot": (
        lambda: a_server(always("dot", SILENCE)),
        "whether it took them (time-out)",
    ),
}


def go_on(issues: list[Issue], *, most_slices: int = 60) -> None:
    """As a worker does, until it finds nothing more to do now."""
    for _ in range(most_slices):
        if not advance_issues(Stop()):
            break
    for issue in issues:
        issue.refresh_from_db()


@pytest.mark.parametrize("fails", FAILING)
def test_every_open_issue_pauses_with_the_reason_and_later_everybody_gets_it_once(
    fails: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "BATCH_SECONDS", 0.2 if "silent" in fails else 10.0)
    failing, said = FAILING[fails]
    issues = [make_prepared(make_audience(READERS)) for _ in range(2)]
    with ExitStack() as stack:
        settings.MAIL_URL = stack.enter_context(failing())  # type: ignore[arg-type]
        go_on(issues)
    for issue in issues:
        assert issue.state == Issue.State.PAUSED
        assert said in issue.pause_reason
        counts = figures(issue)
        assert counts["queued"] + counts["in_doubt"] == READERS
        assert counts["in_doubt"] <= (transport_health.MOST_DOUBTS if "dot" in fails else 0)
    assert not Suppression.objects.exists()

    with running(Server()) as server:
        settings.MAIL_URL = server.url
        for issue in issues:
            resume(issue)
        go_on(issues)
    for issue in issues:
        counts = figures(issue)
        assert (issue.state, counts["accepted"] + counts["in_doubt"]) == ("sent", READERS)
    assert len(server.accepted) == sum(figures(issue)["accepted"] for issue in issues)
    copies = Counter(message_from_bytes(message)["Message-ID"] for _, _, message in server.accepted)
    assert set(copies.values()) == {1}


def test_what_lasts_long_counts_with_fewer_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that two time-outs, of 15 or 25 seconds, are enough within a minute."""
    monkeypatch.setattr(transport_health, "SHORTEST_FAILING", timedelta(seconds=15))
    since, last = clock.now(), MailOutcome(Verdict.UNKNOWN, "time-out", step="dot")
    for counts, seconds, is_enough in (
        ({"failures": 9}, 14, False),
        ({"failures": 4}, 16, True),
        ({"failures": 1}, 59, False),
        ({"failures": 2}, 31, True),
        ({"doubts": 1}, 59, False),
        ({"doubts": 2}, 5, False),
        ({"doubts": 2}, 50, True),
        ({"doubts": 3}, 0, True),
    ):
        health = TransportHealth(name="smtp://x:25", failing_since=since, **counts)
        with clock.stopped(since + timedelta(seconds=seconds)):
            assert bool(transport_health.reason_to_stop(health, last)) == is_enough, (counts, seconds)


def test_a_server_that_is_away_for_a_moment_pauses_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many workers see it at once: it is the time that counts, too."""
    monkeypatch.setattr(transport_health, "SHORTEST_FAILING", timedelta(seconds=15))
    issue = make_prepared(make_audience(READERS))
    with nothing_listens() as settings.MAIL_URL, clock.stopped(clock.now()):
        for _ in range(8):
            advance_issues(Stop())
    health = TransportHealth.objects.get()
    assert health.failures >= transport_health.MOST_FAILURES
    with running(Server(port=int(settings.MAIL_URL.split(":")[2].partition("?")[0]))) as server:
        go_on([issue])
    assert (issue.state, len(server.accepted)) == (Issue.State.SENT, READERS)
    health.refresh_from_db()
    assert (health.failures, health.failing_since) == (0, None)


@pytest.mark.both
def test_the_last_ones_that_a_server_refuses_are_not_believed_if_it_took_none(settings: Settings) -> None:
    issue = make_prepared(make_audience(3))
    with a_server(always("rcpt", "550 5.1.1 no such user")) as settings.MAIL_URL:
        go_on([issue])
        assert (issue.state, figures(issue)["queued"]) == ("paused", 3)
        assert "refused all mails that were left, the last with 550 5.1.1" in issue.pause_reason
        resume(issue)
        go_on([issue])
        assert (issue.state, figures(issue)["queued"]) == ("paused", 3)
        assert not Suppression.objects.exists()
        assert resume_without_refused(issue) == 3
        go_on([issue])
    assert (issue.state, figures(issue)["failed"], Suppression.objects.count()) == ("sent", 3, 3)


@pytest.mark.both
def test_what_one_server_refused_is_not_believed_because_another_takes_mails(settings: Settings) -> None:
    issue = make_prepared(make_audience(5))
    with a_server(always("rcpt", "550 5.1.1 no such user")) as settings.MAIL_URL:
        slices.send(issue, Stop(), rows=4, seconds=30)
    assert figures(issue)["refused"] == 4
    with running(Server()) as server:
        settings.MAIL_URL = server.url
        go_on([issue])
    assert (issue.state, len(server.accepted)) == ("sent", 5)
    assert not Suppression.objects.exists()


def test_every_second_mail_that_is_greylisted_pauses_nothing(settings: Settings) -> None:
    issue = make_prepared(make_audience(30))
    seen: Counter[str] = Counter()

    def greylist(step: str, text: str) -> str | None:
        seen[text] += step == "rcpt"
        is_second = step == "rcpt" and int(text[9:].split("@")[0].strip("<r")) % 2
        return "451 4.7.1 greylisted" if is_second and seen[text] < 2 else None

    with running(Server(behave=greylist)) as server:
        settings.MAIL_URL = server.url
        go_on([issue])
        assert (issue.state, figures(issue)["deferred"]) == ("sending", 15)
        with clock.stopped(clock.now() + timedelta(minutes=6)):
            go_on([issue])
    assert (issue.state, len(server.accepted)) == ("sent", 30)
