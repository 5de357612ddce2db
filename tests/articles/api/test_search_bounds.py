"""What a search is narrowed by, what it refuses, and what it costs."""

import time as clock_of_this_machine

import pytest

from articles.models import Role
from cms.delivery.search import matches
from cms.delivery.search.search_view import Search
from cms.publishing.publishing import publish_on_save, retract
from tests.articles.asking import queries_of, read, refused, slugs
from tests.articles.makers import (
    make_article,
    make_author,
    make_copies,
    make_image,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.articles.searching import counts, hits, search
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_hits_are_counted_by_type_tag_and_role_and_narrowed_by_them() -> None:
    tags, roles = [make_tag("a"), make_tag("b")], [make_role("First"), make_role("Second")]
    make_article("Needle one", tags=tags, roles=roles[:1])
    make_article("Needle two", tags=tags[:1], roles=roles)
    make_article("Needle three")
    make_skill("Needle skill")
    answer = search("needle")
    assert counts(answer, "type") == {"article": 3, "skill": 1}
    assert counts(answer, "tag") == {"a": 2, "b": 1}
    assert counts(answer, "role") == {"first": 2, "second": 1}
    assert [each["name"] for each in answer["facets"]["role"]] == ["First", "Second"]
    assert set(hits("needle", tag="a")) == {"needle-one", "needle-two"}
    assert hits("needle", tag="b") == ["needle-one"]
    assert set(hits("needle", tag="a,b")) == {"needle-one", "needle-two"}
    assert hits("needle", role="second", tag="a", type="article,skill") == ["needle-two"]
    assert hits("needle", type="skill") == ["needle-skill"]
    assert counts(search("needle", tag="b"), "tag") == {"a": 1, "b": 1}


@table(
    ("name", "value", "nearest"),
    [
        ("type", "articles", "article"),
        ("type", "call_to_action", None),
        ("type", "", None),
        ("tag", "carers", "careers"),
        ("role", "sre,nothing", None),
        ("page", "0", None),
        ("page_size", "101", None),
        ("q", "", None),
        ("q", "***", None),
        ("q", "x" * 201, None),
        ("q", "x" * 10_000, None),
        ("q", " ".join(f"w{number}" for number in range(200))[:1_000], None),
        ("q", "a\x00b", None),
    ],
    given=lambda: make_article(tags=[make_tag("careers")], roles=[make_role("sre")]),
)
def test_what_cannot_be_asked_is_refused_by_name(name: str, value: str, nearest: str | None) -> None:
    (error,) = refused("/search/", **{"q": "needle", name: value})["errors"]
    assert (error["parameter"], error["nearest"]) == (name, nearest)


def test_a_search_needs_words_and_knows_its_parameters() -> None:
    assert refused("/search/")["errors"][0]["parameter"] == "q"
    assert refused("/search/", q="a", tga="b")["errors"][0]["nearest"] == "tag"
    assert refused("/search/", q="a", ordering="title")["errors"][0]["parameter"] == "ordering"
    refused("/search/", 404, q="needle", page=2)


@table(
    "query",
    [
        "NEAR(needle, 5)",
        "title: needle",
        "{title} : needle",
        "needle AND",
        "OR needle NOT",
        "^needle*",
        "needle' OR '1'='1",
        "needle:*",
        "needle & ! | <->",
        '"needle',
        '"needle""',
        "needle\\",
        "needle🎉",
        "-needle",
        "needle\ud83d".encode("utf-8", "ignore").decode(),
        "((((needle",
        "%needle_",
        "needle \u202e \u0000".replace("\u0000", ""),
    ],
    given=lambda: make_article("needle title near needle and or not 5 1 1"),
)
def test_what_a_database_would_take_for_an_operator_is_plain_words(query: str) -> None:
    assert len(hits(query)) == 1


def test_pages_of_hits_never_overlap() -> None:
    for number in range(7):
        make_article(f"Needle {number}")
    first, second, third = (search("needle", page=page, page_size=3) for page in (1, 2, 3))
    assert (first["count"], first["previous"], third["next"]) == (7, None, None)
    assert "q=needle" in first["next"]
    pages = [hit["slug"] for page in (first, second, third) for hit in page["results"]]
    assert pages == hits("needle")
    assert len(set(pages)) == 7
    refused("/search/", 404, q="needle", page=4, page_size=3)


def test_counts_stop_at_a_bound_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "MOST_MATCHES", 10)
    monkeypatch.setattr("cms.delivery.search.search_results.MOST_MATCHES", 10)
    make_copies(make_article("Common needle", tags=[make_tag("tag")]), 20)
    make_article("Needle", slug="best")
    make_copies(make_article("Another", slug="another", body="A needle in the text."), 20)
    answer = search("needle", page_size=100)
    assert (answer["count"], answer["count_is_capped"]) == (10, True)
    assert len(answer["results"]) == sum(counts(answer, "type").values()) == 10
    assert answer["results"][0]["slug"] == "best", "the words in a title count, however old it is"
    refused("/search/", 404, q="needle", page=2, page_size=10)


