"""Logging in is limited, by account and by address."""

from collections.abc import Iterator

import pytest
from axes.utils import reset
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, OperationalError
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def few_failures(settings: Settings) -> Iterator[None]:
    settings.AXES_FAILURE_LIMIT = 3
    yield
    reset()


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("ed", password="right-and-long-enough", is_staff=True)


def log_in(username: str, password: str, *, address: str = "192.0.2.1") -> int:
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": username, "password": password}).status_code


def test_the_right_password_opens_the_door(editor: User) -> None:
    assert log_in("ed", "right-and-long-enough") == 302


def test_an_account_is_locked_after_failures_from_many_addresses(editor: User) -> None:
    for number in range(3):
        log_in("ed", "wrong", address=f"192.0.2.{number + 1}")
    assert log_in("ed", "right-and-long-enough", address="192.0.2.99") == 429


def test_an_address_is_locked_after_failures_on_many_accounts(editor: User) -> None:
    for number in range(3):
        log_in(f"someone-{number}", "wrong")
    assert log_in("ed", "right-and-long-enough") == 429
    assert log_in("ed", "right-and-long-enough", address="192.0.2.99") == 302


def test_a_success_forgets_the_failures_before_it(editor: User) -> None:
    for _ in range(3):
        assert log_in("ed", "wrong") == 200
        assert log_in("ed", "right-and-long-enough") == 302


def test_the_locked_page_says_so_in_words(editor: User) -> None:
    for _ in range(3):
        log_in("ed", "wrong")
    answer = Client(REMOTE_ADDR="192.0.2.1").post(LOGIN, {"username": "ed", "password": "wrong"})
    assert "too many failed logins" in answer.content.decode()


def test_clients_behind_one_proxy_are_locked_apart_whatever_port_they_come_from(
    editor: User, settings: Settings
) -> None:
    settings.PROXY_COUNT = 1
    settings.AXES_LOCKOUT_PARAMETERS = "cms.api.clients.lock_parameters"

    def through_proxy(forwarded: str, username: str, password: str) -> int:
        client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        return client.post(LOGIN, {"username": username, "password": password}).status_code

    for number in range(3):
        through_proxy(f"198.51.100.1:4{number:03}", f"someone-{number}", "wrong")
        through_proxy(f"unreadable-{number}", f"anyone-{number}", "wrong")
    assert through_proxy("198.51.100.1:5000", "ed", "right-and-long-enough") == 429
    assert through_proxy("198.51.100.2:5000", "ed", "right-and-long-enough") == 302
    assert through_proxy("unreadable-9", "ed", "right-and-long-enough") == 302


def test_without_any_address_nobody_can_lock_everybody_out(editor: User) -> None:
    for number in range(3):
        assert log_in(f"someone-{number}", "wrong", address="") == 200
    assert log_in("ed", "right-and-long-enough", address="") == 302


def test_a_lock_tells_the_log_of_neither_account_nor_address(editor: User, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(4):
        log_in("ed", "wrong", address="192.0.2.77")
    assert "AXES" in caplog.text
    assert "192.0.2.77" not in caplog.text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("attempt to write a readonly database"), "read-only"),
        (OperationalError("database or disk is full"), "disk is full"),
        (DatabaseError("database disk image is malformed"), "damaged"),
        (OperationalError("connection refused"), "does not answer"),
    ],
)
def test_a_login_that_cannot_be_stored_is_answered_by_a_page_that_says_why(
    editor: User, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(SessionStore, "save", refuse)
    client = Client(raise_request_exception=False)
    answer = client.post(LOGIN, {"username": "ed", "password": "right-and-long-enough"})
    assert (answer.status_code, said in answer.content.decode()) == (503, True)
    assert "right-and-long-enough" not in answer.content.decode()
