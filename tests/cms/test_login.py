"""Logging in is limited, by account and by address."""

from collections.abc import Iterator

import pytest
from axes.utils import reset
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from pytest_django import Settings

from cms.api.clients import client_address

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


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.5, 198.51.100.7, 192.0.2.8", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    proxies: int, forwarded: str, believed: str, settings: Settings
) -> None:
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == believed
