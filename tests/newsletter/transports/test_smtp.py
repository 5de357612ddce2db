"""The SMTP transport against servers that do what servers do."""

import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from newsletter.transports import MailOutcome, Verdict, smtp
from newsletter.transports.mail_url import transport
from tests.tables import table

from .servers import DROP, SILENCE, Server, running

MESSAGE = b"Subject: Hello\r\n\r\n.A line that begins with a dot\r\n..two\r\nBye\r\n"


def send(url: str, to: str = "reader@example.org", *, message: bytes = MESSAGE) -> MailOutcome:
    with transport(url).open() as line:
        return line.send(envelope_from="weekly@example.org", to=to, message=message)


def answering(**answers: str) -> Callable[[str, str], str | None]:
    return lambda step, text: answers.get(step)


def test_a_mail_arrives_as_it_was_given_and_the_connection_is_kept() -> None:
    with running(Server()) as server, transport(server.url).open() as line:
        for number in range(5):
            outcome = line.send(envelope_from="weekly@example.org", to=f"r{number}@example.org", message=MESSAGE)
            assert outcome == MailOutcome(Verdict.ACCEPTED, "250 2.0.0")
    assert server.accepted == [("weekly@example.org", f"r{number}@example.org", MESSAGE) for number in range(5)]
    assert server.connections == 1
    assert server.commands[-1] == "quit"


@table(
    "message",
    [
        b"Subject: x\r\n\r\nbody\n.\nMAIL FROM:<forged@example.org>\nRCPT TO:<victim@example.org>\n",
        b"Subject: x\r\n\r\nbody\r.\rMAIL FROM:<forged@example.org>\r",
        b"Subject: x\r\n\r\nbody\r\n.\r\nMAIL FROM:<forged@example.org>\r\n",
        b"Subject: x\r\n\r\nbody\r\n.\n\r\nMAIL FROM:<forged@example.org>",
        b".\r\nMAIL FROM:<forged@example.org>\r\n",
    ],
)
def test_nothing_in_a_mail_passes_for_its_end(message: bytes) -> None:
    with running(Server()) as server:
        assert send(server.url, message=message).verdict == Verdict.ACCEPTED
    assert len([command for command in server.commands if command.lower().startswith("mail")]) == 1
    (_, _, arrived), *others = server.accepted
    assert not others
    assert b"forged@example.org" in arrived


@table(
    ("answers", "outcome"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, MailOutcome(Verdict.REJECTED, "550 5.1.1")),
        ({"rcpt": "450 4.2.0 greylisted"}, MailOutcome(Verdict.DEFERRED, "450 4.2.0")),
        ({"rcpt": "550 unavailable"}, MailOutcome(Verdict.FAILED, "550")),
        ({"dot": "552 5.2.2 full"}, MailOutcome(Verdict.FAILED, "552 5.2.2")),
        ({"dot": "550 5.7.515 not authenticated"}, MailOutcome(Verdict.POLICY, "550 5.7.515")),
        ({"dot": "451 4.3.0 later"}, MailOutcome(Verdict.DEFERRED, "451 4.3.0")),
        ({"data": "554 5.5.1 no"}, MailOutcome(Verdict.FAILED, "554 5.5.1")),
        ({"mail": "550 who are you?"}, MailOutcome(Verdict.POLICY, "550")),
        ({"mail": "451 4.3.2 busy"}, MailOutcome(Verdict.DEFERRED, "451 4.3.2", is_transport=True)),
        ({"rcpt": "421 4.3.2 closing"}, MailOutcome(Verdict.DEFERRED, "421 4.3.2", is_transport=True)),
        ({"dot": DROP}, MailOutcome(Verdict.UNKNOWN, "dropped")),
        ({"dot": "what?"}, MailOutcome(Verdict.UNKNOWN, "no reply code")),
        ({"data": DROP}, MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True)),
        ({"rcpt": DROP}, MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True)),
        ({"mail": DROP}, MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True)),
        ({"connect": DROP}, MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True)),
        ({"connect": "554 5.7.1 go away"}, MailOutcome(Verdict.DEFERRED, "554", is_transport=True)),
        ({"data": "250 taken"}, MailOutcome(Verdict.DEFERRED, "250")),
    ],
)
@table("extensions", [(), ("PIPELINING", "8BITMIME")])
def test_each_thing_a_server_does_has_one_meaning(
    answers: dict[str, str], outcome: MailOutcome, extensions: tuple[str, ...]
) -> None:
    with running(Server(behave=answering(**answers), extensions=extensions)) as server:
        assert send(server.url) == outcome
    assert not server.accepted


