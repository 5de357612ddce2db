"""Query parameters, strictly."""

import pytest

from tests.articles.asking import refused
from tests.tables import table

pytestmark = pytest.mark.django_db


@table("name", ["tag", "tag__all", "role", "skill", "author", "kind", "language", "q", "ordering"])
def test_an_empty_value_and_a_parameter_given_twice_are_refused(name: str) -> None:
    assert refused("/articles/", **{name: ""})["errors"][0]["parameter"] == name
    assert refused(f"/articles/?{name}=a&{name}=b")["errors"][0]["parameter"] == name


@table("value", [",", "a,", ",a", "a,,b"])
def test_a_comma_without_a_value_is_refused(value: str) -> None:
    assert refused("/articles/", tag=value)["errors"][0]["parameter"] == "tag"


@table(
    ("asked", "nearest"),
    [
        ("tga", "tag"),
        ("Tag", "tag"),
        ("page-size", "page_size"),
        ("order", "ordering"),
        ("published_at__gt", "published_at__gte"),
        ("zzz", None),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_nearest(asked: str, nearest: str | None) -> None:
    problem = refused("/articles/", **{asked: "1"})
    assert problem["type"] == "https://api.example.org/problems/unknown-parameter"
    (error,) = problem["errors"]
    assert (error["parameter"], error["nearest"]) == (asked, nearest)


def test_all_unknown_parameters_are_named_at_once() -> None:
    assert [error["parameter"] for error in refused("/roles/", tga="1", colour="2")["errors"]] == ["tga", "colour"]
