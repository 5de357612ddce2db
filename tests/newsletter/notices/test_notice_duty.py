"""Mails that readers asked for, when the server takes them, and when it does not. The server is a real one."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from cms.background.duties import Stop
from newsletter.consent.confirming import confirm
from newsletter.consent.request_decisions import decide_waiting
from newsletter.models import MailedLink, Notice, Suppression
from newsletter.notices.notice_duty import BACK_OFF, due_since, send_due
from tests.newsletter.consent.calling import signup
from tests.newsletter.consent.mailbox import mails_in, token_in, work
from tests.newsletter.makers import make_newsletter

pytestmark = pytest.mark.django_db
State = Notice.State


class Server:
    """Answers DATA and RCPT as it is told, and keeps what it took."""

    def __init__(self) -> None:
        self.data_says, self.recipient_says = "250 OK", "250 OK"
        self.taken: list[bytes] = []
        self.asked = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.recipient_says.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_says

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data_says.startswith("250") and isinstance(envelope.content, bytes):
            self.taken.append(envelope.content)
        return self.data_says


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    handler = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.MAIL_URL = f"smtp://127.0.0.1:{port}?tls=none"
        yield handler
    finally:
        controller.stop()


def waiting(email: str = "reader@example.org") -> Notice:
    signup(make_newsletter(), email)
    decide_waiting(Stop())
    return Notice.objects.latest("pk")


def standing(notice: Notice) -> tuple[str, int, str]:
    notice.refresh_from_db()
    return notice.state, notice.attempts, notice.outcome


def test_a_mail_that_the_server_takes_is_accepted(server: Server) -> None:
    notice = waiting()

    send_due(Stop())

    assert standing(notice) == (State.ACCEPTED, 1, "")
    assert len(server.taken) == 1
    assert b"To: reader@example.org\r\n" in server.taken[0]
    assert due_since() is None


def test_a_mail_that_is_put_off_is_tried_again_with_growing_pauses(server: Server) -> None:
    server.data_says = "451 4.3.0 later"
    notice = waiting()

    now = timezone.now()
    for attempt, pause in enumerate(BACK_OFF, start=1):
        with time_machine.travel(now, tick=False):
            send_due(Stop())
            send_due(Stop())
        assert standing(notice) == (State.QUEUED, attempt, "deferred 451 4.3.0")
        assert notice.next_attempt_at == now + pause
        now += pause
    server.data_says = "250 OK"
    with time_machine.travel(now, tick=False):
        send_due(Stop())

    assert standing(notice) == (State.ACCEPTED, 7, "")
    assert MailedLink.objects.count() == 7


def test_a_mail_that_is_put_off_for_ever_has_failed(server: Server) -> None:
    server.data_says = "451 4.3.0 later"
    notice = waiting()

    for hours in range(12):
        with time_machine.travel(timezone.now() + timedelta(hours=7 * hours)):
            send_due(Stop())

    assert standing(notice)[:2] == (State.FAILED, len(BACK_OFF) + 1)


@pytest.mark.parametrize(("said", "suppressed"), [("550 5.1.1 no such user reader@example.org", 1), ("550 no", 0)])
def test_an_address_that_is_refused_is_believed_to_be_wrong_once_the_server_takes_another(
    server: Server, said: str, suppressed: int
) -> None:
    server.recipient_says = said
    notice = waiting()

    send_due(Stop())

    assert standing(notice)[:2] == (State.QUEUED, 1)
    assert not Suppression.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        send_due(Stop())
        assert standing(notice)[:2] == (State.QUEUED, 2), "a wrong server refuses everybody"
        server.recipient_says = "250 OK"
        other = waiting("other@example.org")
        send_due(Stop())
        assert standing(other)[0] == State.ACCEPTED
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        send_due(Stop())
    assert standing(notice)[:2] == (State.FAILED, 2)
    assert Suppression.objects.filter(reason=Suppression.Reason.HARD_BOUNCE).count() == suppressed


def test_a_server_that_refuses_by_policy_is_left_alone_and_nobody_is_suppressed(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.data_says = "550 5.7.1 looks like spam"
    notices = [waiting(f"reader-{number}@example.org") for number in range(5)]

    send_due(Stop())
    send_due(Stop())

    assert server.asked == 1, "no other would have fared better"
    assert {standing(notice)[:2] for notice in notices} == {(State.QUEUED, 0)}
    assert {standing(notice)[2] for notice in notices} == {"policy 550 5.7.1"}
    assert not Suppression.objects.exists()
    assert "policy" in caplog.text
    # What the server in this test writes of itself is its own affair.
    assert "@" not in "".join(said.getMessage() for said in caplog.records if said.name.startswith("newsletter"))
    server.data_says = "250 OK"
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        send_due(Stop())
    assert len(server.taken) == 5


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:9?tls=none", "nonsense"])
def test_without_a_server_mails_wait_and_say_why(
    url: str, settings: Settings, mails: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, settings.MAIL_URL = settings.MAIL_URL, url
    notices = [waiting(f"reader-{number}@example.org") for number in range(3)]

    assert send_due(Stop()) is False

    assert {standing(notice)[:2] for notice in notices} == {(State.QUEUED, 0)}
    assert all(standing(notice)[2] for notice in notices)
    assert "3 mails to readers wait" in caplog.text or "2 mails to readers wait" in caplog.text
    assert due_since() is None, "nothing is tried again at once"
    settings.MAIL_URL = folder
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert due_since() is not None
        send_due(Stop())
    assert len(mails_in(mails)) == 3


def test_what_a_dead_worker_left_is_sent_again_with_another_link(mails: Path) -> None:
    notice = waiting()
    send_due(Stop())
    Notice.objects.update(state=State.IN_FLIGHT, lease_until=timezone.now() + timedelta(seconds=30), accepted_at=None)

    send_due(Stop())
    assert len(mails_in(mails)) == 1, "its lease has not run out"
    with time_machine.travel(timezone.now() + timedelta(seconds=40)):
        send_due(Stop())

    first, second = (token_in(mail) for mail in mails_in(mails))
    assert standing(notice)[0] == State.ACCEPTED
    assert first != second
    assert confirm(first).is_confirmed


@pytest.mark.parametrize("jump", [timedelta(hours=-30), timedelta(days=400)])
def test_a_clock_that_jumps_leaves_no_mail_behind(mails: Path, jump: timedelta) -> None:
    notice = waiting()
    Notice.objects.update(
        state=State.IN_FLIGHT,
        lease_until=timezone.now() - jump + timedelta(minutes=10),
        next_attempt_at=timezone.now() - jump,
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        for _ in range(3):
            send_due(Stop())

    assert standing(notice)[0] == State.ACCEPTED if jump < timedelta(0) else State.IN_FLIGHT


def test_a_stop_is_heard_between_two_mails(mails: Path) -> None:
    for number in range(3):
        waiting(f"reader-{number}@example.org")
    stop = Stop()
    stop.ask()

    assert send_due(stop) is False
    assert not mails_in(mails)
    assert send_due(Stop()) is False
    assert len(mails_in(mails)) == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_mail_once(server: Server) -> None:
    for number in range(20):
        waiting(f"reader-{number}@example.org")

    def run() -> None:
        try:
            while send_due(Stop()):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(server.taken) == 20
    assert set(Notice.objects.values_list("state", "attempts")) == {(State.ACCEPTED, 1)}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("o'neil+a=b@example.org", "o'neil+a=b@example.org"),
        ("!#$%&*/?^_`{|}~-@example.org", "!#$%&*/?^_`{|}~-@example.org"),
    ],
)
def test_an_unusual_address_stands_in_the_header_as_it_is(mails: Path, typed: str, shown: str) -> None:
    signup(make_newsletter(name="Zoë’s News"), typed)
    work()

    [path] = mails.glob("*.eml")
    assert f"To: {shown}\r\n".encode() in path.read_bytes()
    [mail] = mails_in(mails)
    assert mail["Subject"] == "Please confirm: Zoë’s News"
    assert len(mail["To"].addresses) == 1