def test_a_connection_that_ends_in_the_middle_of_a_mail_leaves_no_doubt() -> None:
    long = MESSAGE + b"more\r\n" * 5_000_000  # more than fits into what the system keeps for the line
    with running(Server(behave=answering(line=DROP))) as server:
        assert send(server.url, message=long) == MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True)


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)])
def test_after_a_refusal_the_next_mail_goes_over_the_same_connection(extensions: tuple[str, ...]) -> None:
    refuse = lambda step, text: "550 5.1.1 no" if step == "rcpt" and "r1@" in text else None  # noqa: E731
    with running(Server(behave=refuse, extensions=extensions)) as server, transport(server.url).open() as line:
        verdicts = [
            line.send(envelope_from="w@example.org", to=f"r{number}@example.org", message=MESSAGE).verdict
            for number in range(3)
        ]
    assert verdicts == [Verdict.ACCEPTED, Verdict.REJECTED, Verdict.ACCEPTED]
    assert server.recipients() == ["r0@example.org", "r2@example.org"]
    assert server.connections == 1
    assert "rset" in server.commands


def test_a_server_that_wants_a_mail_for_nobody_gets_none() -> None:
    """It answered DATA with 354 after it had refused the one recipient."""
    answers = {"rcpt": "550 5.1.1 no", "no recipients": "354 go ahead"}
    with running(Server(behave=answering(**answers), extensions=["PIPELINING"])) as server:
        with transport(server.url).open() as line:
            for _ in range(2):
                outcome = line.send(envelope_from="w@example.org", to="r@example.org", message=MESSAGE)
                assert outcome == MailOutcome(Verdict.REJECTED, "550 5.1.1")
        assert server.connections == 2
    assert not server.accepted


def test_a_connection_that_was_dropped_while_idle_is_made_again_once() -> None:
    mails = iter([None, DROP, None])
    behave = lambda step, text: next(mails) if step == "mail" else None  # noqa: E731
    with running(Server(behave=behave)) as server, transport(server.url).open() as line:
        for number in range(2):
            assert line.send(
                envelope_from="w@example.org", to=f"r{number}@example.org", message=MESSAGE
            ) == MailOutcome(Verdict.ACCEPTED, "250 2.0.0")
    assert server.connections == 2
    assert server.recipients() == ["r0@example.org", "r1@example.org"]


