"""Headers, methods, bodies and hosts that make no sense: they change nothing, or are refused in words."""

from itertools import product
from typing import Any

import pytest
from django.test import override_settings

from tests.tables import table

from .at_the_door import ARTICLE, ARTICLES, FILES, SEARCH, SITEMAP, Ask, ask

__all__ = ["ask"]
pytestmark = pytest.mark.django_db


@table(
    "headers",
    [
        {"HTTP_ACCEPT": "text/html"},
        {"HTTP_ACCEPT": "application/xml;q=\xff,,;"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 8_000},
        {"HTTP_ACCEPT_ENCODING": "gzip;q=nonsense, identity;q=0, *;q=0"},
        {"HTTP_ACCEPT_ENCODING": ",".join(["identity"] * 2_000)},
        {"HTTP_RANGE": "bytes=0-10"},
        {"HTTP_RANGE": "bytes=999999-,-,x", "HTTP_IF_RANGE": '"x"'},
        {"HTTP_IF_MATCH": '"x"'},
        {"HTTP_IF_MODIFIED_SINCE": "Tue, 99 Foo 99999 99:99:99 GMT"},
        {"HTTP_IF_UNMODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"HTTP_IF_NONE_MATCH": "\xff\x00"},
        {"HTTP_IF_NONE_MATCH": '"' * 16_001},
        {"HTTP_IF_NONE_MATCH": ", ".join(f'W/"{number}"' for number in range(1_000))},
        {"HTTP_COOKIE": "sessionid=\xff; =;;; csrftoken"},
        {"HTTP_COOKIE": "a=b; " * 5_000},
        {"HTTP_X_LONG": "x" * 64_000},
        {"HTTP_USER_AGENT": "\xff\xfe\x00"},
        {"HTTP_REFERER": "\xff"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "\xff\r\nSet-Cookie: a=b"},
        {"HTTP_X_FORWARDED_FOR": "x" * 8_000, "HTTP_X_FORWARDED_HOST": "evil.example.org"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
        {"HTTP_CACHE_CONTROL": "only-if-cached, max-stale=nonsense"},
        {"HTTP_EXPECT": "100-continue"},
        {"HTTP_UPGRADE": "websocket", "HTTP_CONNECTION": "upgrade"},
        {"CONTENT_TYPE": "application/json; charset=\xff", "CONTENT_LENGTH": "nonsense"},
        {"CONTENT_TYPE": "multipart/form-data", "CONTENT_LENGTH": "-1"},
        {"REMOTE_ADDR": "not an address"},
        {"REMOTE_ADDR": None, "CONTENT_TYPE": None, "CONTENT_LENGTH": None},
    ],
)
def test_headers_that_make_no_sense_change_nothing(ask: Ask, headers: dict[str, Any]) -> None:
    for path, query in ((ARTICLES, ""), (ARTICLE, ""), (SEARCH, "q=needle"), (SITEMAP, "")):
        assert ask(path, query, **headers) == ask(path, query), path


@table("path", [ARTICLES, *FILES])
def test_a_tag_among_twenty_and_a_star_are_a_304_and_others_are_not(ask: Ask, path: str) -> None:
    tag = ask(path).headers["ETag"]
    others = [f'"{number:024x}"' for number in range(19)]
    for known in ("*", tag, f"W/{tag}", ",".join([*others, tag]), ", ".join([f"W/{tag}", *others])):
        answer = ask(path, HTTP_IF_NONE_MATCH=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert ask(path, HTTP_IF_NONE_MATCH=",".join(others)).status == 200


@table("path", [ARTICLES, f"{ARTICLES}nothing/"])
def test_a_star_makes_no_304_of_what_is_refused(ask: Ask, path: str) -> None:
    assert ask(path, "nonsense=1", HTTP_IF_NONE_MATCH="*").status in (400, 404)


@table("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT", "X" * 99])
def test_a_method_that_is_not_there(ask: Ask, method: str) -> None:
    for path in (ARTICLES, ARTICLE, "/api/v1/", *FILES):
        assert ask(path).status == 200
        answer = ask(path, method=method, body=b"x=1", CONTENT_LENGTH="3")
        assert answer.status == 405, path
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert b"x=1" not in answer.body


@table("method", ["POST", "PROPFIND", "OPTIONS"])
def test_a_method_asked_of_nothing(ask: Ask, method: str) -> None:
    assert ask("/api/v1/nothing/", method=method).status == 404


@table("content_type", ["application/json", "multipart/form-data; boundary=x", "text/\xff", ""])
def test_a_body_on_a_read_is_overlooked(ask: Ask, content_type: str) -> None:
    expected = ask(ARTICLES)
    for method, length in product(("GET", "HEAD"), (None, "0", "4", "999999999")):
        answer = ask(ARTICLES, method=method, body=b'{"a\xff', CONTENT_TYPE=content_type, CONTENT_LENGTH=length)
        assert (answer.status, answer.headers["ETag"]) == (200, expected.headers["ETag"])
        assert answer.body == (expected.body if method == "GET" else b"")


@table(
    "host",
    [
        "evil.example.org",
        "testserver.evil.example.org",
        "testserver@evil",
        "[::1",
        "a" * 8_000,
        "\xff",
        "",
        "a b",
        "[]",
    ],
)
def test_a_host_that_is_not_ours_gets_nothing_that_is_kept(ask: Ask, host: str) -> None:
    for path in (ARTICLES, *FILES, "/api/v1/articles"):
        assert ask(path).status in (200, 301)
        answer = ask(path, HTTP_HOST=host)
        assert answer.status == 400, path
        assert b"evil" not in answer.body


def test_without_a_host_the_name_of_the_server_must_be_ours(ask: Ask) -> None:
    for path in (ARTICLES, *FILES):
        assert ask(path, HTTP_HOST=None, SERVER_NAME="evil.example.org").status == 400
        assert ask(path, HTTP_HOST=None, SERVER_NAME="testserver").body == ask(path).body


@override_settings(ALLOWED_HOSTS=["*"])
def test_no_host_gets_into_what_is_kept_for_others(ask: Ask) -> None:
    for path in (ARTICLES, *FILES, "/api/v1/"):
        assert ask(path, HTTP_HOST="evil.example.org", HTTP_X_FORWARDED_HOST="evil.example.org").status == 200
        answer = ask(path)
        assert b"evil" not in answer.body
        assert "evil" not in str(answer.headers)
