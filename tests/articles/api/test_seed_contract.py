"""Every answer over the seed content is what the OpenAPI document says, to the key."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cms.publishing.models import Publication
from tests.articles.asking import ask, read
from tests.articles.contract import openapi, operation_of, read_as_documented, wrong_with
from tests.contents import made_once
from tests.tables import table

pytestmark = pytest.mark.django_db
LISTS = (
    "articles",
    "roles",
    "skills",
    "related-links",
    "comparisons",
    "dimensions",
    "tags",
    "authors",
    "images",
    "calls-to-action",
)
ENTRIES = [name for name in LISTS if name not in ("related-links", "comparisons")]


seed = made_once(lambda: call_command("loaddata", "seed", verbosity=0))


def everything(name: str) -> list[Any]:
    results: list[Any] = read_as_documented(f"/{name}/", page_size=100)["results"]
    assert results
    return results


@table("name", LISTS)
def test_every_list_is_as_documented(name: str) -> None:
    everything(name)


@table("name", ENTRIES)
def test_every_entry_of_the_seed_is_as_documented(name: str) -> None:
    for entry in everything(name):
        page = read_as_documented(f"/{name}/{entry['slug']}/")
        shared = set(entry) & set(page)
        assert {key: page[key] for key in shared} == {key: entry[key] for key in shared}
        assert set(entry) <= set(page)


def test_every_publication_of_the_seed_is_answered() -> None:
    answered = {entry["id"] for name in ENTRIES for entry in everything(name)}
    assert answered == {str(pk) for pk in Publication.objects.values_list("entry_id", flat=True)}


@table("query", [{}, {"explain": "1"}])
def test_what_is_related_to_every_article_is_as_documented(query: dict[str, str]) -> None:
    for article in everything("articles"):
        related = read_as_documented(f"/articles/{article['slug']}/related/", **query)["results"]
        assert related
        assert all(("score" in entry) == ("reasons" in entry) == bool(query) for entry in related)


def test_the_related_links_of_every_article_are_those_of_its_page() -> None:
    for article in everything("articles"):
        listed = read_as_documented("/related-links/", article=article["slug"], page_size=100)["results"]
        page = read(f"/articles/{article['slug']}/")
        assert [{**link, "article": article["slug"]} for link in page["related_links"]] == listed


def test_every_listed_comparison_is_the_one_of_its_article() -> None:
    for item in everything("comparisons"):
        comparison = read_as_documented(f"/comparisons/{item['slug']}/")
        assert comparison == read(f"/articles/{item['article']['slug']}/")["comparison"]
        assert [role["slug"] for role in comparison["roles"]] == [role["slug"] for role in item["roles"]]
        assert item["title"] == comparison["title"]


def test_any_two_roles_can_be_compared() -> None:
    slugs = [role["slug"] for role in everything("roles")]
    for a in slugs:
        for b in slugs:
            if a != b:
                assert read_as_documented(f"/comparisons/{a}-vs-{b}/")["slug"] == f"{a}-vs-{b}"


def test_six_roles_can_be_compared() -> None:
    slugs = [role["slug"] for role in everything("roles")][:6]
    comparison = read_as_documented(f"/comparisons/{'-vs-'.join(slugs)}/")
    assert len(comparison["similarity"]["pairs"]) == 15


def test_the_first_page_links_to_everything() -> None:
    root = read_as_documented("/")
    assert root["site_name"] == settings.SITE_NAME
    assert root["default_language"] == "en"
    assert {name.replace("-", "_") for name in LISTS} <= set(root["links"])
    for name, url in root["links"].items():
        assert url.startswith(f"{settings.PUBLIC_API_URL}/")
        # what is to be resolved has to be said
        status = 400 if name == "resolve" else 200
        words = {"q": "engineer"} if name == "search" else {}
        assert Client().get(url.removeprefix(settings.PUBLIC_API_URL), words).status_code == status, name


def test_every_string_of_every_answer_is_free_of_what_is_only_stored() -> None:
    """Neither marks of media addresses nor ids in place of entries."""
    for name in LISTS:
        body = ask(f"/{name}/", page_size=100).content
        assert b"\\u0005" not in body
        assert b"cms-entry" not in body
    for article in everything("articles"):
        assert b"\\u0005" not in ask(f"/articles/{article['slug']}/").content


@table(
    ("path", "status"),
    [
        ("/articles/nothing/", 404),
        ("/articles/?tga=careers", 400),
        ("/articles/?page=99", 404),
        ("/comparisons/ml-engineer/", 400),
        ("/comparisons/ml-engineer-vs-nothing/", 404),
        ("/roles/nothing/", 404),
    ],
)
def test_problems_are_as_documented(path: str, status: int) -> None:
    response = ask(path)
    assert response.status_code == status
    assert wrong_with(response.json(), path.partition("?")[0], status) == []


def test_the_seed_answers_what_its_page_needs() -> None:
    article = read("/articles/mlops-engineer-vs-ml-engineer/")
    assert article["kind"] == "comparison"
    assert [role["slug"] for role in article["roles"]] == ["mlops-engineer", "ml-engineer"]
    assert article["hero"]["src"].startswith("https://api.example.org/media/images/")
    assert {source["type"] for source in article["hero"]["sources"]} >= {"image/webp", "image/jpeg"}
    assert article["body"]["toc"]
    assert [call["placement"] for calls in article["calls_to_action"].values() for call in calls]
    assert article["url"] == article["seo"]["canonical_url"]
    assert article["previous"] or article["next"]


def test_operations_are_named_once() -> None:
    names = [item["get"]["operationId"] for item in openapi()["paths"].values()]
    assert len(names) == len(set(names))
    assert operation_of("/articles/some-slug/")["operationId"] == "get_article"
