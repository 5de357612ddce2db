"""Limits on what is expensive."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import BaseCache, cache, caches
from django.test import Client, RequestFactory, override_settings
from time_machine import travel

from cms import environment
from cms.api import rate_limits
from cms.api.rate_limits import RateCount, TooManyRequests, counted
from cms.api.rates import Rate, rates
from tests.articles.asking import ask, problem_in
from tests.articles.makers import make_role, make_skill
from tests.cms.starting import start
from tests.tables import table

NOON = "2026-03-01T12:00:20Z"


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> Iterator[None]:
    settings.RATE_LIMITS = {"match": Rate(3, 60), "comparison": Rate(2, 60)}
    cache.clear()
    yield
    cache.clear()


def count(address: str = "192.0.2.1", name: str = "match") -> RateCount | None:
    return counted(RequestFactory().get("/", REMOTE_ADDR=address), name)


@pytest.mark.django_db
def test_every_limited_answer_says_how_the_client_stands_and_then_it_is_refused() -> None:
    make_role(skills={make_skill("docker"): 1})
    with travel(NOON, tick=False):
        for left in (2, 1, 0):
            response = ask("/roles/match/", skills="docker")
            assert response.status_code == 200
            assert response.headers["RateLimit-Limit"] == "3"
            assert response.headers["RateLimit-Remaining"] == str(left)
            assert response.headers["RateLimit-Reset"] == "40"
        response = ask("/roles/match/", skills="docker")
        problem = problem_in(response, 429)
        assert problem["type"].endswith("/problems/too-many-requests")
        assert response.headers["Retry-After"] == response.headers["RateLimit-Reset"] == "40"
        assert response.headers["RateLimit-Remaining"] == "0"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        exposed = response.headers["Access-Control-Expose-Headers"]
        assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"} <= set(exposed.split(", "))
    with travel("2026-03-01T12:01:00Z", tick=False):
        assert ask("/roles/match/", skills="docker").headers["RateLimit-Remaining"] == "2"


@pytest.mark.django_db
def test_each_limit_is_counted_by_itself_errors_too_and_the_rest_is_not_limited() -> None:
    assert ask("/comparisons/a-vs-b/").headers["RateLimit-Remaining"] == "1"
    assert ask("/comparisons/a-vs-b/", method="HEAD").headers["RateLimit-Remaining"] == "0"
    problem_in(ask("/comparisons/a-vs-b/"), 429)
    assert ask("/roles/match/", nonsense=1).headers["RateLimit-Remaining"] == "2"
    assert "RateLimit-Limit" not in ask("/articles/").headers


@pytest.mark.django_db
def test_without_limits_nothing_is_counted(settings: Any) -> None:
    settings.RATE_LIMITS = {}
    for _ in range(5):
        assert "RateLimit-Limit" not in ask("/comparisons/a-vs-b/").headers


def test_clients_are_counted_apart_by_the_address_that_can_be_believed(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    for forwarded, expected in (("192.0.2.1", 1), ("192.0.2.2", 1), ("192.0.2.1", 2), ("203.0.113.9, 192.0.2.1", 3)):
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
        found = counted(request, "match")
        assert found is not None
        assert found.number == expected


def test_an_ipv6_client_is_its_network_and_one_without_an_address_is_counted_too() -> None:
    with travel(NOON, tick=False):
        numbers = [count(address) for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "", "")]
    assert [found.number for found in numbers if found] == [1, 2, 1, 1, 2]


def test_while_the_shared_cache_is_away_each_process_counts_and_says_so_once(
    settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what fails in any way is away: a Redis that is down, one that refuses the password, a bug of its library."""
    broken: list[BaseCache] = []

    def refuse(*args: Any, **kwargs: Any) -> bool:
        broken.append(caches["default"])
        raise ConnectionError("refused")

    monkeypatch.setattr(rate_limits._away, "until", 0.0)
    monkeypatch.setattr(caches["default"], "add", refuse)
    before = rate_limits.CACHE_FAILURES._value.get()
    with travel(NOON, tick=False):
        found = [count() for _ in range(4)]
    assert [each.number for each in found if each] == [1, 2, 3, 4]
    with pytest.raises(TooManyRequests):
        found[-1].refuse_too_many()  # type: ignore[union-attr]
    assert len(broken) == 1
    assert caplog.text.count("CACHE_URL cannot be used") == 1
    assert rate_limits.CACHE_FAILURES._value.get() == before + 1
    caches["process"].clear()


def test_a_redis_that_is_down_costs_no_reader_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits._away, "until", 0.0)
    with override_settings(CACHES={**django_settings.CACHES, "default": environment.cache("redis://127.0.0.1:1/0")}):
        numbers = [count("192.0.2.55") for _ in range(3)]
    assert [each.number for each in numbers if each] == [1, 2, 3]


def test_threads_lose_no_count() -> None:
    with travel(NOON, tick=False), ThreadPoolExecutor(8) as pool:
        found = [each for each in pool.map(lambda _: count(), range(400)) if each]
    assert sorted(each.number for each in found) == list(range(1, 401))


def test_a_malformed_address_is_no_error() -> None:
    assert Client(raise_request_exception=False).get("/api/v1/nothing/", REMOTE_ADDR="x").status_code == 404
    assert count("not an address") is not None


@table(
    ("text", "expected"),
    [
        ("", {}),
        ("match=60/min", {"match": Rate(60, 60)}),
        (" match=1/s , search=5/day", {"match": Rate(1, 1), "search": Rate(5, 86_400)}),
    ],
)
def test_the_setting_is_read(text: str, expected: dict[str, Rate]) -> None:
    assert rates(text) == expected


@table(
    "text",
    ["match", "match=60", "match=0/min", "match=60/week", "match=-1/min", "mtach=60/min", "match=1/s,match=2/s", ","],
)
def test_a_wrong_setting_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"There is no|is not like|twice|names no"):
        rates(text)


def test_a_wrong_setting_stops_the_start_and_is_named() -> None:
    done = start("-c", "import cms.settings", SECRET_KEY="x", RATE_LIMITS="match=60/week")
    assert done.returncode == 1
    assert "RATE_LIMITS: “match=60/week”" in done.stderr
    assert "Traceback" not in done.stderr