def test_highlights_hold_no_markup_but_marks() -> None:
    attack = '<script>alert("needle")</script><img src=x onerror=alert(1)> & needle'
    make_article(attack, slug="attack", excerpt=attack, body=f"```\n{attack}\n```")
    (hit,) = search("needle")["results"]
    for html in hit["highlight"].values():
        assert "<mark>needle</mark>" in html
        assert "<" not in html.replace("<mark>", "").replace("</mark>", "")
        assert "&lt;script&gt;" in html


def test_a_search_costs_the_same_however_many_hits_there_are() -> None:
    role, tag = make_role("role"), make_tag("tag")
    article = make_article("Needle", roles=[role], tags=[tag], authors=[make_author()], hero=make_image())
    one = len(queries_of("/search/", q="needle"))
    make_copies(article, 100)
    for size in (1, 20, 100):
        assert len(read("/search/", q="needle", page_size=size)["results"]) == size
        assert len(queries_of("/search/", q="needle", page_size=size)) == one == 3
    assert len(queries_of("/search/", q="needle", tag="tag", role="role", type="article")) == 4
    assert len(queries_of("/search/", q="nothing")) <= 2
    assert len(queries_of("/articles/", q="needle")) <= 3


def test_a_search_is_not_kept_and_says_the_version() -> None:
    assert (Search.is_kept, Search.limited) == (False, "search")


def test_searching_beside_other_filters_and_in_the_lists_own_order() -> None:
    tag = make_tag("tag")
    for title in ("Needle b", "Needle a", "Needle c"):
        make_article(title, tags=[tag])
    make_article("Needle without")
    make_article("Another", tags=[tag])
    assert slugs("/articles/", q="needle", tag="tag", ordering="title") == ["needle-a", "needle-b", "needle-c"]
    assert slugs("/articles/", q="needle", tag="tag") == ["needle-c", "needle-a", "needle-b"]
    assert read("/articles/", q="needle")["count"] == 4
    assert slugs("/comparisons/", q="needle") == []


def test_what_publishes_on_save_again_is_found_by_its_new_words_only() -> None:
    author = make_author("Ada", bio="Counts engines.")
    make_article(authors=[author])
    save(author, bio="Writes notes.")
    assert (hits("engines"), hits("notes")) == ([], ["ada"])
    publish_on_save(author)
    assert hits("notes") == ["ada"]


@table(
    "query",
    ["a" * 200, "é" * 200, "x " * 20, '"' * 200, "c++ " * 20, "ab" * 100],
    given=lambda: make_copies(make_article("x c++ ab", slug="x", body="a " * 2_000), 50),
)
def test_no_query_is_slow(query: str) -> None:
    started = clock_of_this_machine.process_time()
    read("/search/", q=query) if any(c.isalnum() for c in query) else refused("/search/", q=query)
    assert clock_of_this_machine.process_time() - started < 2


def test_a_role_that_is_taken_down_takes_its_name_along() -> None:
    role: Role = make_role("Webmaster")
    make_article("About work", roles=[role])
    retract(role)
    assert hits("webmaster") == []
