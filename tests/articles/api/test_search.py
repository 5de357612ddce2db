"""Searching everything that readers can find, and what they never may."""

import time as clock_of_this_machine
from typing import Any

import pytest

from articles.models import Role
from cms.delivery.search import matching
from cms.publishing.publishing import expire, publish, publish_on_save, retract
from tests.articles.asking import queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import (
    edit,
    edit_and_publish,
    make_article,
    make_author,
    make_call_to_action,
    make_copies,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
    save,
)

pytestmark = pytest.mark.django_db


def search(q: str, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = read_as_documented("/search/", q=q, **query)
    return answer


def hits(q: str, **query: Any) -> list[str]:
    return [hit["slug"] for hit in search(q, **query)["results"]]


def counts(answer: dict[str, Any], facet: str) -> dict[str, int]:
    return {each.get("slug") or each["value"]: each["count"] for each in answer["facets"][facet]}


# ---------------------------------------------------------------------- what is found
def test_every_type_that_readers_look_for_is_found_and_no_other() -> None:
    role = make_role("Needle role", dimensions={make_dimension("Needle dimension"): "x"})
    make_article(
        "Needle article",
        roles=[role],
        tags=[make_tag("Needle tag")],
        skills=[make_skill("Needle skill")],
        authors=[make_author("Needle author")],
        hero=make_image("Needle picture", caption="Needle"),
        calls=[make_call_to_action("Needle campaign", text="Needle", is_default=True)],
    )
    answer = search("needle")
    found = {hit["type"] for hit in answer["results"]}
    assert found == {"article", "role", "skill", "tag", "author", "dimension"}
    assert counts(answer, "type") == dict.fromkeys(found, 1)
    assert answer["suggestions"] == []


def test_a_title_counts_most_then_a_name_then_the_text() -> None:
    make_article("Something else", slug="text", body="It is about kubernetes.")
    make_role("Container person", slug="alias", aliases=["Kubernetes"])
    make_article("Kubernetes and more of that", slug="title")
    make_skill("Kubernetes", slug="exactly")
    assert hits("kubernetes") == ["exactly", "title", "alias", "text"]
    scores = [hit["score"] for hit in search("kubernetes")["results"]]
    assert scores == sorted(scores, reverse=True)


def test_of_equals_the_newest_comes_first_and_the_one_that_says_it_more_often_before() -> None:
    for number in range(3):
        make_article(f"Number {number}", slug=f"same-{number}", body="About terraform.")
    make_article("Another", slug="often", body="Terraform, terraform and terraform.")
    make_article("Newest", slug="newest", body="About terraform.")
    assert hits("terraform") == ["often", "newest", "same-2", "same-1", "same-0"]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("café", True),
        ("CAFE", True),
        ("cafe\u0301", True),
        ("resume", True),
        ("engineers", True),
        ("engineeri", True),
        ("engi", True),
        ("engi ", False),
        ("pipelin", True),
        ('"feature stores"', True),
        ('"feature store', True),
        ('"stores feature"', False),
        ("store feature", True),
        ("CI/CD", True),
        ("CD/CI ", False),
        ("c++", True),
        ("c#", False),
        ("data-driven", True),
        ("café tokyo", False),
        ("東京", True),
        ("what is a feature store", True),
        ("café 🎉", True),
    ],
)
def test_words_whatever_their_accents_case_ending_and_order(query: str, is_found: bool) -> None:
    body = "Engineering at the Café read a résumé. Feature stores, CI/CD and pipelines; C++. Data-driven in 東京."
    make_article("One", body=body)
    assert hits(query) == (["one"] if is_found else [])
    assert slugs("/articles/", q=query) == hits(query)


def test_typing_finds_more_and_more_exactly() -> None:
    make_skill("Kubernetes")
    make_skill("Kubeflow")
    assert [sorted(hits("kubernetes"[:length])) for length in (2, 4, 5)] == [
        ["kubeflow", "kubernetes"],
        ["kubeflow", "kubernetes"],
        ["kubernetes"],
    ]


