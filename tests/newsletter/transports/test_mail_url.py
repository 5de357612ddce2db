"""What MAIL_URL and its fellows may say, and what a start says to them."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from newsletter.models import Newsletter
from newsletter.transports import Verdict
from newsletter.transports.console import ConsoleTransport
from newsletter.transports.eml_files import FileTransport
from newsletter.transports.mail_url import NoTransport, envelope_from, open_line, transport
from newsletter.transports.smtp import SmtpTransport
from tests.tables import table

MESSAGE = "Subject: Grüße\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLiebe Leser\r\n".encode()


@table(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", SmtpTransport("mail.example.org", 587)),
        ("smtp://us:p%40%2Fss@mail.example.org:25", SmtpTransport("mail.example.org", 25, user="us", password="p@/ss")),
        ("smtps://a%40b:c@mail.example.org", SmtpTransport("mail.example.org", 465, "implicit", "a@b", "c")),
        ("smtp://10.0.0.7:25?tls=none", SmtpTransport("10.0.0.7", 25, "none")),
        ("smtp://[::1]:25?tls=none", SmtpTransport("::1", 25, "none")),
        ("smtp://m.example.org?ca=/etc/ca.pem", SmtpTransport("m.example.org", 587, ca_file="/etc/ca.pem")),
        ("files:///var/mails%20out", FileTransport(Path("/var/mails out"))),
    ],
)
def test_a_url_says_where_mails_go(url: str, expected: object) -> None:
    assert transport(url) == expected


def test_the_console_is_one_of_them() -> None:
    assert isinstance(transport("console:"), ConsoleTransport)


@pytest.mark.django_db
@table(
    "url",
    [
        "",
        "nonsense",
        "http://mail.example.org",
        "smtp://",
        "smtp://us:top-secret@mail.example.org:port",
        "smtp://us:top-secret#x@mail.example.org",
        "smtp://us:top-secret@mail.example.org?tls=never",
        "smtp://us:top-secret@mail.example.org?tsl=none",
        "smtp://us@mail.example.org",
        "smtp://:top-secret@mail.example.org",
        "files://relative/folder",
        "files:///",
        "smtp://[::1",
    ],
)
def test_a_url_that_says_nothing_is_told_without_its_password(url: str, settings: Settings) -> None:
    with pytest.raises(NoTransport) as told:
        transport(url)
    assert "top-secret" not in str(told.value)
    settings.MAIL_URL = url
    found = [message.id for message in run_checks(include_deployment_checks=True) if "MAIL_URL" in message.msg]
    assert found == ["newsletter.E003" if url else "newsletter.I001"]


def test_a_password_is_not_shown() -> None:
    assert "top-secret" not in repr(transport("smtp://us:top-secret@mail.example.org"))


def test_a_missing_mail_server_keeps_no_production_from_starting(settings: Settings) -> None:
    settings.MAIL_URL = ""
    assert not [
        message for message in run_checks(tags=["security"], include_deployment_checks=True) if "MAIL" in message.msg
    ]


def test_bounces_go_to_the_sender_unless_a_setting_says_otherwise(settings: Settings) -> None:
    newsletter = Newsletter(from_email="weekly@example.org")
    assert envelope_from(newsletter) == "weekly@example.org"
    settings.NEWSLETTER_ENVELOPE_FROM = "bounces@example.org"
    assert envelope_from(newsletter) == "bounces@example.org"
    settings.NEWSLETTER_ENVELOPE_FROM = "bounces"
    assert "newsletter.E004" in [message.id for message in run_checks(tags=["security"])]


def test_files_are_whole_mails_in_the_order_they_were_sent(settings: Settings, mails: Path) -> None:
    with open_line() as line:
        for number in range(3):
            sent = line.send(envelope_from="a@example.org", to="reader@example.org", message=MESSAGE + b"%d" % number)
            assert sent.verdict == Verdict.ACCEPTED
    files = sorted(mails.iterdir())
    assert [file.read_bytes() for file in files] == [MESSAGE + b"%d" % number for number in range(3)]
    assert not any("reader" in file.name for file in files)


def test_a_folder_that_cannot_be_written_is_a_transport_that_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with transport(f"files://{tmp_path}/file/mails").open() as line:
        outcome = line.send(envelope_from="a@example.org", to="reader@example.org", message=MESSAGE)
    assert (outcome.verdict, outcome.is_transport) == (Verdict.DEFERRED, True)


def test_the_console_shows_what_would_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    with transport("console:").open() as line:
        assert line.send(envelope_from="a@example.org", to="r@example.org", message=MESSAGE).verdict == Verdict.ACCEPTED
    assert "Subject: Grüße\n" in capsys.readouterr().out
