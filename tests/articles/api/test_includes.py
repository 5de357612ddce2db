"""`include`: what is not there by default, for a query a level."""

from typing import Any

import pytest

from cms.delivery.parameters import includes
from cms.delivery.resources import resources
from cms.publishing.content_types import entry_type
from cms.publishing.publishing import retract
from tests.articles.asking import queries_of, read, refused
from tests.articles.contract import read_as_documented
from tests.articles.makers import (
    edit,
    make_article,
    make_author,
    make_copies,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.contents import made_once
from tests.tables import table

ARTICLE = entry_type("article")
AUTHOR = entry_type("author")
ROLE = entry_type("role")
SKILL = entry_type("skill")
TAG = entry_type("tag")

pytestmark = pytest.mark.django_db


def make_content() -> dict[str, Any]:
    skills = [make_skill(name, description=f"On {name}.") for name in ("alpha", "beta")]
    author, tag = make_author("author", bio="Writes."), make_tag("tag", description="About it.")
    roles = [
        make_role("one", skills={skills[0]: 0.9, skills[1]: 0.4}, description="Builds."),
        make_role("two", skills={skills[0]: 0.5}, description="See [one](role:one)."),
    ]
    articles = [
        make_article(
            name, roles=roles, skills=skills, tags=[tag], authors=[author], body="See [one](role:one) and **more**."
        )
        for name in ("first", "second", "third")
    ]
    return {"skills": skills, "roles": roles, "articles": articles, "author": author, "tag": tag}


content = made_once(make_content)


@table(
    ("path", "resource"),
    [
        *(("/articles/", ARTICLE), ("/articles/second/", ARTICLE), ("/roles/", ROLE), ("/roles/one/", ROLE)),
        *(("/skills/", SKILL), ("/skills/alpha/", SKILL), ("/tags/", TAG), ("/tags/tag/", TAG)),
        *(("/authors/", AUTHOR), ("/authors/author/", AUTHOR)),
    ],
)
def test_all_that_is_listed_can_be_included_and_is_as_documented(path: str, resource: Any) -> None:
    for asked in (*resource.includes, ",".join(resource.includes)):
        answer = read_as_documented(path, include=asked)
        node = answer["results"][0] if "results" in answer else answer
        for name in asked.split(",")[0].split("."):
            assert name in node, (asked, node)
            node = node[name][0] if isinstance(node[name], list) and node[name] else node[name]


@table("path", ["/comparisons/", "/comparisons/one-vs-two/"])
def test_comparisons_can_include_too(path: str) -> None:
    answer = read_as_documented(path, include="roles.skills.description")
    comparison = answer["results"][0] if "results" in answer else answer
    skill = comparison["roles"][0]["skills"][0]
    assert skill["description"]["text"] == "On alpha."
    assert skill["importance"] == 0.9


def test_what_is_included_in_a_list_is_what_the_details_have() -> None:
    whole = {slug: read(f"/articles/{slug}/") for slug in ("first", "second", "third")}
    for result in read("/articles/", include="body,skills")["results"]:
        assert result["body"] == whole[result["slug"]]["body"]
        assert result["skills"] == whole[result["slug"]]["skills"]
    for result in read("/roles/", include="skills,description,choose_if")["results"]:
        role = read(f"/roles/{result['slug']}/")
        assert {name: role[name] for name in result} == result
    for result in read("/skills/", include="roles")["results"]:
        assert result["roles"] == read(f"/skills/{result['slug']}/")["roles"]
    related = read("/articles/first/", include="related")["related"]
    assert related == read("/articles/first/related/")["results"]


def test_it_composes_with_fields() -> None:
    answer = read("/articles/first/", include="related,roles.skills", fields="slug,related.title,roles.skills.name")
    assert answer["roles"] == [
        {"skills": [{"name": "alpha"}, {"name": "beta"}]},
        {"skills": [{"name": "alpha"}]},
    ]
    assert [list(each) for each in answer["related"]] == [["title"]] * 2
    for fields, include in (("slug", "related"), ("title", "roles.skills"), ("roles.name", "related,roles.skills")):
        errors = refused("/articles/first/", fields=fields, include=include)["errors"]
        assert {error["parameter"] for error in errors} == {"include"}
        assert len(errors) == len(include.split(","))
    assert set(read("/articles/first/", include="roles.skills", fields="roles")) == {"roles"}
    (error,) = refused("/articles/", fields="body.html")["errors"]
    assert "include=body" in error["detail"]


def test_what_is_there_already_is_left_as_it_is() -> None:
    assert read("/articles/first/", include="body") == read("/articles/first/")
    assert len(queries_of("/articles/first/", include="body")) == len(queries_of("/articles/first/"))


@table(
    ("asked", "nearest"),
    [
        ("a.b.c.d.e", None),
        ("relatd", "related"),
        ("roles.skil", "roles.skills"),
        ("roles", "roles.description"),
        ("", None),
        ("body,", None),
        ("body.html", "body"),
        ("related.related.related", "related"),
        ("\x00", None),
    ],
)
def test_what_is_not_listed_is_refused_with_the_nearest(asked: str, nearest: str | None) -> None:
    for path in ("/articles/", "/articles/first/"):
        (error,) = refused(path, include=asked)["errors"]
        assert error["parameter"] == "include"
        assert error["nearest"] == nearest


def test_where_nothing_can_be_included_the_parameter_is_unknown() -> None:
    for path in ("/related-links/", "/dimensions/", "/roles/one/similar/"):
        assert refused(path, include="body")["errors"][0]["parameter"] == "include"


def test_nothing_that_is_not_live_is_included(content: Any) -> None:
    edit(content["articles"][0], body="CANARY in a draft")
    edit(content["roles"][0], description="CANARY")
    make_article("CANARY", roles=content["roles"], tags=[content["tag"]], is_draft=True)
    make_role("CANARY role", skills={content["skills"][0]: 1}, is_draft=True)
    retract(content["articles"][2])
    retract(content["skills"][1])
    save(content["tag"], name="renamed")
    for path, resource in (("/articles/", ARTICLE), ("/roles/", ROLE), ("/skills/", SKILL), ("/tags/", TAG)):
        answer = str(read(path, include=",".join(resource.includes)))
        for hidden in ("CANARY", "'third'", "'beta'"):
            assert hidden not in answer, (path, hidden)
    (tag,) = read("/tags/", include="articles")["results"]
    assert [article["slug"] for article in tag["articles"]] == ["second", "first"]
    assert tag["articles"][0]["tags"][0]["name"] == "renamed"


@table(
    ("include", "levels"),
    [
        ("body", 1),
        ("body,skills", 1),
        ("roles.articles", 1),
        ("body,roles.skills,authors.bio", 2),
        ("roles.skills.description,roles.description,tags.description", 3),
        ("skills.roles", 2),
    ],
    rolled_back=True,
)
def test_a_level_costs_one_query_whatever_the_page_size(content: Any, include: str, levels: int) -> None:
    make_copies(content["articles"][0], 100)
    for path in ("/articles/?tag=tag&", "/articles/?cursor=&"):
        counts = {size: len(queries_of(f"{path}include={include}&page_size={size}")) for size in (1, 60)}
        assert len(set(counts.values())) == 1, counts
        assert counts[1] <= len(queries_of(f"{path}page_size=1")) + levels


def test_related_articles_cost_the_same_however_many_entries_they_are_of(content: Any) -> None:
    make_copies(content["articles"][0], 100)
    without = {path: len(queries_of(path)) for path in ("/articles/?page_size=1", "/articles/first/")}
    for size in (1, 40):
        asked = f"/articles/?include=related&page_size={size}"
        assert len(queries_of(asked)) <= without["/articles/?page_size=1"] + 3
    assert len(queries_of("/articles/first/?include=related")) <= without["/articles/first/"] + 2


@table(
    ("query", "most"),
    [
        ({"include": "related", "page_size": 81}, 80),
        ({"include": "related,body,skills", "page_size": 100, "tag": "tag"}, 66),
        ({"include": "related,roles.articles", "page_size": 100, "cursor": ""}, 66),
    ],
)
def test_what_would_cost_too_much_is_refused_with_the_size_that_does_not(
    content: Any, query: dict[str, Any], most: int
) -> None:
    (error,) = refused("/articles/", **query)["errors"]
    assert error["parameter"] == "include"
    assert f"Lower page_size to {most}," in error["detail"]
    assert read("/articles/", **{**query, "page_size": most})


def test_every_member_can_be_asked_for_on_a_page_of_the_usual_size(content: Any) -> None:
    for of_type in resources():
        if of_type.includes:
            assert read(f"/{of_type.path}/", include=",".join(of_type.includes[:20]))


def test_an_answer_that_would_be_enormous_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(includes, "MOST_FILLED", 3)
    (error,) = refused("/articles/", include="roles.skills")["errors"]
    assert error["parameter"] == "include"
    assert "page_size" in error["detail"]
    assert read("/articles/", include="roles.skills", page_size=1)