def test_an_article_is_found_by_the_names_of_what_it_refers_to_together_with_its_own_words() -> None:
    role = make_role("Platform Engineer", aliases=["Cluster gardener"])
    tag, skill, author = make_tag("Careers"), make_skill("Observability"), make_author("Ada Lovelace")
    make_article("MLOps", body="A text.", roles=[role], tags=[tag], skills=[skill], authors=[author])
    make_article("Another on MLOps", slug="other")
    for words in ("careers mlops", "mlops care", "gardener mlops", "lovelace mlops", '"cluster gardener" mlops'):
        assert hits(words) == ["mlops"], words
        assert slugs("/articles/", q=words) == ["mlops"]
    assert hits("gardener cluster observability careers mlops ada") == ["mlops"]


def test_a_role_is_found_by_the_skills_that_it_needs() -> None:
    make_role("Analyst", skills={make_skill("Spreadsheets", aliases=["Lotus"]): 1})
    assert hits("lotus", type="role") == ["analyst"]
    assert slugs("/roles/", q="spreadsheet") == ["analyst"]


# ---------------------------------------------------------------------- fresh, and never too early
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


# ---------------------------------------------------------------------- narrowing and counting
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


@pytest.mark.parametrize(
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
)
def test_what_cannot_be_asked_is_refused_by_name(name: str, value: str, nearest: str | None) -> None:
    make_article(tags=[make_tag("careers")], roles=[make_role("sre")])
    (error,) = refused("/search/", **{"q": "needle", name: value})["errors"]
    assert (error["parameter"], error["nearest"]) == (name, nearest)


def test_a_search_needs_words_and_knows_its_parameters() -> None:
    assert refused("/search/")["errors"][0]["parameter"] == "q"
    assert refused("/search/", q="a", tga="b")["errors"][0]["nearest"] == "tag"
    assert refused("/search/", q="a", ordering="title")["errors"][0]["parameter"] == "ordering"
    refused("/search/", 404, q="needle", page=2)


@pytest.mark.parametrize(
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
)
def test_what_a_database_would_take_for_an_operator_is_plain_words(query: str) -> None:
    make_article("needle title near needle and or not 5 1 1")
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
    monkeypatch.setattr(matching, "MOST_MATCHES", 10)
    monkeypatch.setattr("cms.delivery.search.searching.MOST_MATCHES", 10)
    make_copies(make_article("Common needle", tags=[make_tag("tag")]), 20)
    make_article("Needle", slug="best")
    make_copies(make_article("Another", slug="another", body="A needle in the text."), 20)
    answer = search("needle", page_size=100)
    assert (answer["count"], answer["count_is_capped"]) == (10, True)
    assert len(answer["results"]) == sum(counts(answer, "type").values()) == 10
    assert answer["results"][0]["slug"] == "best", "the words in a title count, however old it is"
    refused("/search/", 404, q="needle", page=2, page_size=10)


# ---------------------------------------------------------------------- when nothing is found
def test_a_misspelt_word_is_put_right_by_a_public_title() -> None:
    make_role("Kubernetes Engineer")
    make_article("How teams share a platform")
    assert search("kuberntes enginer")["suggestions"][0] == "kubernetes engineer"
    assert search("platform zebra")["suggestions"] == ["platform", "How teams share a platform"]
    assert search("xyzzy plugh")["suggestions"] == []
    assert hits(search("kuberntes")["suggestions"][0]) == ["kubernetes-engineer"]


# ---------------------------------------------------------------------- safe, and cheap
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
    assert len(queries_of("/articles/", q="needle")) == 3


def test_a_search_is_not_kept_and_says_the_version() -> None:
    from articles.api.search_views import Search

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


@pytest.mark.parametrize("query", ["a" * 200, "é" * 200, "x " * 20, '"' * 200, "c++ " * 20, "ab" * 100])
def test_no_query_is_slow(query: str) -> None:
    make_copies(make_article("x c++ ab", slug="x", body="a " * 2_000), 50)
    started = clock_of_this_machine.process_time()
    read("/search/", q=query) if any(c.isalnum() for c in query) else refused("/search/", q=query)
    assert clock_of_this_machine.process_time() - started < 2


def test_a_role_that_is_taken_down_takes_its_name_along() -> None:
    role: Role = make_role("Webmaster")
    make_article("About work", roles=[role])
    retract(role)
    assert hits("webmaster") == []
