"""`fields`: of an answer, only what is named."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.types.article import ArticleDocument
from cms.delivery.parameters import sparse_fields
from cms.delivery.parameters.answer_shapes import shape_of
from tests.articles.asking import queries_of, read, refused
from tests.articles.makers import To, make_article, make_author, make_image, make_role, make_skill, make_tag
from tests.contents import made_once
from tests.tables import table

pytestmark = pytest.mark.django_db
PATHS = sorted(shape_of(ArticleDocument).paths())


def make_content() -> None:
    skill = make_skill("skill")
    roles = [make_role(name, skills={skill: 0.5}) for name in ("one", "two")]
    other = make_article("other")
    make_article(
        "first",
        roles=roles,
        skills=[skill],
        tags=[make_tag("tag")],
        authors=[make_author("author")],
        hero=make_image("image"),
        links=[To(other), To(roles[0]), To("https://www.example.org/")],
        body="## A heading\n\nSome text.",
    )


content = made_once(make_content)


def is_part_of(part: Any, whole: Any) -> bool:
    """Whether only members are missing: no value differs, nothing stands elsewhere."""
    if isinstance(part, dict):
        in_order = [name for name in whole if name in part] == list(part)
        return in_order and all(name in whole and is_part_of(part[name], whole[name]) for name in part)
    if isinstance(part, list):
        return len(part) == len(whole) and all(is_part_of(*pair) for pair in zip(part, whole, strict=True))
    return bool(part == whole)


def test_only_what_is_named_is_kept_inside_objects_and_lists() -> None:
    answer = read("/articles/first/", fields="title,body.toc.level,authors.name,hero.credit.licence,previous")
    assert answer == {
        "title": "first",
        "authors": [{"name": "author"}],
        "hero": {"credit": {"licence": ""}},
        "body": {"toc": [{"level": 2}]},
        "previous": read("/articles/first/")["previous"],
    }


def test_in_lists_each_result_is_chosen_from_and_the_envelope_stays() -> None:
    answer = read("/articles/", fields=" slug , roles.slug ", page_size=1)
    assert answer["results"] == [{"slug": "first", "roles": [{"slug": "one"}, {"slug": "two"}]}]
    assert answer["count"] == 2
    assert "fields=" in answer["next"]


def test_the_whole_wins_over_its_parts() -> None:
    whole = read("/articles/first/")["body"]
    assert read("/articles/first/", fields="body.html,body")["body"] == whole
    assert read("/articles/first/", fields="body,body.html")["body"] == whole


def test_a_field_is_known_though_it_is_null_or_empty_here() -> None:
    make_article("bare")
    answer = read("/articles/bare/", fields="hero.credit.name,roles.name,comparison.similarity.pairs.roles,next.title")
    assert answer == {"hero": None, "roles": [], "comparison": None, "next": None}


def test_objects_with_keys_of_their_own_are_chosen_whole() -> None:
    answer = read("/comparisons/one-vs-two/", fields="skills.shared.importance,skills.unique")
    assert answer == {
        "skills": {"shared": [{"importance": {"one": 0.5, "two": 0.5}}], "unique": {"one": [], "two": []}}
    }
    (error,) = refused("/comparisons/one-vs-two/", fields="skills.unique.one")["errors"]
    assert (error["parameter"], error["nearest"]) == ("fields", "skills.unique")


@table(
    "path",
    [
        *("/", "/articles/first/", "/articles/first/related/", "/roles/one/similar/", "/roles/one/transition/two/"),
        *("/roles/match/?skills=skill", "/related-links/", "/comparisons/", "/comparisons/one-vs-two/", "/tags/tag/"),
        *("/skills/", "/images/", "/authors/author/", "/dimensions/", "/calls-to-action/", "/articles/?cursor="),
    ],
)
def test_every_endpoint_understands_it(path: str) -> None:
    whole = read(path)
    (node,) = whole["results"][:1] or [{}] if "results" in whole else [whole]
    name = next(iter(node), "slug")
    answer = read(path, fields=name) if "?" not in path else read(f"{path}&fields={name}")
    (kept,) = answer["results"][:1] or [{}] if "results" in answer else [answer]
    assert kept == {name: node[name]} if node else kept == {}


@table(
    ("asked", "nearest"),
    [
        ("titel", "title"),
        ("body.htlm", "body.html"),
        ("html", "body.html"),
        ("title.x", "title"),
        ("__class__", None),
        ("", None),
        ("title,", None),
        ("title..x", "title"),
        ("a.b.c.d.e.f", None),
        ("x" * 1_900, None),
        ("\x00", None),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest(asked: str, nearest: str | None) -> None:
    (error,) = refused("/articles/first/", fields=asked)["errors"]
    assert (error["parameter"], error["nearest"]) == ("fields", nearest)


def test_all_unknown_fields_are_named_and_too_many_are_refused() -> None:
    errors = refused("/articles/", fields="titel,slug,exerpt")["errors"]
    assert [error["nearest"] for error in errors] == ["title", "excerpt"]
    many = ",".join(f"f{number}" for number in range(300))
    assert "100" in refused("/articles/", fields=many)["detail"]
    assert refused("/articles/?fields=title&fields=slug")["errors"][0]["parameter"] == "fields"


def test_choosing_costs_no_query() -> None:
    assert len(queries_of("/articles/first/", fields="title,roles.name")) == len(queries_of("/articles/first/"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.lists(st.sampled_from(PATHS), min_size=1, max_size=12))
def test_the_result_is_always_a_part_of_the_whole_answer(paths: list[str], whole_article: Any) -> None:
    shape = shape_of(ArticleDocument)
    part = sparse_fields.chosen_of(whole_article, sparse_fields.selection_of(",".join(paths), shape))
    assert is_part_of(part, whole_article)
    for path in paths:
        assert path.split(".")[0] in part


@pytest.fixture
def whole_article(db: None) -> Any:
    return read("/articles/first/")
