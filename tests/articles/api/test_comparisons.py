"""Comparisons over HTTP: which can be asked for, in which order, and which are listed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cms.publishing.publishing import retract
from tests.articles.asking import read, refused
from tests.articles.contract import read_as_documented
from tests.articles.makers import (
    edit_and_publish,
    make_article,
    make_copies,
    make_dimension,
    make_role,
    make_skill,
    save,
)
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SITE = "https://www.example.org"


def compared(*slugs: str) -> Any:
    return read_as_documented(f"/comparisons/{'-vs-'.join(slugs)}/")


def test_the_order_of_the_path_is_kept_throughout() -> None:
    focus = make_dimension("Focus")
    skills = [make_skill(name) for name in ("s", "t")]
    make_role("ml engineer", skills={skills[0]: 0.9}, dimensions={focus: "**Models**"}, choose_if="you like models")
    make_role("analyst", skills={skills[1]: 0.4}, dimensions={focus: "Numbers"}, responsibilities=["Counts", "Tells"])
    answer = compared("ml-engineer", "analyst")
    assert answer["slug"] == "ml-engineer-vs-analyst"
    assert answer["title"] == "ml engineer vs analyst"
    assert [role["slug"] for role in answer["roles"]] == ["ml-engineer", "analyst"]
    assert answer["roles"][0]["choose_if"] == "you like models"
    assert answer["roles"][1]["responsibilities"] == ["Counts", "Tells"]
    (dimension,) = answer["dimensions"]
    assert (dimension["slug"], dimension["name"], dimension["is_complete"]) == ("focus", "Focus", True)
    assert dimension["cells"] == [
        {"role": "ml-engineer", "html": "<p><strong>Models</strong></p>", "text": "Models"},
        {"role": "analyst", "html": "<p>Numbers</p>", "text": "Numbers"},
    ]
    assert list(answer["skills"]["unique"]) == ["ml-engineer", "analyst"]
    back = compared("analyst", "ml-engineer")
    assert [cell["role"] for cell in back["dimensions"][0]["cells"]] == ["analyst", "ml-engineer"]
    assert back["similarity"] == answer["similarity"]


def test_the_canonical_is_alphabetical_while_no_article_is_about_the_roles() -> None:
    for name in ("b", "a", "c"):
        make_role(name)
    for order in (("b", "a"), ("a", "b")):
        assert compared(*order)["canonical"] == f"{SITE}/comparisons/a-vs-b"
    assert compared("c", "a", "b")["canonical"] == f"{SITE}/comparisons/a-vs-b-vs-c"


def test_the_canonical_is_the_order_of_the_newest_article_about_exactly_the_roles() -> None:
    a, b, c = (make_role(name) for name in ("a", "b", "c"))
    make_article(roles=[a, b], published_at="2026-01-01T00:00Z")
    make_article(roles=[b, a], published_at="2026-01-02T00:00Z")
    make_article(roles=[a, c, b], published_at="2026-01-03T00:00Z")
    for order in (("b", "a"), ("a", "b")):
        assert compared(*order)["canonical"] == f"{SITE}/comparisons/b-vs-a"
    assert compared("a", "b", "c")["canonical"] == f"{SITE}/comparisons/a-vs-c-vs-b"


def test_the_canonical_is_the_listed_one_also_when_a_role_of_the_article_is_not_live() -> None:
    a, b, draft = make_role("a"), make_role("b"), make_role("draft", is_draft=True)
    make_article(roles=[b, draft, a])
    (item,) = read("/comparisons/")["results"]
    assert item["slug"] == "b-vs-a"
    assert compared("a", "b")["canonical"] == f"{SITE}/comparisons/b-vs-a"
    assert read("/articles/" + item["article"]["slug"] + "/")["comparison"] == compared("b", "a")


@table(
    ("path", "said"),
    [
        ("a", "2 to 6"),
        ("a-vs-a", "itself"),
        ("a-vs-b-vs-a", "itself"),
        ("a-vs-b-vs-c-vs-d-vs-e-vs-f-vs-g", "7"),
        ("-vs-", "itself"),
        ("a-VS-b", "2 to 6"),
        ("vs", "2 to 6"),
        ("a_vs_b", "2 to 6"),
    ],
    rolled_back=True,
)
def test_what_is_no_comparison_is_refused(path: str, said: str) -> None:
    for name in "abcdefg":
        make_role(name)
    assert said in refused(f"/comparisons/{path}/")["detail"]


@table(
    ("path", "named"),
    [
        ("a-vs-nobody", "nobody"),
        ("nobody-vs-a", "nobody"),
        ("a-vs-", ""),
        ("-vs-a", ""),
        ("a-vs-vs-b", "vs-b"),
        ("a-vs--b", "-b"),
        ("A-vs-b", "A"),
        ("a-vs-b ", "b "),
    ],
    given=lambda: (make_role("a"), make_role("b")),
)
def test_a_role_that_is_not_there_is_named(path: str, named: str) -> None:
    assert f"“{named}”" in refused(f"/comparisons/{path}/", 404)["detail"]


def test_a_skill_is_shared_by_all_partial_in_some_or_unique_to_one() -> None:
    shared, partial, alone = make_skill("shared"), make_skill("partial"), make_skill("alone")
    make_role("a", skills={shared: 1, partial: 0.5})
    make_role("b", skills={shared: 0.5, partial: 0.25, alone: 0.125})
    make_role("c", skills={shared: 0.25})
    skills = compared("a", "b", "c")["skills"]
    assert [(s["slug"], s["importance"]) for s in skills["shared"]] == [("shared", {"a": 1.0, "b": 0.5, "c": 0.25})]
    assert [(s["slug"], s["importance"]) for s in skills["partial"]] == [("partial", {"a": 0.5, "b": 0.25})]
    assert {role: [s["slug"] for s in there] for role, there in skills["unique"].items()} == {
        "a": [],
        "b": ["alone"],
        "c": [],
    }
    assert compared("a", "b")["skills"]["partial"] == []


def test_similarity_of_two_and_the_mean_over_pairs_of_three() -> None:
    s, t, u = make_skill(), make_skill(), make_skill()
    make_role("a", skills={s: 1, t: 0.5})
    make_role("b", skills={s: 0.5, u: 0.5})
    make_role("c", skills={u: 1})
    # a and b: one of three shared; min 0.5 of max 1 + 0.5 + 0.5
    assert compared("a", "b")["similarity"] == {"jaccard": 0.3333, "weighted": 0.25}
    similarity = compared("a", "b", "c")["similarity"]
    assert similarity["pairs"] == [
        {"roles": ["a", "b"], "jaccard": 0.3333, "weighted": 0.25},
        {"roles": ["a", "c"], "jaccard": 0.0, "weighted": 0.0},
        # one of two shared; min 0.5 of max 0.5 + 1
        {"roles": ["b", "c"], "jaccard": 0.5, "weighted": 0.3333},
    ]
    assert similarity["jaccard"] == pytest.approx(0.8333 / 3, abs=1e-4)
    assert similarity["weighted"] == pytest.approx(0.5833 / 3, abs=1e-4)


def test_roles_without_skills_or_dimensions_compare_to_nothing_in_common() -> None:
    make_role("a")
    make_role("b")
    answer = compared("a", "b")
    assert answer["similarity"] == {"jaccard": 0.0, "weighted": 0.0}
    assert answer["skills"] == {"shared": [], "partial": [], "unique": {"a": [], "b": []}}
    assert answer["dimensions"] == []


def test_a_dimension_missing_in_one_role_is_there_and_incomplete() -> None:
    tooling, focus = make_dimension("Tooling", position=2), make_dimension("Focus", position=1)
    make_role("a", dimensions={tooling: "Tools", focus: "Models"})
    make_role("b", dimensions={focus: "Numbers"})
    first, second = compared("a", "b")["dimensions"]
    assert (first["slug"], first["is_complete"]) == ("focus", True)
    assert (second["slug"], second["is_complete"]) == ("tooling", False)
    assert second["cells"][1] == {"role": "b", "html": "", "text": ""}


def test_the_articles_are_the_newest_twenty_about_all_of_the_roles() -> None:
    a, b = make_role("a"), make_role("b")
    make_article("about one", roles=[a])
    dates = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 23)]
    make_copies(make_article("both", roles=[a, b], published_at="2025-01-01T00:00Z"), 22, published_at=dates)
    about = [article["slug"] for article in compared("a", "b")["articles"]]
    assert about == [f"both-{number}" for number in range(21, 1, -1)]


def test_listed_are_those_that_an_article_with_two_live_roles_is_about() -> None:
    a, b, c, draft = make_role("a"), make_role("b"), make_role("c"), make_role("draft", is_draft=True)
    make_article("first", roles=[b, a], published_at="2026-01-01T00:00Z")
    make_article("one live", roles=[a, draft], published_at="2026-01-02T00:00Z")
    make_article("second", roles=[a, b, c], published_at="2026-01-03T00:00Z")
    make_article("unpublished", roles=[a, c], is_draft=True)
    listed = read_as_documented("/comparisons/")
    assert listed["count"] == 2
    assert [(item["slug"], item["article"]["slug"]) for item in listed["results"]] == [
        ("a-vs-b-vs-c", "second"),
        ("b-vs-a", "first"),
    ]
    assert listed["results"][1]["title"] == "b vs a"
    assert [item["slug"] for item in read("/comparisons/", role="c")["results"]] == ["a-vs-b-vs-c"]
    assert read("/comparisons/", role__all="a,b")["count"] == 2
    assert read("/comparisons/", ordering="published_at")["results"] == listed["results"][::-1]
    assert read("/articles/one-live/")["comparison"] is None
    retract(c)
    assert [item["slug"] for item in read("/comparisons/")["results"]] == ["a-vs-b", "b-vs-a"]
    retract(b)
    assert read("/comparisons/")["count"] == 0
    assert read("/articles/first/")["comparison"] is None


def test_renames_show_at_once() -> None:
    focus, skill = make_dimension("Focus"), make_skill("Old skill")
    a = make_role("a", dimensions={focus: "Text"}, skills={skill: 1})
    make_role("b", dimensions={focus: "Text"}, skills={skill: 1})
    make_article("about", roles=[a])
    save(focus, name="Attention")
    edit_and_publish(skill, name="New skill")
    edit_and_publish(a, name="Alpha", slug="alpha")
    answer = compared("alpha", "b")
    assert answer["title"] == "Alpha vs b"
    assert answer["dimensions"][0]["name"] == "Attention"
    assert answer["skills"]["shared"][0]["name"] == "New skill"
    assert set(answer["skills"]["shared"][0]["importance"]) == {"alpha", "b"}
    assert read("/articles/about/")["roles"][0]["name"] == "Alpha"
    assert read("/articles/", role="alpha")["count"] == 1
