"""What is related is not five of the same, and words break ties."""

from typing import Any

import pytest

from tests.articles.asking import queries_of, read, slugs
from tests.articles.makers import To, make_article, make_role, make_tag
from tests.tables import table

pytestmark = pytest.mark.django_db


def related(**query: Any) -> list[str]:
    return slugs("/articles/start/related/", **query)


def test_the_first_ones_are_not_all_about_the_same() -> None:
    first, second = make_role(), make_role()
    for number in range(3):
        make_article(f"about second {number}", roles=[second])
    for number in range(3):
        make_article(f"about first {number}", roles=[first])
    make_article("start", roles=[first, second])
    topics = [slug.split("-")[1] for slug in related()]
    assert [set(topics[at : at + 2]) for at in (0, 2, 4)] == [{"first", "second"}] * 3


def test_the_editors_choice_counts_as_shown() -> None:
    first, second = make_role(), make_role()
    chosen = make_article("chosen", roles=[first])
    make_article("second", roles=[second])
    make_article("first", roles=[first])
    make_article("start", roles=[first, second], links=[To(chosen)])
    assert related() == ["chosen", "second", "first"]


def test_the_same_words_in_the_title_bring_an_article_forward_and_are_a_reason() -> None:
    tag = make_tag("Careers")
    make_article("Moving into platform engineering", tags=[tag], slug="near")
    for number in range(3):
        make_article(f"Something else {number}", tags=[tag])
    make_article("Moving out of platform engineering", tags=[tag], slug="start")
    assert related()[0] == "near"
    near, other = read("/articles/start/related/", explain="1")["results"][:2]
    assert near["reasons"] == ["Same tag: Careers", "Similar title"]
    assert other["reasons"] == ["Same tag: Careers"]


def test_what_shares_more_wins_over_what_sounds_alike() -> None:
    tag, role = make_tag(), make_role()
    make_article("Moving into platform engineering today", tags=[tag])
    make_article("Quite another matter", tags=[tag], roles=[role], slug="other")
    make_article("Moving into platform engineering", tags=[tag], roles=[role], slug="start")
    assert related()[0] == "other"


@table("number", [1, 30], rolled_back=True)
def test_queries_do_not_grow_with_the_articles(number: int) -> None:
    tag, role = make_tag(), make_role()
    for _ in range(number):
        make_article(tags=[tag], roles=[role])
    make_article("start", tags=[tag], roles=[role])
    assert len(queries_of("/articles/start/related/", page_size=100, explain="1")) == 4
