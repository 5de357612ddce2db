"""Pages of a list, down to the ten-thousandth entry."""

from typing import Any

import pytest
from django.http import QueryDict

from cms.api.pagination import Page, page_of
from cms.api.problems import InvalidValue, NotFound
from tests.tables import table


def page(query: str = "") -> Page:
    return page_of("/api/v1/articles/", QueryDict(query))


def envelope(query: str, count: int) -> Any:
    return page(query).envelope(count, [])


def test_the_first_page_of_nothing_is_empty() -> None:
    assert envelope("", 0) == {"count": 0, "next": None, "previous": None, "results": []}


def test_links_are_absolute_and_keep_what_was_asked_for() -> None:
    answer = envelope("tag=a,b&q=%C3%A4+%26&page=2&page_size=5&ordering=-title", 42)
    before = "https://api.example.org/api/v1/articles/?tag=a,b&q=%C3%A4+%26"
    assert answer["next"] == f"{before}&page=3&page_size=5&ordering=-title"
    assert answer["previous"] == f"{before}&page=1&page_size=5&ordering=-title"
    assert envelope("tag=a", 42)["next"] == "https://api.example.org/api/v1/articles/?tag=a&page=2"


def test_there_is_no_next_on_the_last_page_and_no_previous_on_the_first() -> None:
    assert envelope("page_size=10", 10)["next"] is None
    assert envelope("page_size=10", 11)["next"] is not None
    assert envelope("page_size=10", 11)["previous"] is None
    assert envelope("page_size=10&page=2", 11)["next"] is None


@table(("query", "count"), [("page=2", 20), ("page=3&page_size=10", 20), ("page=2", 0)])
def test_a_page_past_the_end_is_not_found_and_says_where_the_end_is(query: str, count: int) -> None:
    with pytest.raises(NotFound, match=r"the list ends on page \d"):
        envelope(query, count)


@table("size", [1, 20, 30, 99, 100])
def test_walking_the_links_ends_with_the_ten_thousandth_entry(size: int) -> None:
    last = -(-10_000 // size)
    assert envelope(f"page={last - 1}&page_size={size}", 50_000)["next"].endswith(f"?page={last}&page_size={size}")
    assert envelope(f"page={last}&page_size={size}", 50_000)["next"] is None
    with pytest.raises(InvalidValue, match="10,000"):
        page(f"page={last + 1}&page_size={size}")


@table("value", ["0", "-1", "1.5", "abc", "", " ", "+1", "1 ", "٣", "²", "1e3", "0x1", "9" * 30, "null"])
@table("name", ["page", "page_size"])
def test_what_is_no_positive_number_is_refused_by_name(name: str, value: str) -> None:
    query = QueryDict(mutable=True)
    query[name] = value
    with pytest.raises(InvalidValue) as refused:
        page_of("/api/v1/articles/", query)
    assert [error["parameter"] for error in refused.value.errors] == [name]


@table("size", [101, 1000, 999_999_999])
def test_a_page_has_at_most_a_hundred_entries(size: int) -> None:
    with pytest.raises(InvalidValue, match="at most 100"):
        page(f"page_size={size}")
    assert page("page_size=100").size == 100
    assert page().size == 20
