"""Walking lists by cursor."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from cms.api import pagination
from cms.delivery.lists.entry_lists import orderings_of
from cms.publishing.content_types import entry_type
from cms.publishing.publishing import retract
from tests.articles.asking import queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import To, make_article, make_copies, make_role, make_tag
from tests.contents import made_once
from tests.tables import each_once, table

ARTICLE = entry_type("article")

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BASE = "https://api.example.org/api/v1"


def make_articles() -> None:
    """Eleven with ties in everything, five of them with each of two tags."""
    tags, roles = [make_tag("a"), make_tag("b")], [make_role("r"), make_role("s")]
    for number in range(11):
        make_article(
            f"title {number % 3}",
            slug=f"article-{number}",
            tags=[tag for place, tag in enumerate(tags) if number % 2 == place or number == 4],
            roles=roles if number % 3 else roles[:1],
            published_at=f"2026-01-0{1 + number % 4}T00:00:00.5Z",
            body="word " * (10 if number % 2 else 500),
            links=[To(f"https://www.example.org/{number}"), To("https://www.example.org/")],
        )


content = made_once(make_articles)


def walk(path: str, *, key: str = "next", **query: Any) -> Iterator[dict[str, Any]]:
    page = read(path, **query)
    yield page
    while page[key]:
        assert page[key].startswith(BASE)
        page = read(page[key].removeprefix(BASE))
        yield page


def walked(path: str, **query: Any) -> list[Any]:
    return [result for page in walk(path, cursor="", **query) for result in page["results"]]


FILTERS: list[dict[str, str]] = [
    {},
    {"tag": "a"},
    {"tag": "a,b"},
    {"tag": "a,b", "kind": "comparison"},
    {"tag__all": "a,b"},
    {"tag": "a,b", "role": "s"},
    {"q": "title", "published_at__gte": "2026-01-02"},
]


# Every ordering and every filter, and every filter in an order by date and in one by another column.
WALKS = [*each_once(orderings_of(ARTICLE), FILTERS), *product(["-published_at", "title"], FILTERS)]


@table(("ordering", "query"), WALKS)
def test_a_walk_is_the_walk_by_pages_in_every_order(ordering: str, query: dict[str, str]) -> None:
    whole = read("/articles/", ordering=ordering, page_size=100, **query)["results"]
    assert whole
    for size in (2,) if query else (1, 2, 100):
        assert walked("/articles/", ordering=ordering, page_size=size, **query) == whole
    if not query:
        assert [read("/articles/", ordering=ordering, page_size=2, page=n)["results"] for n in (1, 2)] == [
            whole[:2],
            whole[2:4],
        ]


@table("path", ["/articles/", "/comparisons/", "/related-links/", "/roles/", "/tags/"])
def test_every_list_is_walked_there_and_back(path: str) -> None:
    pages = list(walk(path, cursor="", page_size=2))
    assert "count" not in pages[0]
    assert [each for page in pages for each in page["results"]] == read(path, page_size=100)["results"]
    assert read_as_documented(path, cursor="")["previous"] is None
    back = list(walk(pages[-1]["previous"].removeprefix(BASE), key="previous")) if pages[-1]["previous"] else []
    assert [page["results"] for page in back] == [page["results"] for page in pages[-2::-1]]
    for page in back:
        assert read(page["next"].removeprefix(BASE))["results"] in [each["results"] for each in pages]


def test_what_happens_meanwhile_neither_repeats_nor_hides_anything_else() -> None:
    before = slugs("/articles/", page_size=100)
    seen: list[str] = []
    for number, page in enumerate(walk("/articles/", cursor="", page_size=2)):
        seen += [result["slug"] for result in page["results"]]
        make_article("new", slug=f"new-{number}")
        make_article("old", slug=f"old-{number}", published_at="2025-01-01T00:00Z")
        if number == 5:
            break
    assert [slug for slug in seen if slug.startswith("article")] == before
    assert not [slug for slug in seen if slug.startswith("new")]
    assert len(set(seen)) == len(seen)


def test_the_place_stays_when_what_stood_there_is_gone() -> None:
    tagged = [make_article(f"x{number}", tags=[make_tag(f"t{number}")]) for number in range(4)]
    page = read("/articles/", cursor="", page_size=2)
    assert [result["slug"] for result in page["results"]] == ["x3", "x2"]
    retract(tagged[2])
    assert read(page["next"].removeprefix(BASE))["results"][0]["slug"] == "x1"


def test_a_walk_goes_past_the_last_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "DEEPEST", 4)
    assert "cursor" in refused("/articles/", page=3, page_size=2)["detail"]
    assert len(walked("/articles/", page_size=2)) == 11


def test_a_cursor_of_another_list_filters_or_ordering_is_refused() -> None:
    url = read("/articles/", cursor="", page_size=2, tag="a")["next"]
    cursor = url.partition("cursor=")[2].partition("&")[0]
    assert read("/articles/", cursor=cursor, tag="a", page_size=5, fields="slug", ordering="-published_at")
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("/comparisons/", {"tag": "a"}),
        ("/roles/", {}),
        ("/related-links/", {}),
        ("/articles/", {}),
        ("/articles/", {"tag": "b"}),
        ("/articles/", {"tag": "a", "ordering": "title"}),
        ("/articles/", {"tag": "a", "kind": "article"}),
    ]
    for path, query in wrong:
        (error,) = refused(path, cursor=cursor, **query)["errors"]
        assert error["parameter"] == "cursor", path


@table("damage", ["x", "ü", "\x00", "=", "é" * 500, "A" * 1_900, "%", "null", "-1"])
def test_what_is_no_cursor_is_refused(damage: str) -> None:
    assert refused("/articles/", cursor=damage)["errors"][0]["parameter"] == "cursor"


def test_half_a_cursor_and_a_changed_one_are_refused() -> None:
    cursor = read("/articles/", page_size=2, cursor="")["next"].rpartition("cursor=")[2].partition("&")[0]
    for wrong in (cursor[: len(cursor) // 2], cursor[:-1], f"{cursor}A", cursor[::-1]):
        assert refused("/articles/", cursor=wrong)["errors"][0]["parameter"] == "cursor"
    raw = bytearray(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[-2] ^= 1
    changed = urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert refused("/articles/", cursor=changed)["errors"][0]["parameter"] == "cursor"


def test_a_cursor_outlives_a_change_of_keys_and_not_their_end(settings: Any) -> None:
    url = read("/articles/", cursor="", page_size=2)["next"].removeprefix(BASE)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    assert read(url)["results"]
    settings.SECRET_KEY_FALLBACKS = []
    assert refused(url)["errors"][0]["parameter"] == "cursor"


def test_a_cursor_and_a_page_exclude_each_other() -> None:
    for path in ("/articles/", "/related-links/", "/comparisons/"):
        assert refused(path, cursor="", page=1)["errors"][0]["parameter"] == "cursor"


def test_an_empty_walk_ends_at_once_and_a_wrong_value_is_still_refused() -> None:
    assert read("/articles/", cursor="", q="zzz") == {"next": None, "previous": None, "results": []}
    assert read("/articles/", cursor="", language="xx")["results"] == []
    assert refused("/skills/", cursor="", category="nothing")["errors"][0]["parameter"] == "category"
    assert refused("/related-links/", cursor="", article="nothing")["errors"][0]["parameter"] == "article"


def test_lists_that_are_ranked_have_no_cursor() -> None:
    assert refused("/articles/article-1/related/", cursor="")["errors"][0]["parameter"] == "cursor"


@table(
    ("query", "most"),
    [({}, 2), ({"tag": "a"}, 3), ({"tag": "a,b", "role": "r"}, 3), ({"ordering": "title"}, 2)],
    given=lambda: make_copies(make_article("many", tags=[make_tag("c")]), 100),
)
def test_a_page_by_cursor_costs_a_query_less(query: dict[str, str], most: int) -> None:
    for size in (1, 100):
        url = read("/articles/", cursor="", page_size=size, **query)["next"]
        if url:
            assert len(queries_of(url.removeprefix(BASE))) <= most
