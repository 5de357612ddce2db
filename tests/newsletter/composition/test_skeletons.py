"""One message for all, and each reader's own out of it."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.composition.issue_mail import Composed
from newsletter.composition.skeletons import make_skeleton, personalise, unsubscribe_links
from newsletter.mailboxes import NoMailbox, mailbox
from newsletter.models import Issue, Newsletter
from newsletter.transports import CleanMessage
from newsletter.transports.smtp import stuffed
from newsletter.unsubscribe_tokens import MARK, unsubscribe_token
from tests.tables import table

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXTS = st.text(max_size=400)


def make_unsaved(**fields: object) -> Issue:
    newsletter = Newsletter(
        pk=3,
        slug="weekly",
        name="The Weekly",
        list_id="weekly.example.org",
        from_name="The Weekly",
        from_email="weekly@example.org",
        reply_to="editors@example.org",
        owner_email="owner@example.org",
    )
    for name, value in fields.items():
        setattr(newsletter, name, value)
    return Issue(pk=UUID("5a1e0d6c-6a4e-4b57-9d0e-3c1f0a2b4c5d"), newsletter=newsletter, slug="one", subject="One")


def make_mail(
    issue: Issue, *, subject: str = "One", html: str = "", text: str = "", email: str = "reader@example.org"
) -> bytes:
    skeleton = make_skeleton(issue, Composed(subject, html or f"<p>{MARK}</p>", text or f"{MARK}\n", {}))
    return personalise(skeleton, issue=issue, subscriber_id=7, email=email, at=AT)


def parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=default)


def content(message: bytes, kind: str) -> str:
    part = parsed(message).get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def _keys(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("settings").NEWSLETTER_LINK_KEYS = ["only-for-this-test"]


def test_every_header_that_an_issue_carries() -> None:
    token = unsubscribe_token(3, 7)
    headers = parsed(make_mail(make_unsaved())).items()
    boundary = "=_5a1e0d6c6a4e4b579d0e3c1f0a2b4c5d"
    assert [(name, str(value)) for name, value in headers] == [
        ("To", "reader@example.org"),
        ("Date", "Mon, 02 Mar 2026 09:30:00 +0000"),
        ("Message-ID", "<5a1e0d6c6a4e4b579d0e3c1f0a2b4c5d.7@example.org>"),
        ("From", "The Weekly <weekly@example.org>"),
        ("Reply-To", "editors@example.org"),
        ("Subject", "One"),
        ("List-Id", '"The Weekly" <weekly.example.org>'),
        ("List-Unsubscribe", f"<https://api.example.org/api/v1/newsletter/u/{token}/>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Archive", "<https://www.example.org/newsletters/weekly/one>"),
        ("List-Help", "<mailto:editors@example.org>"),
        ("List-Owner", "<mailto:owner@example.org>"),
        ("List-Post", "NO"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Feedback-ID", "5a1e0d6c6a4e4b579d0e3c1f0a2b4c5d:weekly:newsletter:weekly.example."),
        ("Content-Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]


def test_text_comes_before_html_and_both_have_the_readers_own_link() -> None:
    token = unsubscribe_token(3, 7)
    message = make_mail(make_unsaved(), html=f'<a href="https://x.example/{MARK}">leave</a>', text=f"Leave: {MARK}\n")
    parts = list(parsed(message).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert content(message, "plain") == f"Leave: {token}\n"
    assert content(message, "html") == f'<a href="https://x.example/{token}">leave</a>\n'
    assert MARK.encode() not in message


def test_a_retry_is_the_same_mail_but_for_its_date() -> None:
    issue = make_unsaved()
    assert make_mail(issue) == make_mail(issue)


@table("before", range(80))
def test_a_token_survives_wherever_a_line_is_broken(before: int) -> None:
    """Quoted-printable lines end after 76 letters, wherever that is."""
    text = "x" * before + MARK + "é" * 40 + MARK + "\n"
    assert content(make_mail(make_unsaved(), text=text), "plain") == text.replace(MARK, unsubscribe_token(3, 7))


@settings(deadline=None)
@given(subject=TEXTS, name=TEXTS, html=TEXTS, text=TEXTS, language=st.text(max_size=12))
@example(
    subject="One\r\nBcc: all@example.org", name="x\r\n\r\n<script>", html=".\r\n.\r\n", text="\n.\n", language="e\nn"
)
@example(subject="ü" * 300, name='ü, "x" <a@b>' * 9, html="a" * 5_000 + "." * 200, text="…" * 500, language="en")
def test_whatever_is_typed_is_one_message_with_its_headers_and_nothing_else(
    subject: str, name: str, html: str, text: str, language: str
) -> None:
    issue = make_unsaved(name=name, from_name=name, language=language)
    expected = [header for header, _ in parsed(make_mail(make_unsaved())).items()]
    try:
        message = make_mail(issue, subject=subject, html=html + MARK, text=text + MARK)
    except ValueError:
        # Refused: the issue pauses and says why.
        assert not all(typed.isprintable() for typed in (subject, name, language))
        return
    assert isinstance(message, CleanMessage)
    assert stuffed(message) == stuffed(bytes(message)), "it is not as clean as it says"
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert [header for header, _ in parsed(message).items()] == expected
    assert parsed(message)["To"] == "reader@example.org"
    token = unsubscribe_token(3, 7)
    for kind, given_content in (("plain", text), ("html", html)):
        assert content(message, kind) == re.sub(r"\r\n|\r", "\n", given_content) + token + "\n"


@settings(deadline=None)
@given(email=TEXTS)
@example("reader@example.org\r\nBcc: all@example.org")
@example("reader@example.org, all@example.org")
@example("<reader@example.org>")
@example("reader@example.org\x00")
@example("reader @example.org")
@example("reader@example.org\u2028")
@example('"a\r\nb"@example.org')
@example("@example.org")
@example("reader@")
@example("reader@[127.0.0.1]")
def test_an_address_is_one_mailbox_or_none(email: str) -> None:
    try:
        found = mailbox(email)
    except NoMailbox:
        return
    assert found.count("@") >= 1
    assert not re.search(r"[\s<>,;:\"\\()\[\]\x00-\x1f\x7f]", found)
    message = make_mail(make_unsaved(), email=email)
    assert message.startswith(b"To: " + found.encode() + b"\r\nDate: ")


def test_addresses_that_are_one() -> None:
    assert mailbox("o'brien+news.x@Example.org") == "o'brien+news.x@Example.org"
    assert mailbox("reader@bücher.example") == "reader@xn--bcher-kva.example"
    assert mailbox("jürgen@example.org") == "jürgen@example.org"


def test_the_links_by_which_readers_leave_are_found_again() -> None:
    skeleton = make_skeleton(make_unsaved(), Composed("One", MARK, MARK, {}))
    assert unsubscribe_links(skeleton) == [f"https://api.example.org/api/v1/newsletter/u/{MARK}/"]


def test_without_an_archive_none_is_named() -> None:
    assert parsed(make_mail(make_unsaved(has_archive=False)))["List-Archive"] is None


@table("field", ["from_email", "reply_to", "owner_email"])
@table("value", ["a@b.example\r\nBcc: all@example.org", "", "none", "a@b.example>, <c@d.example"])
def test_an_address_of_our_own_that_is_none_makes_no_mail(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"This is not one plain address|Its domain"):
        make_skeleton(make_unsaved(**{field: value}), Composed("One", MARK, MARK, {}))
