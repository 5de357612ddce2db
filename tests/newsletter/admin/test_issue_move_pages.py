"""Sending and holding issues in the admin: what the pages say beforehand, and that the verbs do it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.publishing.publishing import retract
from newsletter.composition.issue_outlook import count_readers, look_ahead
from newsletter.composition.trial_mail import MOST_AN_HOUR
from newsletter.mail_addresses import fingerprint_of
from newsletter.models import Issue, Recipient, Subscription, Suppression
from newsletter.sending.issue_report import report
from newsletter.unsubscribe_tokens import MARK, read_unsubscribe_token
from tests.articles.makers import make_article
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber

from .makers import make_editor, page, said

pytestmark = pytest.mark.django_db
State = Issue.State
VERBS = ("schedule", "unschedule", "pause", "resume", "cancel", "doubts")


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path) -> Path:
    """The folder that mails go to."""
    settings.MAIL_URL = f"files://{tmp_path / 'mails'}"
    return tmp_path / "mails"


def state_of(issue: Issue) -> str:
    issue.refresh_from_db()
    return issue.state


def make_recipients(issue: Issue, **states: int) -> None:
    for state, number in states.items():
        for _ in range(number):
            Recipient.objects.create(issue=issue, subscriber=make_subscriber(newsletter=issue.newsletter), state=state)


def test_the_page_before_sending_says_to_how_many_and_what_to_look_at(client: Client, chief: User) -> None:
    newsletter = make_newsletter()
    for state in Subscription.State:
        make_subscriber(newsletter=newsletter, state=state)
    make_subscriber()
    issue = make_issue(newsletter, subject="A subject that no phone will ever show as a whole to anybody", preheader="")

    outlook = client.get(page(issue, "schedule")).context["outlook"]
    assert (outlook.readers, outlook.obstacles) == (1, [])
    assert len(outlook.warnings) == 1
    assert "no preheader" in outlook.warnings[0]
    Issue.objects.filter(pk=issue.pk).update(subject="x" * 61, preheader="Yes", intro="word " * 30_000)
    said_now = " ".join(client.get(page(issue, "schedule")).context["outlook"].warnings)
    assert "61 characters" in said_now
    assert "Gmail cuts it off" in said_now


def test_only_those_who_would_get_it_are_counted() -> None:
    newsletter = make_newsletter()
    readers = [make_subscriber(newsletter=newsletter) for _ in range(5)]
    for reader, where in zip(readers, (None, newsletter, make_newsletter()), strict=False):
        known = fingerprint_of(str(reader.email_key))
        Suppression.objects.create(fingerprint=known, newsletter=where, reason="manual")
    type(readers[3]).objects.filter(pk=readers[3].pk).update(
        erased_at=timezone.now(), email="", email_key=None, fingerprint=None
    )

    assert count_readers(newsletter) == 2


def test_an_issue_is_sent_now(client: Client, chief: User) -> None:
    issue = make_issue()
    response = client.post(page(issue, "schedule"), {"when": "now"})

    assert response.headers["Location"] == page(issue, "progress")
    assert state_of(issue) == State.SCHEDULED
    assert client.get(page(issue, "progress")).status_code == 200


def test_an_issue_is_scheduled_and_taken_back(client: Client, chief: User) -> None:
    issue = make_issue()
    at = timezone.now() + timedelta(days=1)
    response = client.post(page(issue, "schedule"), {"when": "later", "at": f"{at:%Y-%m-%dT%H:%M}"})
    assert "Scheduled for" in said(response)
    assert state_of(issue) == State.SCHEDULED
    assert issue.scheduled_at
    assert issue.scheduled_at.replace(second=0, microsecond=0) == at.replace(second=0, microsecond=0)
    client.post(page(issue, "unschedule"))
    assert state_of(issue) == State.DRAFT


@pytest.mark.parametrize(
    "at", ["", "x", "2020-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "2027-02-31T00:00"]
)
def test_a_moment_that_cannot_be_is_refused(client: Client, chief: User, at: str) -> None:
    issue = make_issue()
    response = client.post(page(issue, "schedule"), {"when": "later", "at": at})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert state_of(issue) == State.DRAFT


def test_what_cannot_be_composed_is_not_scheduled(client: Client, chief: User) -> None:
    article = make_article("Known")
    issue = make_issue(articles=[article])
    retract(article)
    at = f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    for values in ({"when": "now"}, {"when": "later", "at": at}):
        response = client.post(page(issue, "schedule"), values)
        assert "“known” is not public" in response.content.decode()

    assert state_of(issue) == State.DRAFT


def test_without_a_mail_server_nothing_is_scheduled(client: Client, chief: User, settings: Settings) -> None:
    settings.MAIL_URL = ""
    issue = make_issue()

    assert "No mail server is set up" in client.get(page(issue, "schedule")).content.decode()
    client.post(page(issue, "schedule"), {"when": "now"})
    assert state_of(issue) == State.DRAFT


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        (State.SENDING, "pause", State.PAUSED),
        (State.PAUSED, "resume", State.PREPARING),
        (State.SENDING, "cancel", State.CANCELLED),
        (State.MISSED, "unschedule", State.DRAFT),
        (State.SENT, "cancel", State.SENT),
        (State.SENT, "pause", State.SENT),
        (State.DRAFT, "resume", State.DRAFT),
        (State.CANCELLED, "resume", State.CANCELLED),
    ],
)
def test_a_button_asks_first_and_then_calls_its_verb(
    client: Client, chief: User, before: str, verb: str, after: str
) -> None:
    issue = make_issue(state=before, sent_at=timezone.now() if before == State.SENT else None)
    assert client.get(page(issue, verb)).status_code == 200
    assert state_of(issue) == before
    response = client.post(page(issue, verb))

    assert state_of(issue) == after
    assert ("cannot be done" in said(response)) == (before == after)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_write_may_not_send(client: Client, writer: User, verb: str) -> None:
    issue = make_issue()

    for method in (client.get, client.post):
        assert method(page(issue, verb), {"when": "now"}).status_code == 403
    assert state_of(issue) == State.DRAFT
    assert "Send or schedule" not in client.get(page(issue)).content.decode()


def test_the_progress_page_has_figures_and_goes_on_by_itself(client: Client, chief: User) -> None:
    issue = make_issue(state=State.SENDING, prepared_at=timezone.now(), recipient_total=7)
    make_recipients(issue, accepted=3, queued=2, failed=1, in_doubt=1)
    Recipient.objects.filter(state="failed").update(outcome="no such address")

    html = client.get(page(issue, "progress")).content.decode()
    assert '<meta http-equiv="refresh" content="5">' in html
    assert "5 of 7 are done" in html
    assert "no such address: 1" in html
    assert "Resolve 1 in doubt" in html
    assert "@example.org" not in html.replace("editor@example.org", "")
    assert "http-equiv" not in client.get(page(issue, "progress"), {"still": "1"}).content.decode()
    Issue.objects.filter(pk=issue.pk).update(state=State.SENT, sent_at=timezone.now())
    assert "http-equiv" not in client.get(page(issue, "progress")).content.decode()


def test_the_lines_of_a_report_are_the_frozen_total() -> None:
    issue = make_issue(recipient_total=8)
    make_recipients(issue, accepted=2, queued=1, claimed=1, in_flight=1, failed=1, skipped=1, in_doubt=1)
    found = report(issue)

    assert sum(line.count for line in found.lines) == found.total == 8
    assert (found.done, found.in_doubt) == (5, 1)


def test_a_report_counts_who_left_within_a_week() -> None:
    now = timezone.now()
    issue = make_issue(prepared_at=now - timedelta(days=30), sent_at=now - timedelta(days=30), state=State.SENT)
    make_recipients(issue, accepted=4, skipped=1)
    days = (-31, -29, -22, -3, -29)
    for recipient, day in zip(Recipient.objects.order_by("pk"), days, strict=True):
        Subscription.objects.filter(subscriber=recipient.subscriber).update(
            state="unsubscribed", unsubscribed_at=now + timedelta(days=day)
        )

    # Before it, in time, too late (after the seventh day), much too late; and one who was never sent it.
    assert report(issue).unsubscribed == 1


def test_doubts_are_resolved_either_way(client: Client, chief: User) -> None:
    issue = make_issue(state=State.SENDING)
    make_recipients(issue, in_doubt=2)
    assert "2 mails" in client.get(page(issue, "doubts")).content.decode()
    assert "Choose one" in client.post(page(issue, "doubts"), {"choice": "x"}).content.decode()
    assert Recipient.objects.filter(state="in_doubt").count() == 2
    client.post(page(issue, "doubts"), {"choice": "resend"})
    assert Recipient.objects.filter(state="queued").count() == 2
    Recipient.objects.update(state="in_doubt")
    client.post(page(issue, "doubts"), {"choice": "hold"})
    assert Recipient.objects.filter(state="failed").count() == 2


def test_a_test_goes_to_oneself_and_its_link_is_nobody_s(client: Client, writer: User, mails: Path) -> None:
    issue = make_issue(articles=[make_article("Title")])
    response = client.post(page(issue, "test"))

    assert "A test went out to editor@example.org" in said(response)
    (file,) = mails.rglob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default_policy)
    assert mail["To"] == "editor@example.org"
    assert mail["Subject"] == "[Test] What is new"
    text = mail.get_body(("plain",))
    assert text
    assert "This is a test." in text.get_content()
    assert MARK not in file.read_text()
    token = text.get_content().split("/newsletter/unsubscribe/")[1].split("/")[0]
    assert read_unsubscribe_token(token).subscriber_id == 0
    assert not Recipient.objects.exists()


def test_looking_at_the_test_s_address_sends_nothing(client: Client, writer: User, mails: Path) -> None:
    assert client.get(page(make_issue(), "test")).status_code == 302
    assert not list(mails.rglob("*.eml"))


def test_tests_are_limited_to_twenty_an_hour(client: Client, writer: User, mails: Path) -> None:
    issue = make_issue()
    for _ in range(MOST_AN_HOUR):
        client.post(page(issue, "test"))

    assert "Wait for the next one" in said(client.post(page(issue, "test")))
    assert len(list(mails.rglob("*.eml"))) == MOST_AN_HOUR


@pytest.mark.parametrize("email", ["", "nonsense", "a@b@c", "a@example.org\r\nBcc: b@example.org"])
def test_without_an_address_no_test_is_sent(client: Client, db: None, mails: Path, email: str) -> None:
    client.force_login(make_editor("nameless", "change_issue", email=email))

    assert "no e-mail address" in said(client.post(page(make_issue(), "test")))
    assert not list(mails.rglob("*.eml"))


def test_an_address_that_must_not_be_written_to_gets_no_test(client: Client, writer: User, mails: Path) -> None:
    Suppression.objects.create(fingerprint=fingerprint_of("editor@example.org"), reason="manual")

    assert "never written to" in said(client.post(page(make_issue(), "test")))
    assert not list(mails.rglob("*.eml"))


def test_what_cannot_be_sent_is_said(client: Client, writer: User, settings: Settings) -> None:
    article = make_article("Known")
    issue = make_issue(articles=[article])
    settings.MAIL_URL = "smtp://127.0.0.1:1?tls=none"
    assert "did not take it" in said(client.post(page(issue, "test")))
    settings.MAIL_URL = ""
    assert "No mail server" in said(client.post(page(issue, "test")))
    retract(article)
    assert "“known” is not public" in said(client.post(page(issue, "test")))


def test_a_preview_can_do_nothing(client: Client, writer: User) -> None:
    issue = make_issue(intro="<script>alert(1)</script><form action=/x><input></form>[a](https://x.example)")
    for scheme, media in (("light", "@media not all"), ("dark", "@media all"), ("nonsense", "@media not all")):
        response = client.get(page(issue, "preview-html"), {"scheme": scheme})
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-popups" in policy
        assert "allow-scripts" not in policy
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert media in response.content.decode()
        assert "prefers-color-scheme" not in response.content.decode()
    frame = client.get(page(issue, "preview"), {"scheme": "dark", "width": "desktop"})
    assert "issue-frame-desktop" in frame.content.decode()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame.content.decode()
    assert frame.headers["X-Frame-Options"] == "DENY"


def test_the_outlook_says_all_that_stands_in_the_way() -> None:
    obstacles = look_ahead(make_issue(intro="", subject="x")).obstacles

    assert obstacles == ["It has neither articles nor an introduction."]
