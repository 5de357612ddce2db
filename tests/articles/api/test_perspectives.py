"""Lists by cursor and includes from every perspective, through the same code."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from articles.types.article import ArticleFilters
from cms.delivery.entry_urls import views_of
from cms.delivery.lists.entry_lists import list_entries
from cms.delivery.reader import Reader
from cms.publishing.content_types import entry_type
from cms.publishing.reading.perspectives import Perspective, as_of, drafts, published
from tests.articles.makers import edit, make_article, make_role, make_skill, make_tag
from tests.tables import table

ARTICLE = entry_type("article")

pytestmark = [pytest.mark.django_db, pytest.mark.both]
QUERIES = [
    "",
    "tag=a",
    "tag=a,b",
    "tag__all=a,b",
    "tag=a,b&role=role&ordering=title",
    "skill=skill&ordering=updated_at",
]


@pytest.fixture(autouse=True)
def _content() -> None:
    tags, skill = [make_tag("a"), make_tag("b")], make_skill("skill")
    role = make_role("role", skills={skill: 1})
    for number in range(5):
        edit(make_article(f"{number}", tags=tags[number % 2 :], roles=[role], skills=[skill]), title=f"draft {number}")
    make_article("unseen", tags=tags, roles=[role], skills=[skill], is_draft=True)


def articles(perspective: Perspective, text: str) -> dict[str, Any]:
    answers = views_of(ARTICLE)[0].answers  # type: ignore[attr-defined]
    assert answers
    query, reader = QueryDict(text), Reader(perspective)
    asked = answers.asked(query)
    also = answers.parameters
    return dict(
        asked.of(
            reader, list_entries(reader, ARTICLE, ArticleFilters, path="/api/v1/articles/", query=query, also=also)
        )
    )


@table("query", QUERIES)
@table("name", ["published", "drafts", "as_of"])
def test_a_walk_with_includes_is_the_same_as_the_pages(query: str, name: str) -> None:
    perspective = {"published": published(), "drafts": drafts(), "as_of": as_of(timezone.now() + timedelta(days=1))}[
        name
    ]
    include = "include=body,related,skills.roles,roles.articles,roles.skills"
    whole = articles(perspective, f"{query}&{include}")
    titles = [result["title"] for result in whole["results"]]
    assert len(titles) == whole["count"] > 1
    assert any(title.startswith("draft") for title in titles) == (name == "drafts")
    assert ("unseen" in titles) == (name == "drafts")
    seen: list[Any] = []
    cursor = ""
    while True:
        page = articles(perspective, f"{query}&{include}&page_size=2&cursor={cursor}")
        seen += page["results"]
        if not page["next"]:
            break
        cursor = page["next"].rpartition("cursor=")[2]
    for result in (*seen, *whole["results"]):
        del result["related"]  # which of many depends on the page
    assert seen == whole["results"]
    assert ("unseen" in str(seen)) == (name == "drafts")
