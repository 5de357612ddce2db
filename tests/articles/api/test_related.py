"""What to read after an article."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from articles import related_articles
from cms.publishing.models import Publication
from cms.publishing.publishing import retract
from tests.articles.asking import read, refused, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import (
    To,
    edit_and_publish,
    make_article,
    make_author,
    make_copies,
    make_role,
    make_skill,
    make_tag,
)
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def related(slug: str = "start", **query: Any) -> list[str]:
    return slugs(f"/articles/{slug}/related/", **query)


def test_the_editors_order_holds_whatever_is_shared() -> None:
    role, tags = make_role(), [make_tag() for _ in range(5)]
    last_pinned = make_article("last pinned", roles=[role], tags=tags)
    last_chosen = make_article("last chosen", roles=[role], tags=tags)
    first_pinned, first_chosen = make_article("first pinned"), make_article("first chosen")
    make_article("similar", roles=[role], tags=tags)
    make_article(
        "start",
        roles=[role],
        tags=tags,
        links=[
            To(first_chosen),
            To(first_pinned, is_pinned=True),
            To(last_chosen),
            To(last_pinned, is_pinned=True),
        ],
    )
    assert related() == ["first-pinned", "last-pinned", "first-chosen", "last-chosen", "similar"]


def test_the_scores_never_rise_along_the_list() -> None:
    role, tag = make_role(), make_tag()
    for years in range(4):
        make_article(f"old {years}", roles=[role], tags=[tag], published_at=NOW - timedelta(days=365 * years))
        make_article(f"older {years}", tags=[tag], published_at=NOW - timedelta(days=400 * years))
    pinned, chosen = make_article("pinned", roles=[role]), make_article("chosen")
    make_article("start", roles=[role], tags=[tag], published_at=NOW, links=[To(chosen), To(pinned, is_pinned=True)])
    scores = [entry["score"] for entry in read("/articles/start/related/", explain="1")["results"]]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)


def test_never_itself_nor_what_is_muted_nor_a_draft_nor_anything_twice() -> None:
    tag, role = make_tag(), make_role()
    draft = make_article("draft", tags=[tag], is_draft=True)
    gone = make_article("gone", tags=[tag])
    muted = make_article("muted", tags=[tag], roles=[role])
    both = make_article("both", tags=[tag], roles=[role])
    make_article(
        "start",
        tags=[tag],
        roles=[role],
        links=[To(muted, is_muted=True), To(both), To(draft), To(gone), To(role), To("https://elsewhere.example/")],
    )
    retract(gone)
    assert related() == ["both"]


def test_what_is_rarer_says_more() -> None:
    common, rare = make_tag(), make_tag()
    for _ in range(6):
        make_article(tags=[common])
    make_article("common", tags=[common])
    make_article("rare", tags=[rare])
    make_article("start", tags=[common, rare])
    assert related()[0] == "rare"
    assert len(related()) == 8


def test_roles_say_more_than_skills_and_skills_than_tags_and_tags_than_authors() -> None:
    role, skill, tag, author = make_role(), make_skill(), make_tag(), make_author()
    make_article("by", authors=[author])
    make_article("tagged", tags=[tag])
    make_article("skilled", skills=[skill])
    make_article("about", roles=[role])
    make_article("start", roles=[role], skills=[skill], tags=[tag], authors=[author])
    assert related() == ["about", "skilled", "tagged", "by"]


def test_the_newer_of_two_alike_comes_first() -> None:
    tag = make_tag()
    make_article("old", tags=[tag], published_at=NOW - timedelta(days=600))
    make_article("new", tags=[tag], published_at=NOW - timedelta(days=1))
    make_article("middle", tags=[tag], published_at=NOW - timedelta(days=300))
    make_article("start", tags=[tag], published_at=NOW)
    assert related() == ["new", "middle", "old"]


def test_the_reasons_are_in_words_the_weightiest_first() -> None:
    role, tag, author = make_role("MLOps Engineer"), make_tag("Careers"), make_author("Desk")
    pinned = make_article("pinned")
    make_article("near", roles=[role], tags=[tag], authors=[author])
    make_article("start", roles=[role], tags=[tag], authors=[author], links=[To(pinned, is_pinned=True)])
    first, second = read_as_documented("/articles/start/related/", explain="1")["results"]
    assert first["reasons"] == ["Pinned by the editors"]
    assert second["reasons"] == ["Same role: MLOps Engineer", "Same tag: Careers", "By the same author: Desk"]
    assert "score" not in read("/articles/start/related/")["results"][0]
    assert "score" not in read("/articles/start/related/", explain="0")["results"][0]


def test_pages_follow_each_other() -> None:
    tag = make_tag()
    for _ in range(5):
        make_article(tags=[tag])
    make_article("start", tags=[tag])
    first = read("/articles/start/related/", page_size=2, explain="1")
    assert first["count"] == 5
    assert first["next"] == ("https://api.example.org/api/v1/articles/start/related/?page_size=2&explain=1&page=2")
    walked = [slug for page in (1, 2, 3) for slug in related(page_size=2, page=page)]
    assert walked == related()
    refused("/articles/start/related/", 404, page_size=2, page=4)


@table(
    "query",
    [{"explain": "yes"}, {"explain": ""}, {"page": "0"}, {"ordering": "title"}],
    given=lambda: make_article("start"),
)
def test_what_it_does_not_understand_is_refused(query: dict[str, str]) -> None:
    assert refused("/articles/start/related/", **query)["errors"][0]["parameter"] == next(iter(query))


def test_an_article_that_shares_nothing_has_nothing_related() -> None:
    make_article("start")
    make_article("other")
    assert read("/articles/start/related/") == {"count": 0, "next": None, "previous": None, "results": []}


def test_at_most_a_hundred_are_related() -> None:
    tag = make_tag()
    make_copies(make_article(tags=[tag]), 102)
    make_article("start", tags=[tag])
    assert read("/articles/start/related/", page_size=100)["count"] == related_articles.MOST == 100


def test_more_tags_than_the_database_joins_queries_are_no_error() -> None:
    tag = make_tag()
    make_article("near", tags=[tag])
    make_article("start", tags=[tag])
    start = Publication.objects.get(slug="start")
    summary = json.loads(start.summary)
    start.summary = json.dumps({**summary, "tags": [*summary["tags"], *(str(uuid4()) for _ in range(600))]})
    start.save()
    assert related() == ["near"]


def test_an_edit_of_the_article_changes_what_is_related_to_it_when_it_is_published() -> None:
    one, other = make_tag(), make_tag()
    make_article("one", tags=[one])
    make_article("other", tags=[other])
    start = make_article("start", tags=[one])
    start.tags.set([other])
    assert related() == ["one"]
    edit_and_publish(start)
    assert related() == ["other"]
