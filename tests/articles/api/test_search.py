"""Searching everything that readers can find: what is found, and in which order."""

import pytest

from tests.articles.asking import slugs
from tests.articles.makers import (
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
)
from tests.articles.searching import counts, hits, search
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]


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


@table(
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
    rolled_back=True,
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


def test_a_misspelt_word_is_put_right_by_a_public_title() -> None:
    make_role("Kubernetes Engineer")
    make_article("How teams share a platform")
    assert search("kuberntes enginer")["suggestions"][0] == "kubernetes engineer"
    assert search("platform zebra")["suggestions"] == ["platform", "How teams share a platform"]
    assert search("xyzzy plugh")["suggestions"] == []
    assert hits(search("kuberntes")["suggestions"][0]) == ["kubernetes-engineer"]
