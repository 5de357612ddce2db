"""Which role fits someone with these skills."""

from typing import Any

import pytest

from tests.articles.asking import ask, problem_in, queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import make_role, make_skill
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PATH = "/roles/match/"


def match(skills: str, **query: Any) -> Any:
    return read_as_documented(PATH, skills=skills, **query)


def test_the_role_whose_needs_are_covered_comes_first() -> None:
    docker, python, sql = make_skill("Docker", aliases=["containers"]), make_skill("Python"), make_skill("SQL")
    make_role("Whole", skills={docker: 0.4, python: 0.2})
    make_role("Most", skills={docker: 0.9, sql: 0.3})
    make_role("Little", skills={docker: 0.3, sql: 0.9})
    make_role("None", skills={sql: 1})
    make_role("Empty")
    answer = match("docker,python")
    assert [(role["slug"], role["score"]) for role in answer["results"]] == [
        ("whole", 1.0),
        ("most", 0.9),
        ("little", 0.1),
    ]
    most = answer["results"][1]
    assert [(skill["name"], skill["importance"]) for skill in most["have"]] == [("Docker", 0.9)]
    assert [(skill["name"], skill["importance"]) for skill in most["missing"]] == [("SQL", 0.3)]
    assert answer["count"] == 3


def test_equal_roles_come_by_name() -> None:
    skill = make_skill("Docker")
    for name in ("Zeta", "alpha", "Beta"):
        make_role(name, skills={skill: 0.5})
    assert slugs(PATH, skills="docker") == ["alpha", "beta", "zeta"]


def test_aliases_spelling_and_signs_are_understood() -> None:
    make_skill("Kubernetes", slug="kubernetes", aliases=["k8s"])
    make_skill("C++", slug="cpp")
    make_skill("C#", slug="c-sharp")
    make_skill("C", slug="c")
    make_skill(".NET", slug="net")
    make_skill("Node.js", slug="node")
    answer = match("K8S,kubernets,C++,c#,.Net,nodejs,C")
    understood = {found["query"]: found["skill"]["name"] for found in answer["recognised"]}
    assert understood == {
        "K8S": "Kubernetes",
        "kubernets": "Kubernetes",
        "C++": "C++",
        "c#": "C#",
        ".Net": ".NET",
        "nodejs": "Node.js",
        "C": "C",
    }
    assert answer["unrecognised"] == []
    # As a client writes it that does not encode the plus signs.
    raw = [found["skill"]["name"] for found in read(f"{PATH}?skills=C++,C")["recognised"]]
    assert raw == ["C++", "C"]


def test_what_is_not_understood_is_named_with_suggestions() -> None:
    make_role("role", skills={make_skill("Kubernetes"): 1})
    make_skill("Draft skill", is_draft=True)
    answer = match("kube,🐳,Draft skill")
    assert [(found["query"], [s["name"] for s in found["suggestions"]]) for found in answer["unrecognised"]] == [
        ("kube", ["Kubernetes"]),
        ("🐳", []),
        ("Draft skill", []),
    ]
    assert (answer["count"], answer["results"], answer["recognised"]) == (0, [], [])


def test_an_alias_of_two_skills_is_ambiguous() -> None:
    make_skill("Tensor tools", aliases=["TT"])
    make_skill("Table tennis", aliases=["tt"])
    (found,) = match("TT")["unrecognised"]
    assert found["is_ambiguous"] is True
    assert [skill["name"] for skill in found["suggestions"]] == ["Table tennis", "Tensor tools"]


def test_a_skill_named_twice_counts_once() -> None:
    skill = make_skill("Docker", aliases=["containers"])
    make_role("role", skills={skill: 0.5, make_skill("Python"): 0.5})
    answer = match("docker,Docker,containers,docker")
    assert [found["query"] for found in answer["recognised"]] == ["docker", "Docker", "containers"]
    assert answer["results"][0]["score"] == 0.5


@table("skills", ["", " ", ",", "docker,", ",".join(f"skill {n}" for n in range(51)), "x" * 5_000, "a\x00b"])
def test_bad_values_are_refused(skills: str) -> None:
    problem = refused(PATH, skills=skills)
    assert problem["errors"][0]["parameter"] == "skills"


def test_without_skills_it_is_refused() -> None:
    problem_in(ask(PATH), 400)
    assert refused(PATH, skill="docker")["errors"][0]["nearest"] == "skills"
    assert refused(PATH, skills="docker", page="0")["errors"][0]["parameter"] == "page"


@table(
    "skills",
    ["🐳" * 400, "', --", "%", "\u202e", "a" * 121, ",".join("ab" for _ in range(60))],
    given=lambda: make_skill("Docker"),
)
def test_strange_values_are_not_understood_and_no_error(skills: str) -> None:
    assert match(skills)["recognised"] == []


def test_fifty_skills_are_not_too_many() -> None:
    wanted = [f"skill number {n}" for n in range(50)]
    for name in wanted:
        make_skill(name)
    assert len(match(",".join(wanted))["recognised"]) == 50


def test_pages_repeat_the_question() -> None:
    skill = make_skill("Docker")
    for name in "abc":
        make_role(name, skills={skill: 0.5})
    first = match("docker", page_size=2)
    assert (first["count"], [role["slug"] for role in first["results"]]) == (3, ["a", "b"])
    assert first["next"] == "https://api.example.org/api/v1/roles/match/?skills=docker&page_size=2&page=2"
    refused(PATH, 404, skills="docker", page=7)


@table("number", [1, 25], rolled_back=True)
def test_queries_do_not_grow_with_the_roles(number: int) -> None:
    skill = make_skill("Docker")
    for _ in range(number):
        make_role(skills={skill: 0.5, make_skill(): 0.5})
    assert len(queries_of(PATH, skills="docker,nothing known", page_size=100)) == 1
