"""Order and pages of lists."""

from itertools import pairwise
from typing import Any

import pytest

from cms.delivery.lists.entry_lists import orderings_of
from cms.publishing.content_types import entry_type
from tests.articles.asking import read, refused, slugs
from tests.articles.makers import make_article, make_role, make_skill, make_tag
from tests.tables import table

ARTICLE = entry_type("article")
ROLE = entry_type("role")
SKILL = entry_type("skill")
TAG = entry_type("tag")

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def make_articles_with_ties() -> None:
    for number, (title, day, words) in enumerate(
        [("b", "01", 10), ("a", "02", 500), ("b", "02", 10), ("a", "01", 500), ("c", "01", 10), ("a", "01", 10)]
    ):
        make_article(title, slug=f"article-{number}", published_at=f"2026-01-{day}T00:00Z", body="word " * words)


def test_the_documented_orderings_are_there() -> None:
    names = {"published_at", "updated_at", "title", "reading_minutes"}
    assert set(orderings_of(ARTICLE)) == {sign + name for name in names for sign in ("", "-")}
    assert ARTICLE.default_ordering == "-published_at"


@table("ordering", orderings_of(ARTICLE), given=make_articles_with_ties)
def test_every_ordering_of_articles_sorts_and_its_pages_never_overlap(ordering: str) -> None:
    results = read("/articles/", ordering=ordering)["results"]
    values = [result[ordering.lstrip("-")] for result in results]
    assert values == sorted(values, reverse=ordering.startswith("-"))
    in_order = [result["slug"] for result in results]
    assert [slugs("/articles/", ordering=ordering, page_size=1, page=page)[0] for page in range(1, 7)] == in_order
    other = ordering.removeprefix("-") if ordering.startswith("-") else f"-{ordering}"
    assert slugs("/articles/", ordering=other) == in_order[::-1]


@table("ordering", orderings_of(ARTICLE), given=make_articles_with_ties, rolled_back=True)
def test_a_filtered_list_is_in_the_order_of_the_whole(ordering: str) -> None:
    tag, role = make_tag("tag"), make_role("role")
    for number in range(4):
        make_article("b", slug=f"tagged-{number}", tags=[tag], roles=[role], published_at="2026-01-01T00:00Z")
    whole = [slug for slug in slugs("/articles/", ordering=ordering) if slug.startswith("tagged")]
    for query in ({"tag": "tag"}, {"role__all": "role", "tag": "tag"}, {"kind": "article", "tag": "tag"}):
        assert slugs("/articles/", ordering=ordering, **query) == whole


def test_the_newest_come_first_unless_asked_otherwise() -> None:
    make_articles_with_ties()
    assert slugs("/articles/") == slugs("/articles/", ordering="-published_at")
    assert slugs("/comparisons/") == []


@table(("path", "resource"), [("/roles/", ROLE), ("/skills/", SKILL), ("/tags/", TAG)], rolled_back=True)
def test_the_others_come_by_name(path: str, resource: Any) -> None:
    tags, skills = [make_tag("Beta"), make_tag("Alpha")], [make_skill("Beta"), make_skill("Alpha")]
    roles = [make_role("Beta"), make_role("Alpha")]
    make_article(tags=tags, skills=skills, roles=roles)
    assert slugs(path) == ["alpha", "beta"]
    assert slugs(path, ordering="-name") == slugs(path, ordering="-title") == ["beta", "alpha"]
    for ordering in orderings_of(resource):
        assert len(slugs(path, ordering=ordering)) == 2


@table(
    ("asked", "nearest"),
    [
        ("-published", "-published_at"),
        ("titel", "title"),
        ("published_at,title", "published_at"),
        ("--title", "-title"),
        ("id", None),
        ("", None),
        ("zzz", None),
    ],
)
def test_an_unknown_ordering_is_refused_with_the_nearest(asked: str, nearest: str | None) -> None:
    (error,) = refused("/articles/", ordering=asked)["errors"]
    assert error["parameter"] == "ordering"
    assert error["nearest"] == nearest


@table("path", ["/articles/", "/roles/", "/comparisons/", "/related-links/", "/images/"])
def test_wrong_pages_are_refused_everywhere(path: str) -> None:
    for name, value in (("page", "0"), ("page", "abc"), ("page_size", "1000"), ("page_size", "0"), ("page", "501")):
        assert refused(path, **{name: value})["errors"][0]["parameter"] == name
    refused(path, 404, page=2)
    assert read(path) == {"count": 0, "next": None, "previous": None, "results": []}


def test_the_links_lead_from_page_to_page_and_back() -> None:
    tag = make_tag("tag")
    for _ in range(5):
        make_article(tags=[tag])
    make_article()
    pages = [read("/articles/", tag="tag", page_size=2, ordering="title")]
    while pages[-1]["next"]:
        url = pages[-1]["next"].removeprefix("https://api.example.org/api/v1")
        assert url != pages[-1]["next"]
        pages.append(read(url))
    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert {page["count"] for page in pages} == {5}
    for before, after in pairwise(pages):
        assert read(after["previous"].removeprefix("https://api.example.org/api/v1")) in (before, {**before})
