"""A token with the scope `read` has limits of its own."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from cms.api.rates import Rate

from .makers import make_token

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search/?q=x"


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> Iterator[None]:
    settings.RATE_LIMITS = {"search": Rate(2, 60)}
    settings.TOKEN_RATE_LIMITS = {"search": Rate(3, 60)}
    with travel("2026-03-01T12:00:20Z", tick=False):
        yield
    caches["default"].clear()


def statuses(token: str, times: int, address: str = "192.0.2.1") -> list[int]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client: Any = Client(REMOTE_ADDR=address)
    return [client.get(SEARCH, headers=headers).status_code for _ in range(times)]


def test_a_token_is_counted_by_itself_wherever_it_is_sent_from() -> None:
    ours, others = make_token("read"), make_token("read")
    assert statuses("", 3) == [200, 200, 429]
    assert statuses(ours, 2) == [200, 200]
    assert statuses(ours, 2, address="192.0.2.2") == [200, 429]
    assert statuses(others, 1) == [200]
    answer = Client().get(SEARCH, headers={"Authorization": f"Bearer {others}"})
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("3", "1")
    assert answer["Cache-Control"] == "private, no-store"


def test_without_the_scope_or_a_good_token_it_is_the_address_that_counts() -> None:
    expired = make_token("read", expires_at=timezone.now() - timedelta(days=1))
    assert statuses(make_token("preview"), 1) == [200]
    assert statuses(expired, 1) == [401]
    assert statuses("", 1) == [429]


def test_no_limit_for_tokens_is_no_limit(settings: Settings) -> None:
    settings.TOKEN_RATE_LIMITS = {}
    assert statuses(make_token("read"), 5) == [200] * 5


def test_the_token_is_looked_up_once() -> None:
    token = make_token("read")
    statuses(token, 1)  # notes the use
    with CaptureQueriesContext(connection) as captured:
        statuses(token, 1)
    assert sum("tokens_token" in query["sql"] for query in captured) == 1
