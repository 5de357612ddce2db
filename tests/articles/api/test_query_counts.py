"""A read costs a fixed, small number of queries: at 1, 20 and 100 results, and on a miss."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.publishing.publishing import retract
from tests.articles.asking import ask, asking_django, queries_of, read
from tests.articles.makers import (
    To,
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
)
from tests.contents import made_once
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST, DETAIL = 4, 5
SIZES = (1, 20, 100)


def make_everything() -> None:
    """More than a hundred of everything that is listed."""
    make_role("linked")
    tag, author, image, dimension = make_tag("tag"), make_author("author"), make_image("image"), make_dimension("row")
    call, skill = make_call_to_action("call", is_default=True), make_skill("skill", description="[A role](role:linked)")
    common = make_tag("common")
    role = make_role("role", skills={skill: 0.5}, dimensions={dimension: "Text"})
    skills = [skill, *(make_skill() for _ in range(20))]
    texts = {dimension: "[A role](role:linked)"} | {make_dimension(): "Text" for _ in range(5)}
    full = [
        make_role(name, skills=dict.fromkeys(skills, 0.5), dimensions=texts) for name in ("full a", "full b", "full c")
    ]
    make_article("lonely", skills=skills, tags=[common])
    edit_and_publish(make_article("old"), slug="new")
    edit_and_publish(make_role("old"), slug="new")
    retract(make_article("gone"))
    target = make_article("target", hero=image)
    article = make_article(
        "article",
        roles=full[1:],
        tags=[common, tag],
        skills=[skill],
        authors=[author],
        hero=image,
        calls=[call],
        links=[To(target), To(role)],
        body="See [a role](role:linked).",
    )
    instead = {row.pk: make_copies(row, 100) for row in (tag, author, image, call)}
    instead[role.pk] = make_copies(role, 100, instead={dimension.pk: make_copies(dimension, 100)})
    make_copies(article, 100, instead=instead)
    make_copies(skill, 100)


content = made_once(make_everything)
LISTS = [
    "/articles/?",
    "/articles/?tag=common",
    "/articles/?tag=common&role__all=full-b,full-c&skill=skill&kind=comparison&language=en",
    "/articles/?q=article&published_at__gte=2020-01-01&ordering=title",
    "/articles/article-0/related/?",
    "/articles/article-0/related/?explain=1",
    "/roles/?",
    "/roles/?skill=skill&q=role",
    "/skills/?",
    "/skills/?category=data",
    "/comparisons/?",
    "/comparisons/?role=full-b&tag=common",
    "/related-links/?",
    "/dimensions/?",
    "/tags/?",
    "/tags/?q=tag",
    "/authors/?",
    "/images/?",
    "/calls-to-action/?",
]
DETAILS = [
    "/articles/article-50/",
    "/articles/target/",
    "/articles/lonely/",
    "/roles/full-a/",
    "/roles/role-0/",
    "/skills/skill/",
    "/comparisons/full-a-vs-full-b/",
    "/comparisons/full-b-vs-full-c-vs-full-a-vs-role-0-vs-role-1-vs-role/",
    "/dimensions/row/",
    "/tags/tag-0/",
    "/authors/author-0/",
    "/images/image-0/",
    "/calls-to-action/call-0/",
    "/",
]


@table("path", LISTS)
def test_a_list_costs_the_same_however_long(path: str) -> None:
    counts = {}
    for size in SIZES:
        url = f"{path}&page_size={size}".replace("?&", "?")
        assert len(read(url)["results"]) == size
        counts[size] = len(queries_of(url))
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= LIST


@table("path", DETAILS)
def test_a_detail_stays_within_its_budget(path: str) -> None:
    assert read(path)
    assert len(queries_of(path)) <= DETAIL


def test_the_links_of_one_article_cost_no_more_than_those_of_all() -> None:
    assert read("/related-links/?article=article-0")["count"] == 2
    assert len(queries_of("/related-links/?article=article-0")) <= LIST
    assert len(queries_of("/related-links/?article=lonely")) <= LIST


@table(
    ("path", "most"),
    [
        ("/articles/nothing/", DETAIL),
        ("/articles/old/", DETAIL),
        ("/articles/gone/", DETAIL),
        ("/roles/nothing/", DETAIL),
        ("/tags/nothing/", DETAIL),
        ("/articles/nothing/related/", LIST),
        ("/comparisons/full-a-vs-nothing/", DETAIL),
        ("/articles/?tag=nothing", LIST),
        ("/articles/?tag=common&role=nothing", LIST),
        ("/articles/?language=xx&tag=common", LIST),
        ("/articles/?page=99", LIST),
        ("/articles/?tag=common&page=99", LIST),
        ("/articles/?tga=1", 0),
        ("/skills/?category=nothing&role=full-a", LIST),
        ("/related-links/?article=nothing", LIST),
        ("/related-links/?article=old", LIST),
        ("/related-links/?article=gone", LIST),
        ("/related-links/?page=99", LIST),
        ("/comparisons/?page=99", LIST),
        ("/nothing/", 0),
    ],
)
def test_a_miss_costs_no_more(path: str, most: int) -> None:
    assert len(queries_of(path)) <= most


def test_the_version_is_read_before_and_after_and_never_once_an_entry() -> None:
    ask("/articles/")
    with asking_django(), CaptureQueriesContext(connection) as captured:
        ask("/articles/", page_size=100)
    ledger: list[Any] = [query for query in captured.captured_queries if "publishing_ledger" in query["sql"]]
    assert len(ledger) == 2
