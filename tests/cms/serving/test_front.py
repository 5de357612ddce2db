"""What the front of the server keeps, and what it never does."""

import gzip
import threading
from collections.abc import Iterable
from typing import Any

import brotli
import pytest
from django.test import RequestFactory, override_settings

from cms.delivery.cache.front import Environment, Front, Start
from cms.delivery.cache.representations import WholeAnswer
from cms.delivery.cache.response_cache import Flights, KeptAnswer, Store
from cms.publishing.publishing import expire, publish
from cms.publishing.timeline.version_watch import Seen
from tests.articles.makers import edit_and_publish, make_article, make_role, make_skill
from tests.cms.publishing.conftest import Time
from tests.fronted import make_front
from tests.tables import table

pytestmark = pytest.mark.django_db
LIST = "/api/v1/articles/"


class Counting:
    """A front, and how many requests went on to Django."""

    def __init__(self, **options: Any) -> None:
        self.front = make_front(**options)
        self.inner, self.made = self.front.application, 0
        self.front.application = self._count

    def _count(self, environ: Environment, start_response: Start) -> Iterable[bytes]:
        self.made += 1
        return self.inner(environ, start_response)

    def ask(self, path: str, query: str = "", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        environ = make_environ(path, query, method, **headers)
        said: dict[str, Any] = {}
        body = b"".join(self.front(environ, lambda status, headers, *rest: said.update(status=status, headers=headers)))
        return int(said["status"][:3]), dict(said["headers"]), body

    def is_kept(self, path: str, query: str = "", **headers: str) -> bool:
        """Whether a second request is answered without Django."""
        self.ask(path, query, **headers)
        before = self.made
        self.ask(path, query, **headers)
        return self.made == before


class Still:
    """A version that does not move."""

    def seen(self) -> Seen:
        return Seen("v1", None)


def make_environ(path: str, query: str = "", method: str = "GET", **headers: str) -> Environment:
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    environ: Environment = RequestFactory()._base_environ(  # type: ignore[attr-defined]
        REQUEST_METHOD=method, PATH_INFO=path, QUERY_STRING=query, **{"HTTP_HOST": "testserver", **named}
    )
    return environ


def test_an_answer_is_made_once_and_given_until_something_is_published() -> None:
    article = make_article("one")
    asking = Counting()
    first = asking.ask(LIST)
    assert asking.ask(LIST) == first
    assert asking.made == 1

    edit_and_publish(article, title="Another title")
    status, headers, body = asking.ask(LIST)
    assert (status, asking.made) == (200, 2)
    assert b"Another title" in body
    assert headers["ETag"] != first[1]["ETag"]


def test_what_a_publish_does_not_touch_keeps_its_tag() -> None:
    make_article("one")
    asking = Counting()
    _, before, _ = asking.ask("/api/v1/roles/")
    make_article("two")
    _, after, _ = asking.ask("/api/v1/roles/")
    assert asking.made == 2
    assert before["ETag"] == after["ETag"]
    assert before["X-Content-Version"] != after["X-Content-Version"]


def test_a_scheduled_page_appears_and_expires_without_a_write(time: Time) -> None:
    article = make_article("one", is_draft=True)
    asking = Counting()
    publish(article, starts_at=time.after(60))
    expire(article, at=time.after(120))
    counts = []
    for _ in range(3):
        counts.append(asking.ask(LIST)[2].count(b'"slug":"one"'))
        time.advance(60)
    assert counts == [0, 1, 0]


@table(
    ("accept", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("", ""),
        ("gzip;q=nonsense,,;;", ""),
        ("zstd", ""),
        ("identity;q=1, gzip;q=0.5", ""),
    ],
    given=lambda: make_role("one", description="word " * 500),
)
@table("keeps", [True, False])
def test_each_encoding_is_kept_apart_with_a_tag_of_its_own(accept: str, coding: str, keeps: bool) -> None:
    asking = Counting(keeps=keeps)
    _, plain, body = asking.ask("/api/v1/roles/one/")
    for _ in range(2):
        status, headers, encoded = asking.ask("/api/v1/roles/one/", accept_encoding=accept)
        decode = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
        assert (status, headers.get("Content-Encoding", "")) == (200, coding)
        assert decode(encoded) == body
        assert headers["Content-Length"] == str(len(encoded))
        assert (headers["ETag"] == plain["ETag"]) == (not coding)
        assert headers["Vary"] == plain["Vary"] == "Accept-Encoding"


@table("keeps", [True, False], given=lambda: make_article("one"))
def test_a_304_is_decided_by_if_none_match_where_there_is_one(keeps: bool) -> None:
    asking = Counting(keeps=keeps)
    _, headers, _ = asking.ask(LIST)
    tag = headers["ETag"]
    many = ", ".join(f'"tag-{number}"' for number in range(20))
    for known in (tag, f"W/{tag}", f'"x", {tag}', f"{many},W/{tag}", "*", ' "a" ,*'):
        status, said, body = asking.ask(LIST, if_none_match=known, cache_control="no-cache", pragma="no-cache")
        assert (status, body) == (304, b""), known
        assert "Content-Type" not in said
        assert "Content-Length" not in said
        for name in ("ETag", "Cache-Control", "Vary", "X-Content-Version", "Cache-Tag", "Access-Control-Allow-Origin"):
            assert said[name] == headers[name]
    for unknown in ('"x"', tag.strip('"'), f'{tag[:-1]}-gzip"', "", "W/", '"' * 9, many):
        assert asking.ask(LIST, if_none_match=unknown)[0] == 200, unknown
    assert asking.ask(LIST, if_modified_since="Tue, 01 Jan 2999 00:00:00 GMT")[0] == 200
    assert asking.ask(LIST, range="bytes=0-10")[0] == 200


def test_a_head_has_the_headers_of_a_get_and_no_body() -> None:
    make_article("one")
    asking = Counting()
    for _ in range(2):
        _, got, body = asking.ask(LIST)
        status, headers, nothing = asking.ask(LIST, method="HEAD")
        assert (status, nothing, headers) == (200, b"", got)
        assert headers["Content-Length"] == str(len(body))
        assert asking.ask(f"{LIST}nothing/", method="HEAD")[2] == b""
    assert asking.made == 3


def test_what_is_private_never_enters() -> None:
    make_article("one")
    asking = Counting()
    for query in ("preview=x", "perspective=draft", "a=1&%70review=x", "perspectiv%65=draft"):
        assert not asking.is_kept(LIST, query), query
    assert not asking.is_kept(LIST, authorization="Bearer x")
    assert len(asking.front.store) == 0


def test_one_readers_headers_are_not_anothers() -> None:
    make_article("one")
    asking = Counting()
    personal = {"cookie": "sessionid=x; csrftoken=y", "origin": "https://evil.example.org", "range": "bytes=0-1"}
    first = asking.ask(LIST, **personal)
    second = asking.ask(LIST)
    assert asking.made == 1
    assert first == second
    assert first[1]["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first[1]


@table(
    ("path", "query", "status"),
    [
        (f"{LIST}nothing/", "", 404),
        (LIST, "tga=x", 400),
        (LIST, "page=99", 404),
        ("/api/v1/articles", "", 301),
        ("/api/v1/" + "a" * 8_000 + "/", "", 404),
        ("/api/v1/articles/\xff\xfe/", "", 404),
    ],
)
def test_no_problem_is_kept(path: str, query: str, status: int) -> None:
    asking = Counting()
    assert asking.ask(path, query)[0] == status
    assert not asking.is_kept(path, query)


def test_what_hardly_anybody_asks_twice_is_not_kept() -> None:
    docker = make_skill("Docker")
    roles = [make_role(name, skills={docker: 0.9}) for name in ("one", "two", "three")]
    make_article("About two", roles=roles[:2])
    asking = Counting()
    assert asking.is_kept("/api/v1/comparisons/one-vs-two/")
    assert not asking.is_kept("/api/v1/comparisons/one-vs-three/")
    assert not asking.is_kept("/api/v1/roles/match/", "skills=docker")
    assert not asking.is_kept(LIST, "page=1&" + "&" * 1_100)


def test_a_foreign_host_is_refused_though_the_answer_is_kept() -> None:
    make_article("one")
    asking = Counting()
    assert asking.is_kept(LIST)
    for host in (
        "evil.example.org",
        "testserver.evil.example.org",
        "testserver:80@evil",
        "",
        "a" * 5_000,
        "te stserver",
    ):
        status, headers, body = asking.ask(LIST, host=host)
        assert (status, headers["Content-Type"]) == (400, "application/problem+json"), host
        assert b"evil" not in body
    assert asking.is_kept(LIST, host="testserver:8000")


def test_plain_http_is_redirected_though_the_answer_is_kept() -> None:
    make_article("one")
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        asking = Counting()
        assert asking.is_kept(LIST, x_forwarded_proto="https")
        assert asking.ask(LIST)[0] == 301
        assert asking.ask(LIST, x_forwarded_proto="http")[0] == 301


def test_shared_caches_may_keep_until_the_next_scheduled_change_and_no_longer(time: Time) -> None:
    make_article("one")
    publish(make_article("two", is_draft=True), starts_at=time.after(100))
    with override_settings(CACHE_SHARED_SECONDS=60, CACHE_STALE_SECONDS=30):
        asking = Counting()
        said = []
        for _ in range(6):
            said.append(asking.ask(LIST)[1]["Cache-Control"])
            time.advance(19.5)
    assert said == [
        "public, max-age=0, s-maxage=60, stale-while-revalidate=30",
        "public, max-age=0, s-maxage=60, stale-while-revalidate=20",
        "public, max-age=0, s-maxage=60, stale-while-revalidate=1",
        "public, max-age=0, s-maxage=41",
        "public, max-age=0, s-maxage=22",
        "public, max-age=0, s-maxage=2",
    ]
    assert asking.made == 1


def test_memory_stays_within_its_bounds_whatever_is_asked() -> None:
    make_article("one", body="word " * 2_000)
    asking = Counting(max_bytes=200_000)
    for size in range(1, 100):
        asking.ask(LIST, f"page_size={size}")
    assert 0 < len(asking.front.store) < 99
    assert asking.front.store.bytes <= 200_000
    assert asking.is_kept(LIST, "page_size=99")
    made = asking.made
    asking.ask(LIST, "page_size=1")
    assert asking.made == made + 1, "the oldest should be gone"


def test_what_is_used_stays_when_room_is_needed() -> None:
    store = Store(10 * WholeAnswer([], b"x").size)
    for number in range(50):
        store.put((False, str(number), ""), KeptAnswer("v", "", WholeAnswer([], b"x")))
        assert store.get((False, "0", ""), "v")
    assert len(store) == 10


def test_an_answer_too_large_for_the_store_does_not_empty_it() -> None:
    store = Store(100_000)
    store.put((False, "small", ""), KeptAnswer("v", "", WholeAnswer([], b"x")))
    store.put((False, "large", ""), KeptAnswer("v", "", WholeAnswer([], b"x" * 60_000)))
    assert store.get((False, "small", ""), "v")
    assert not store.get((False, "large", ""), "v")


def test_however_many_ask_at_once_one_makes_it() -> None:
    made: list[float] = []
    everyone_asks = threading.Barrier(8)

    def application(environ: Environment, start_response: Start) -> Iterable[bytes]:
        made.append(1)
        threading.Event().wait(0.2)
        environ |= {"cms.delivered": True, "cms.kept": "v1"}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b"{}"]

    front = Front(application, Still(), keeps=True, max_bytes=1_000_000)
    answers: list[bytes] = []

    def ask() -> None:
        everyone_asks.wait()
        answers.append(b"".join(front(make_environ(LIST), lambda *said: None)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), answers) == (1, [b"{}"] * 8)


def test_a_failure_while_it_is_made_lets_the_others_go_on() -> None:
    flights = Flights()
    key = (False, LIST, "")

    def application(environ: Environment, start_response: Start) -> Iterable[bytes]:
        raise RuntimeError("broken")

    front = Front(application, Still(), keeps=True, max_bytes=1_000_000)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            front(make_environ(LIST), lambda *said: None)
    assert flights.board(key) is None
