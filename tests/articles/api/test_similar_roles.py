"""Roles like one, and what a change from one to another takes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Role, Skill
from cms.publishing.publishing import publish, retract
from tests.articles.asking import ask, problem_in, queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented, wrong_with
from tests.articles.makers import edit, edit_and_publish, make_article, make_role, make_skill
from tests.cms.publishing.conftest import Time
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def names(skills: list[dict[str, Any]]) -> list[str]:
    return [skill["name"] for skill in skills]


def make_skills(*called: str) -> list[Skill]:
    return [make_skill(name) for name in called]


def test_the_seed_has_believable_neighbours(media_root: Path) -> None:
    call_command("loaddata", "seed", verbosity=0)
    assert slugs("/roles/ml-engineer/similar/")[:3] == ["data-scientist", "ai-engineer", "mlops-engineer"]
    assert slugs("/roles/mlops-engineer/similar/")[:2] == ["platform-engineer", "ml-engineer"]
    for role in slugs("/roles/"):
        assert len(read_as_documented(f"/roles/{role}/similar/")["results"]) >= 4
    read_as_documented("/roles/data-scientist/transition/ml-engineer/")


def test_a_similar_role_says_what_is_shared_and_what_is_missing() -> None:
    python, sql, docker, git = make_skills("Python", "SQL", "Docker", "Git")
    make_role("One", skills={python: 0.9, sql: 0.8, git: 0.0})
    make_role("Near", skills={python: 0.5, sql: 1.0, docker: 0.3, git: 0.7})
    make_role("Far", skills={docker: 1.0, git: 1.0, sql: 0.6})
    make_role("Apart", skills={docker: 0.1})
    near, far = read_as_documented("/roles/one/similar/")["results"]
    assert (near["slug"], far["slug"]) == ("near", "far")
    assert 1 > near["score"] > far["score"] > 0
    assert [(skill["name"], skill["importance"]) for skill in near["shared"]] == [
        ("SQL", {"one": 0.8, "near": 1.0}),
        ("Python", {"one": 0.9, "near": 0.5}),
    ]
    assert [(skill["name"], skill["importance"]) for skill in near["missing"]] == [("Git", 0.7), ("Docker", 0.3)]


def test_the_score_is_the_same_in_both_directions_and_in_the_transition() -> None:
    a, b, c = make_skills("a", "b", "c")
    make_role("one", skills={a: 1, b: 0.5})
    make_role("other", skills={b: 0.7, c: 0.2, a: 0.9})
    (there,), (back,) = read("/roles/one/similar/")["results"], read("/roles/other/similar/")["results"]
    assert there["score"] == back["score"] == read("/roles/other/transition/one/")["similarity"]


def test_equally_similar_roles_come_by_name() -> None:
    skill = make_skill()
    for name in ("start", "Zeta", "alpha", "Beta"):
        make_role(name, skills={skill: 0.5})
    assert slugs("/roles/start/similar/") == ["alpha", "beta", "zeta"]
    assert {role["score"] for role in read("/roles/start/similar/")["results"]} == {1.0}


def test_pages_of_similar_roles_follow_each_other() -> None:
    skill = make_skill()
    for name in ("start", "a", "b", "c"):
        make_role(name, skills={skill: 0.5})
    first = read("/roles/start/similar/", page_size=2)
    assert (first["count"], [role["slug"] for role in first["results"]]) == (3, ["a", "b"])
    assert first["next"] == "https://api.example.org/api/v1/roles/start/similar/?page_size=2&page=2"
    assert slugs("/roles/start/similar/", page_size=2, page=2) == ["c"]
    refused("/roles/start/similar/", 404, page_size=2, page=3)


def test_a_role_without_skills_has_nothing_similar() -> None:
    make_role("one", skills={make_skill(): 0.5})
    make_role("empty")
    assert read("/roles/empty/similar/") == {"count": 0, "next": None, "previous": None, "results": []}
    assert slugs("/roles/one/similar/") == []
    assert read_as_documented("/roles/empty/transition/one/")["similarity"] == 0


def test_drafts_count_for_nothing() -> None:
    skill, other, unseen = *make_skills("skill", "other"), make_skill("unseen", is_draft=True)
    make_role("one", skills={skill: 0.5, unseen: 1})
    make_role("two", skills={skill: 0.9, unseen: 1})
    before = read("/roles/one/similar/")
    draft = make_role("draft", skills={skill: 0.5}, is_draft=True)
    two = Role.objects.get(slug="two")
    two.role_skills.create(skill=other, importance=1, position=5)
    edit(two, name="Not yet")
    assert read("/roles/one/similar/") == before
    assert "unseen" not in str(before)
    refused("/roles/draft/similar/", 404)
    publish(draft)
    assert slugs("/roles/one/similar/") == ["draft", "two"]
    publish(two)
    assert names(read("/roles/one/similar/")["results"][1]["missing"]) == ["other"]


def test_a_retracted_skill_vanishes_everywhere() -> None:
    gone, stays = make_skills("gone", "stays")
    make_role("one", skills={gone: 1, stays: 0.1})
    make_role("two", skills={gone: 1, stays: 0.9})
    make_article(skills=[gone])
    assert "gone" in str(read("/roles/one/similar/"))
    retract(gone)
    for path in ("/roles/one/similar/", "/roles/one/transition/two/"):
        assert "gone" not in str(read_as_documented(path))
    assert read("/roles/match/?skills=gone")["recognised"] == []


def test_a_scheduled_role_is_similar_from_its_moment_on(time: Time) -> None:
    skill = make_skill()
    make_role("one", skills={skill: 0.5})
    later = make_role("later", skills={skill: 0.5}, is_draft=True)
    publish(later, starts_at=time.after(3_600))
    assert slugs("/roles/one/similar/") == []
    time.advance(3_600)
    assert slugs("/roles/one/similar/") == ["later"]


def test_a_transition_keeps_learns_and_drops() -> None:
    keep, main, minor, drop = make_skills("Keep", "Main", "Minor", "Drop")
    make_role("from here", skills={keep: 0.2, drop: 0.6})
    make_role("to there", skills={minor: 0.1, keep: 0.9, main: 0.8})
    for day in range(5):
        make_article(f"about {day}", skills=[main], published_at=NOW - timedelta(days=day))
    make_article("draft", skills=[main], is_draft=True)
    answer = read_as_documented("/roles/from-here/transition/to-there/")
    assert (answer["from"]["slug"], answer["to"]["slug"]) == ("from-here", "to-there")
    assert [(s["name"], s["importance"]) for s in answer["keep"]] == [("Keep", {"from-here": 0.2, "to-there": 0.9})]
    assert [(s["name"], s["importance"]) for s in answer["learn"]] == [("Main", 0.8), ("Minor", 0.1)]
    assert [(s["name"], s["importance"]) for s in answer["drop"]] == [("Drop", 0.6)]
    assert [[article["slug"] for article in s["articles"]] for s in answer["learn"]] == [
        ["about-0", "about-1", "about-2"],
        [],
    ]


def test_a_transition_to_itself_is_refused() -> None:
    make_role("one")
    assert "one role to another" in refused("/roles/one/transition/one/")["detail"]


def test_a_transition_moves_with_its_roles() -> None:
    one, other = make_role("one"), make_role("other")
    edit_and_publish(one, slug="first")
    edit_and_publish(other, slug="second")
    for path in ("/roles/one/transition/other/", "/roles/first/transition/other/"):
        response = ask(path)
        assert problem_in(response, 301)["location"] == response.headers["Location"]
        assert response.headers["Location"] == "https://api.example.org/api/v1/roles/first/transition/second/"
    refused("/roles/one/transition/first/")
    assert ask("/roles/one/similar/").headers["Location"] == "https://api.example.org/api/v1/roles/first/similar/"


def test_what_is_not_there_is_404_and_what_was_is_410() -> None:
    make_role("one")
    gone = make_role("gone")
    retract(gone)
    for path, status in {
        "/roles/nobody/similar/": 404,
        "/roles/gone/similar/": 410,
        "/roles/one/transition/nobody/": 404,
        "/roles/nobody/transition/one/": 404,
        "/roles/one/transition/gone/": 410,
        "/roles/gone/transition/one/": 410,
    }.items():
        assert not wrong_with(refused(path, status), path, status)


@table("path", ["/roles/one/similar/", "/roles/one/transition/two/"], rolled_back=True)
def test_what_they_do_not_understand_is_refused(path: str) -> None:
    skill = make_skill()
    make_role("one", skills={skill: 1})
    make_role("two", skills={skill: 1})
    assert refused(path, limit="3")["errors"][0]["parameter"] == "limit"


@table("number", [1, 25], rolled_back=True)
def test_queries_do_not_grow_with_the_roles(number: int) -> None:
    skills = [make_skill() for _ in range(5)]
    teaching = [make_article(skills=[skill]) for skill in skills]
    make_role("one", skills={skills[0]: 0.5})
    for n in range(number):
        make_role(f"role {n}", skills=dict.fromkeys(skills, (n + 1) / 101))
    assert teaching
    assert len(queries_of("/roles/one/similar/", page_size=100)) == 2
    assert len(queries_of("/roles/one/transition/role-0/")) == 4
    assert len(queries_of("/roles/match/?skills=a")) <= 1


def test_all_roles_are_read_once_for_a_content_version() -> None:
    skill = make_skill()
    one, other = make_role("one", skills={skill: 1}), make_role("other", skills={skill: 1})
    assert sum(reads_all_roles("/roles/one/similar/")) == 1
    assert not any(reads_all_roles("/roles/other/similar/"))
    edit_and_publish(other, summary="Changed.")
    assert sum(reads_all_roles("/roles/one/similar/")) == 1
    retract(one)
    assert slugs("/roles/other/similar/") == []


def reads_all_roles(path: str) -> list[bool]:
    """Of the queries of an answer, whether each is the one for all roles and skills."""
    with CaptureQueriesContext(connection) as captured:
        ask(path)
    return ["UNION ALL" in query["sql"] for query in captured.captured_queries]
