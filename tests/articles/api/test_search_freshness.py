"""A search is never late, and never early: what is not public is in no part of its answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.types.article import ArticleFilters
from cms.api.problems import InvalidValue
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.reading.perspectives import Perspective, as_of, drafts
from tests.articles.asking import refused, slugs
from tests.articles.makers import (
    edit,
    edit_and_publish,
    make_article,
    make_role,
    make_tag,
    save,
)
from tests.articles.searching import counts, hits, search
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_renamed_tag_is_found_at_once_and_its_old_name_no_more() -> None:
    tag = make_tag("Layoffs")
    make_article("About work", tags=[tag])
    assert set(hits("layoffs")) == {"layoffs", "about-work"}
    save(tag, name="Redundancies")
    assert hits("layoffs") == []
    assert set(hits("redundancies")) == {"layoffs", "about-work"}
    assert slugs("/articles/", q="redundancies work") == ["about-work"]


def test_a_scheduled_rename_is_found_from_its_moment_on(time: Any) -> None:
    role = make_role("Webmaster")
    make_article("About work", roles=[role])
    time.advance(1)
    edit_and_publish(role, name="Sysop", starts_at=time.after(3600))
    assert (set(hits("webmaster")), hits("sysop")) == ({"webmaster", "about-work"}, [])
    time.advance(3600)
    assert (hits("webmaster"), set(hits("sysop"))) == ([], {"webmaster", "about-work"})


def test_what_is_scheduled_is_found_from_its_moment_and_what_expires_until_then(time: Any) -> None:
    make_article("Always needle", slug="always")
    coming = make_article(
        "Coming needle", slug="coming", tags=[make_tag("Future needle", slug="future")], is_draft=True
    )
    publish(coming, starts_at=time.after(60))
    going = make_article("Going needle", slug="going", tags=[make_tag("Past needle", slug="past")])
    expire(going, at=time.after(60))
    time.advance(1)
    assert set(hits("needle")) == {"always", "going", "past"}
    time.advance(59)
    answer = search("needle")
    assert {hit["slug"] for hit in answer["results"]} == {"always", "coming", "future"}
    assert (answer["count"], counts(answer, "tag")) == (3, {"future": 1})


def test_no_word_of_a_draft_is_in_a_hit_a_count_a_facet_a_highlight_or_a_suggestion() -> None:
    hidden = make_role("Hidden canary", is_draft=True)
    article = make_article("Public page", body="Public text.", roles=[hidden], tags=[make_tag("Shown")])
    make_article("Canary draft", tags=[make_tag("Canary tag")], is_draft=True)
    edit(article, title="Canary title", body="Canary text.", excerpt="Canary")
    retract(make_article("Canary that was retracted"))
    answer = search("canary")
    assert (answer["count"], answer["results"], answer["suggestions"]) == (0, [], [])
    assert answer["facets"] == {"type": [], "tag": [], "role": []}
    for query in ("public", "canarry", "hidden canari", "publik"):
        assert "anary" not in str({**search(query), "next": ""}), query
    assert counts(search("public"), "role") == {}
    assert slugs("/articles/", q="canary") == slugs("/tags/", q="canary") == []
    refused("/search/", q="public", role="hidden-canary")
    refused("/search/", q="public", tag="canary-tag")


def test_a_tag_is_found_while_something_live_has_it() -> None:
    article = make_article("Page", tags=[make_tag("Only here")])
    assert set(hits("only here")) == {"only-here", "page"}
    retract(article)
    assert hits("only here") == []
    assert search("only hare")["suggestions"] == []


@table("perspective", [drafts(), as_of(datetime(2026, 1, 1, tzinfo=UTC))])
def test_words_are_sought_in_no_other_perspective(perspective: Perspective) -> None:
    filters = ArticleFilters({"q": "needle"}, perspective=perspective, of_type="article")
    with pytest.raises(InvalidValue, match="what is public now"):
        filters.narrowing()