def test_a_server_that_is_not_there_is_no_error() -> None:
    with running(Server()) as server:
        url = server.url
    assert send(url) == MailOutcome(Verdict.DEFERRED, "unreachable", is_transport=True)
    assert send("smtp://no-such-host.invalid") == MailOutcome(Verdict.DEFERRED, "unreachable", is_transport=True)


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ("connect", MailOutcome(Verdict.DEFERRED, "time-out", is_transport=True)),
        ("mail", MailOutcome(Verdict.DEFERRED, "time-out", is_transport=True)),
        ("rcpt", MailOutcome(Verdict.DEFERRED, "time-out", is_transport=True)),
        ("dot", MailOutcome(Verdict.UNKNOWN, "time-out")),
    ],
)
def test_a_silent_server_is_waited_for_until_a_deadline(
    step: str, outcome: MailOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MAIL_SECONDS", 0.5)
    with running(Server(behave=answering(**{step: SILENCE}))) as server:
        began = monotonic()
        assert send(server.url) == outcome
    assert monotonic() - began < 20


def test_a_server_that_drips_its_answer_does_not_hold_us_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of a long answer would renew a socket's own time-out."""
    monkeypatch.setattr(smtp, "MAIL_SECONDS", 1.0)
    drip = "\r\n".join(["250-wait"] * 800) + "\r\n250 ok"
    with running(Server(behave=answering(rcpt=drip), drip_seconds=0.05)) as server:
        began = monotonic()
        assert send(server.url) == MailOutcome(Verdict.DEFERRED, "time-out", is_transport=True)
    assert monotonic() - began < 20


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    with running(Server(extensions=["8BITMIME"])) as server, transport(server.url).open() as line:
        outcome = line.send(envelope_from="w@example.org", to="jürgen@example.org", message=MESSAGE)
        assert outcome == MailOutcome(Verdict.FAILED, "no SMTPUTF8")
        assert line.send(envelope_from="w@example.org", to="j@example.org", message=MESSAGE).verdict == "accepted"
    with running(Server()) as server:
        assert send(server.url, "jürgen@example.org").verdict == Verdict.ACCEPTED
        assert send(server.url).verdict == Verdict.ACCEPTED
    assert server.recipients() == ["jürgen@example.org", "reader@example.org"]
    assert [command for command in server.commands if command.startswith("MAIL")] == [
        "MAIL FROM:<weekly@example.org> SMTPUTF8",
        "MAIL FROM:<weekly@example.org>",
    ]


class Mailbox:
    def __init__(self) -> None:
        self.got: list[tuple[bool, str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.got.append((session.ssl is not None, envelope.rcpt_tos[0]))
        return "250 2.0.0 taken"


def test_a_real_server_is_spoken_to_over_tls_with_a_login(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certificate
    mailbox = Mailbox()

    def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"us", b"p@ss"), handled=False)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=port, tls_context=context, authenticator=login, auth_required=True,
        require_starttls=True,
    )  # fmt: skip
    controller.start()
    try:
        assert send(f"smtp://us:p%40ss@127.0.0.1:{port}?ca={ca_file}").verdict == Verdict.ACCEPTED
        refused = send(f"smtp://us:wrong@127.0.0.1:{port}?ca={ca_file}")
        assert refused == MailOutcome(Verdict.DEFERRED, "login 535", is_transport=True)
        assert send(f"smtp://us:p%40ss@127.0.0.1:{port}") == MailOutcome(Verdict.DEFERRED, "TLS", is_transport=True)
    finally:
        controller.stop()
    assert mailbox.got == [(True, "reader@example.org")]


def test_tls_from_the_first_byte(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certificate
    with running(Server(context=context, is_implicit=True)) as server:
        assert send(f"smtps://127.0.0.1:{server.port}?ca={ca_file}").verdict == Verdict.ACCEPTED
        assert send(f"smtps://127.0.0.1:{server.port}") == MailOutcome(Verdict.DEFERRED, "TLS", is_transport=True)


def test_a_server_without_the_tls_that_was_asked_for_gets_no_password() -> None:
    with running(Server(extensions=["AUTH PLAIN"])) as server:
        url = f"smtp://us:secret@127.0.0.1:{server.port}"
        assert send(url) == MailOutcome(Verdict.DEFERRED, "TLS", is_transport=True)
    assert not any(command.upper().startswith("AUTH") for command in server.commands)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """One that signs itself, for the loopback."""
    folder = tmp_path_factory.mktemp("certificate")
    ca_file, key = folder / "cert.pem", folder / "key.pem"
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    made = ["openssl", *asked.split(), "-keyout", str(key), "-out", str(ca_file)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.check_hostname = False
    context.load_cert_chain(ca_file, key)
    return ca_file, context
