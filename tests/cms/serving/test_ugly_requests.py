"""Paths and queries that no browser sends: answered rightly or refused in words, and soon."""

from urllib.parse import quote

import orjson
import pytest
from django.utils import timezone

from tests.articles.makers import make_article
from tests.cms.tokens.makers import make_link, make_token
from tests.tables import table

from .at_the_door import ARTICLES, SEARCH, Ask, ask

__all__ = ["ask"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@table(
    ("path", "status"),
    [
        ("/api/v1/" + "a" * 8_000, 404),
        ("/api/v1/articles/" + "é" * 4_000 + "/", 404),
        ("/api/v1/articles/" + "a/" * 4_000, 404),
        ("/api/v1/comparisons/" + "-vs-".join(["r"] * 1_500) + "/", 400),
        ("/api/v1/articles/\xff\xfe/", 404),
        ("/api/v1/articles/\xed\xa0\x80/", 404),
        ("/api/v1/articles/\x00/", 404),
        ("/api/v1/articles/one\x00/", 404),
        ("/api/v1/articles/one/\x00", 404),
        ("/api/v1/articles/one\r\nSet-Cookie: a=b/", 404),
        ("/api/v1/articles/ one/", 404),
        ("/api/v1/articles/ONE/", 404),
        ("/api/v1/articles/../articles/one/", 404),
        ("/api/v1//articles/", 404),
        ("//api/v1/articles/", 404),
        ("/sitemap-articles-000000.xml", 404),
        ("/sitemap-articles-999999.xml", 404),
        ("/sitemap-\xff-1.xml", 404),
        ("/feeds/\x00", 404),
        ("/llms.txt/", 404),
    ],
)
def test_a_path_that_leads_nowhere(ask: Ask, path: str, status: int) -> None:
    got, headed = ask(path), ask(path, method="HEAD")
    assert got.status == headed.status == status
    assert "Set-Cookie" not in got.headers
    assert len(got.body) < 12_000 + 3 * len(path)
    assert headed.body == b""


def test_a_path_is_what_it_decodes_to(ask: Ask) -> None:
    make_article("Ümläut", slug="u")
    assert ask("/api/v1/articles/u/").status == 200
    assert ask("/api/v1/articles/u", "\xff=\x00").status == 301


@table(
    ("query", "named"),
    [
        ("tag=a&tag=a", ["tag"]),
        ("tag=a&tag=b", ["tag"]),
        ("page=1&page=1", ["page"]),
        ("fields=slug&fields=title", ["fields"]),
        ("include=body&include=body", ["include"]),
        ("cursor=&cursor=", ["cursor"]),
        ("q=needle&q=needle", ["q"]),
        ("page=99999999999999999999", ["page"]),
        ("page=-1", ["page"]),
        ("page=1e3", ["page"]),
        ("page=%D9%A1", ["page"]),
        ("page=501", ["page"]),
        ("page_size=999999999", ["page_size"]),
        ("page_size=0", ["page_size"]),
        ("fields=" + ",".join(f"f{number}" for number in range(300)), ["fields"]),
        ("include=a.b.c.d.e", ["include"]),
        ("include=" + ",".join(["body"] * 1_000), ["include"]),
        ("cursor=" + "A" * 10_000, ["cursor"]),
        ("tag=" + "a" * 10_000, ["tag"]),
        ("tag=" + quote("a\x00"), ["tag"]),
        ("tag=\xff", ["tag"]),
        ("tag=%FF", ["tag"]),
        ("q=%FF", ["q"]),
        ("tag=%ED%A0%80", ["tag"]),
        ("published_at__gte=" + "9" * 500, ["published_at__gte"]),
        ("published_at__gte=9999-12-31T23:59:59-23:59", ["published_at__gte"]),
        ("published_at__lt=0001-01-01T00:00+23:59", ["published_at__lt"]),
        ("Tag=a", ["Tag"]),
        ("tag[]=a", ["tag[]"]),
        ("tag%00=a", ["tag␀"]),
        ("__class__=a", ["__class__"]),
        (";".join(["tag=a"] * 100), ["tag"]),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_named(ask: Ask, query: str, named: list[str]) -> None:
    answer = ask(ARTICLES, query)
    assert answer.status == 400
    assert sorted(set(answer.named())) == named
    assert len(answer.body) < 12_000


@table(
    ("query", "status"),
    [
        (None, 200),
        ("&&&&", 200),
        ("tag=a&", 200),
        ("tag=a#fragment", 400),
        ("page=500", 404),
        ("page=00001", 200),
        ("page_size=100&" + "&" * 8_000, 400),
        ("=" * 8_000, 400),
        ("%", 400),
        ("&".join(f"p{number}=1" for number in range(5_001)), 400),
        ("?tag=a", 400),
    ],
)
def test_a_query_of_an_odd_form(ask: Ask, query: str | None, status: int) -> None:
    assert ask(ARTICLES, query).status == status


@table(
    "words",
    [
        "x" * 10_000,
        "needle " * 2_000,
        "?!…—*",
        '"' * 200,
        "\u200b\u200d",
        "\x00",
        "\ufffd",
    ],
)
def test_a_search_of_no_words_or_too_many_is_refused(ask: Ask, words: str) -> None:
    for path in (SEARCH, ARTICLES):
        answer = ask(path, f"q={quote(words)}")
        assert (answer.status, answer.named()) == (400, ["q"])


@table(
    ("words", "number"),
    [
        ('needle AND NOT "', 0),
        ("NEAR(needle hay)", 0),
        ("title:needle*", 0),
        ("needle') OR 1=1 --", 0),
        ("{x}:needle", 0),
        ("needle & | ! <-> :*", 1),
        ("-needle +hay ^one", 1),
    ],
)
def test_the_operators_of_a_database_are_words_or_nothing(ask: Ask, words: str, number: int) -> None:
    for path in (SEARCH, ARTICLES):
        answer = ask(path, f"q={quote(words)}")
        assert answer.status == 200
        assert len(orjson.loads(answer.body)["results"]) == number


def test_what_was_given_for_another_list_entry_or_time_is_refused(ask: Ask) -> None:
    other = make_article("other", is_draft=True)
    make_article("two")
    following = orjson.loads(ask(ARTICLES, "cursor=&page_size=1").body)["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert ask(ARTICLES, f"cursor={cursor}").status == 200
    for path, query in (("/api/v1/roles/", ""), (ARTICLES, "&tag=a"), (ARTICLES, "&ordering=title")):
        assert ask(path, f"cursor={cursor}{query}").named() == ["cursor"]
    assert ask(ARTICLES, f"cursor={cursor[: len(cursor) // 2]}").named() == ["cursor"]

    link = quote(make_link(other))
    assert ask("/api/v1/articles/other/", f"preview={link}").status == 200
    assert ask("/api/v1/articles/other/").status == 404
    expired = quote(make_link(other, minutes=-1))
    for query in (f"preview={link[: len(link) // 2]}", f"preview={expired}", "preview=", "perspective=draft"):
        answer = ask("/api/v1/articles/other/", query)
        assert (answer.status, answer.headers["Cache-Control"]) == (401, "private, no-store")
    make_article("third", is_draft=True)
    assert ask("/api/v1/articles/third/", f"preview={link}").status == 404


def test_half_a_token_and_one_that_has_expired_are_refused(ask: Ask) -> None:
    late = make_token(expires_at=timezone.now())
    good = make_token()
    assert ask(ARTICLES, HTTP_AUTHORIZATION=f"Bearer {good}").status == 200
    for header in (good, f"Bearer {good[: len(good) // 2]}", f"Bearer {late}", "Bearer \xff\x00", "Basic eDp5", ""):
        answer = ask(ARTICLES, HTTP_AUTHORIZATION=header)
        assert (answer.status, answer.headers["Cache-Control"]) == (401, "private, no-store")
