"""What lists can be narrowed by, and what is refused."""

from typing import Any

import pytest

from cms.publishing.publishing import retract
from tests.articles.asking import read, refused, slugs
from tests.articles.makers import (
    edit_and_publish,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MAKERS: dict[str, Any] = {"tag": make_tag, "role": make_role, "skill": make_skill, "author": make_author}


def referring(kind: str, *entries: Any) -> dict[str, Any]:
    return {f"{kind}s": entries}


@table("kind", MAKERS, rolled_back=True)
def test_articles_by_what_they_refer_to(kind: str) -> None:
    one, other = MAKERS[kind]("one"), MAKERS[kind]("other")
    make_article("with one", **referring(kind, one))
    make_article("with other", **referring(kind, other))
    make_article("with both", **referring(kind, one, other))
    make_article("with none")
    both = ["with-both", "with-one"]
    assert slugs("/articles/", **{kind: "one"}) == both
    assert slugs("/articles/", **{kind: "one,other"}) == ["with-both", "with-other", "with-one"]
    assert slugs("/articles/", **{kind: " one , one "}) == both
    assert slugs("/articles/", **{f"{kind}__all": "one,other"}) == ["with-both"]
    assert slugs("/articles/", **{f"{kind}__all": "one"}) == both
    assert slugs("/articles/", **{f"{kind}__all": "other", kind: "one"}) == ["with-both"]
    assert read("/articles/", **{kind: "one,other"})["count"] == 3
    assert read("/articles/", **{kind: "one"})["count"] == 2


@table("ordering", ["-published_at", "published_at", "title", "-title", "updated_at"], rolled_back=True)
def test_filters_add_up_in_every_order(ordering: str) -> None:
    tags, role, skill, author = [make_tag("a"), make_tag("b")], make_role("r"), make_skill("s"), make_author("w")
    everything: dict[str, Any] = {"tags": tags, "roles": [role], "skills": [skill], "authors": [author]}
    found = [make_article(f"found {number}", **everything).slug for number in range(3)]
    for missing in everything:
        make_article(**{name: value for name, value in everything.items() if name != missing})
    make_article(**{**everything, "tags": tags[:1]})
    query = {"tag__all": "a,b", "role": "r", "skill": "s", "author": "w", "kind": "article", "ordering": ordering}
    assert slugs("/articles/", **query) == (
        found if ordering in ("published_at", "title", "updated_at") else found[::-1]
    )
    assert read("/articles/", **query)["count"] == 3
    first, second = (slugs("/articles/", **query, page_size=2, page=page) for page in (1, 2))
    assert first + second == slugs("/articles/", **query)


@table(
    ("path", "name", "noun"),
    [
        ("/articles/", "tag", "tags"),
        ("/articles/", "tag__all", "tags"),
        ("/articles/", "role", "roles"),
        ("/articles/", "skill", "skills"),
        ("/articles/", "author", "authors"),
        ("/roles/", "skill", "skills"),
        ("/skills/", "role", "roles"),
        ("/comparisons/", "role", "roles"),
        ("/comparisons/", "tag", "tags"),
    ],
    rolled_back=True,
)
def test_an_unknown_slug_is_refused_with_the_nearest_that_is_public(path: str, name: str, noun: str) -> None:
    kind = noun.removesuffix("s")
    drafts: dict[str, Any] = {"is_draft": True} if kind in ("role", "skill") else {}
    make_article(**referring(kind, MAKERS[kind]("kubernetes")))
    if kind == "skill":
        make_role(skills={make_skill("kubernetez", **drafts): 0.5}, is_draft=True)
    else:
        make_article(is_draft=True, **referring(kind, MAKERS[kind]("kubernetez", **drafts)))
    for asked in ("kubernetesz", "kubernetez", "kubernetes,kubernetez", "KUBERNETES"):
        unknown = asked.rpartition(",")[2]
        assert refused(path, **{name: asked})["errors"] == [
            {"parameter": name, "detail": f"There is no “{unknown}” in /{noun}/.", "nearest": "kubernetes"}
        ]
    assert refused(path, **{name: "nothing-like-it"})["errors"][0]["nearest"] is None


def test_what_was_public_once_is_known_and_has_nothing() -> None:
    role, skill = make_role("role"), make_skill("skill", category="data")
    article = make_article("about", roles=[role], tags=[make_tag("tag"), make_tag("other")])
    make_article("never", tags=[make_tag("draft")], roles=[make_role("draft", is_draft=True)], is_draft=True)
    retract(role)
    assert slugs("/articles/", role="role") == slugs("/articles/", role__all="role", tag="tag", cursor="") == []
    assert slugs("/articles/", tag="tag") == ["about"]
    retract(article)
    assert read("/articles/", tag="tag")["count"] == read("/articles/", tag__all="tag,other")["count"] == 0
    retract(skill)
    assert slugs("/skills/", category="data") == slugs("/skills/", category="data", cursor="") == []
    for query in ({"tag": "draft"}, {"role": "draft"}, {"tag": "tag,never"}):
        refused("/articles/", **query)


def test_a_filter_takes_the_slugs_that_an_entry_had() -> None:
    tag, role = make_tag("old"), make_role("former")
    make_article("about", tags=[tag, make_tag("other")], roles=[role])
    save(tag, slug="new")
    edit_and_publish(role, slug="present")
    for query in ({"tag": "new"}, {"tag": "old"}, {"tag": "old,new"}, {"tag__all": "old,other"}, {"role": "former"}):
        assert slugs("/articles/", **query) == ["about"]
    # It is another's by now, and means the other.
    make_article("elsewhere", tags=[make_tag("another", slug="old")])
    assert slugs("/articles/", tag="old") == ["elsewhere"]


def test_by_kind_and_language() -> None:
    roles = [make_role(), make_role()]
    make_article("comparison", roles=roles)
    make_article("about one", roles=roles[:1], language="pt-BR")
    assert slugs("/articles/", kind="comparison") == ["comparison"]
    assert slugs("/articles/", kind="article") == ["about-one"]
    assert slugs("/articles/", kind="article,comparison") == ["about-one", "comparison"]
    assert slugs("/articles/", language="pt-BR") == ["about-one"]
    assert slugs("/articles/", language="en") == ["comparison"]
    assert slugs("/articles/", language="de") == slugs("/articles/", language="de", cursor="") == []


@table(
    ("path", "name", "value", "nearest"),
    [
        ("/articles/", "kind", "comparisons", "comparison"),
        ("/articles/", "kind", "comparison,artikel", "article"),
        ("/skills/", "category", "dataa", "data"),
        ("/skills/", "category", "Data", "data"),
    ],
    given=lambda: make_article(skills=[make_skill(category="data")]),
)
def test_a_value_that_nothing_has_is_refused(path: str, name: str, value: str, nearest: str | None) -> None:
    (error,) = refused(path, **{name: value})["errors"]
    assert (error["parameter"], error["nearest"]) == (name, nearest)


def test_a_value_that_something_has_may_find_nothing_together_with_another() -> None:
    make_article(language="pt-BR", tags=[make_tag("there")])
    make_article(language="en", tags=[make_tag("here")])
    assert read("/articles/", language="en", tag="there")["count"] == 0
    assert read("/articles/", language="pt-BR,en", tag="here")["count"] == 1


def test_by_moments_the_first_included_and_the_last_not(time: Any) -> None:
    for day in ("01", "02", "03"):
        make_article(f"day {day}", published_at=f"2026-01-{day}T12:00Z")
    assert slugs("/articles/", published_at__gte="2026-01-02T12:00Z") == ["day-03", "day-02"]
    assert slugs("/articles/", published_at__gte="2026-01-02T12:00:00.000001Z") == ["day-03"]
    assert slugs("/articles/", published_at__lt="2026-01-02T12:00Z") == ["day-01"]
    assert slugs("/articles/", published_at__gte="2026-01-02", published_at__lt="2026-01-03") == ["day-02"]
    assert slugs("/articles/", published_at__gte="2026-01-02T14:00+02:00") == ["day-03", "day-02"]
    assert slugs("/articles/", published_at__gte="2026-01-02T12:00:00") == ["day-03", "day-02"]
    time.advance(60)
    make_article("updated later")
    answered = read("/articles/updated-later/")["updated_at"]
    assert slugs("/articles/", updated_at__gte=answered) == ["updated-later"]


@table(
    "value",
    ["", "yesterday", "2026-13-01", "2026-02-30", "12:00", "2026-01-01T25:00Z", "0000-01-01", "99999-01-01", "1"],
)
@table("name", ["published_at__gte", "published_at__lt", "updated_at__gte"])
def test_what_is_no_moment_is_refused(name: str, value: str) -> None:
    assert refused("/articles/", **{name: value})["errors"][0]["parameter"] == name


@table(("value", "found"), [("0001-01-01", 1), ("9999-12-31T23:59:59Z", 0)], given=make_article)
def test_moments_at_the_ends_of_time_are_no_error(value: str, found: int) -> None:
    assert read("/articles/", published_at__gte=value)["count"] == found


@table("value", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00"])
def test_moments_beyond_the_ends_of_time_are_refused(value: str) -> None:
    assert "too far away" in refused("/articles/", published_at__gte=value)["detail"]


def test_words_in_any_order_and_case() -> None:
    make_article("MLOps Engineer vs ML Engineer")
    make_article("100% serverless_ops", slug="serverless")
    assert slugs("/articles/", q="engineer mlops") == ["mlops-engineer-vs-ml-engineer"]
    assert slugs("/articles/", q="mlops designer") == []
    for literal in ("100% se", "serverless_op"):
        assert slugs("/articles/", q=literal) == ["serverless"]
    for wildcard in ("M%r", "M_Ops"):
        assert slugs("/articles/", q=wildcard) == []
    make_role("Data Engineer")
    assert slugs("/roles/", q="data") == ["data-engineer"]
    make_skill("Feature stores")
    assert slugs("/skills/", q="store") == ["feature-stores"]


@table("value", ["", " ", "%", "_", "\\", "*", '""', " ".join("abcdefghijklmnopqrstuvwxyz")])
def test_no_words_and_too_many_are_refused(value: str) -> None:
    assert refused("/articles/", q=value)["errors"][0]["parameter"] == "q"


def test_what_readers_do_not_see_cannot_be_searched() -> None:
    """Names of pictures and calls to action are for finding them in the admin."""
    make_article(hero=make_image("Internal name"), calls=[make_call_to_action("Internal campaign")])
    for path in ("/images/", "/calls-to-action/"):
        assert refused(path, q="internal")["errors"][0]["parameter"] == "q"
        assert len(slugs(path)) == 1


def test_roles_by_the_skills_they_need() -> None:
    one, other = make_skill("one"), make_skill("other")
    make_role("a", skills={one: 1})
    make_role("b", skills={one: 0.5, other: 0.5})
    make_role("c", skills={other: 0})
    assert slugs("/roles/", skill="one") == ["a", "b"]
    assert slugs("/roles/", skill="one,other") == ["a", "b", "c"]
    assert slugs("/roles/", skill__all="one,other") == ["b"]


def test_skills_by_category_and_by_the_roles_that_need_them() -> None:
    one, other = make_skill("one", category="data"), make_skill("other", category="software")
    make_skill("unused", category="data")
    make_role("a", skills={one: 1, other: 1})
    make_role("b", skills={one: 0.5})
    assert slugs("/skills/", category="data") == ["one", "unused"]
    assert slugs("/skills/", category="data,software") == ["one", "other", "unused"]
    assert slugs("/skills/", role="a") == ["one", "other"]
    assert slugs("/skills/", role="b") == ["one"]
    assert slugs("/skills/", role="a,b", category="data") == ["one"]
    role = make_role("c", skills={other: 1})
    retract(role)
    assert slugs("/skills/", role="c") == []


@table(("path", "make"), [("/tags/", "tag"), ("/authors/", "author"), ("/dimensions/", "dimension")], rolled_back=True)
def test_small_types_are_searched_by_name(path: str, make: str) -> None:
    if make == "dimension":
        make_role(dimensions={make_dimension("Alpha"): "Text", make_dimension("Beta"): "Text"})
    else:
        make_article(**referring(make, MAKERS[make]("Alpha"), MAKERS[make]("Beta")))
    assert slugs(path) == ["alpha", "beta"]
    assert slugs(path, q="alp") == ["alpha"]
