"""The editors' related links, on an article and as a list of their own."""

from typing import Any

import pytest

from cms.publishing.publishing import retract
from tests.articles.asking import ask, problem_in, read, refused
from tests.articles.contract import read_as_documented
from tests.articles.makers import To, edit, edit_and_publish, make_article, make_role

pytestmark = pytest.mark.django_db


def links_of(slug: str = "start") -> list[Any]:
    """As the article shows them; the list of them shows the same."""
    links: list[Any] = read_as_documented(f"/articles/{slug}/")["related_links"]
    listed = read_as_documented("/related-links/", article=slug)
    assert listed["results"] == [{"article": slug, **link} for link in links]
    assert listed["count"] == len(links)
    return links


def test_each_says_where_it_leads_in_its_own_words_or_those_of_its_target() -> None:
    guide = make_article("guide", excerpt="What the guide says.")
    role = make_role("role", summary="What the role is.")
    make_article(
        "start",
        links=[
            To("https://elsewhere.example/a", kind="source"),
            To(guide, kind="guide", is_pinned=True),
            To(role),
            To(make_article("own"), title="Own title", text="Own text"),
        ],
    )
    external, to_guide, to_role, own = links_of()
    assert external == {
        "kind": "source",
        "title": "https://elsewhere.example/a",
        "text": "",
        "url": "https://elsewhere.example/a",
        "target": None,
        "pinned": False,
    }
    assert {key: to_guide[key] for key in ("kind", "title", "text", "url", "pinned")} == {
        "kind": "guide",
        "title": "guide",
        "text": "What the guide says.",
        "url": "https://www.example.org/articles/guide",
        "pinned": True,
    }
    assert to_guide["target"]["slug"] == "guide"
    assert (to_role["title"], to_role["text"]) == ("role", "What the role is.")
    assert to_role["target"]["type"] == "role"
    assert (own["title"], own["text"]) == ("Own title", "Own text")


def test_links_to_what_is_not_live_and_muted_ones_are_neither_shown_nor_counted() -> None:
    gone = make_article("gone")
    make_article(
        "start",
        links=[
            To(make_article("draft", is_draft=True), title="To a draft"),
            To(make_role("draft role", is_draft=True)),
            To(gone),
            To(make_article("muted"), is_muted=True),
            To("https://muted.example/", is_muted=True),
            To(make_article("shown")),
        ],
    )
    retract(gone)
    assert [link["title"] for link in links_of()] == ["shown"]


def test_all_are_listed_by_article_from_the_newest_in_the_editors_order() -> None:
    target = make_article("target")
    for title, date in (("old", "2026-01-01T00:00Z"), ("new", "2026-03-01T00:00Z"), ("middle", "2026-02-01T00:00Z")):
        make_article(title, published_at=date, links=[To("https://b.example/"), To(target), To("https://a.example/")])
    listed = read_as_documented("/related-links/")
    assert listed["count"] == 9
    assert [(link["article"], link["title"]) for link in listed["results"]] == [
        (article, title)
        for article in ("new", "middle", "old")
        for title in ("https://b.example/", "target", "https://a.example/")
    ]
    walked = [link for page in range(1, 6) for link in read("/related-links/", page_size=2, page=page)["results"]]
    assert walked == listed["results"]
    refused("/related-links/", 404, page_size=2, page=6)
    refused("/related-links/", 404, article="new", page=2)


def test_an_article_without_links_has_an_empty_list() -> None:
    make_article("start")
    assert links_of() == []


def test_an_unknown_article_is_refused_with_the_nearest_live_one() -> None:
    make_article("mlops-guide")
    make_article("mlops-guise", is_draft=True)
    for asked in ("mlops-guidd", "mlops-guise"):
        assert refused("/related-links/", article=asked)["errors"] == [
            {"parameter": "article", "detail": f"There is no “{asked}” in /articles/.", "nearest": "mlops-guide"}
        ]


def test_an_empty_article_is_refused() -> None:
    assert refused("/related-links/", article="")["errors"][0]["parameter"] == "article"


def test_an_old_slug_leads_to_the_links_of_the_new_one() -> None:
    article = make_article("old", links=[To("https://a.example/")])
    edit_and_publish(article, slug="new")
    response = ask("/related-links/", article="old", page_size=5)
    problem_in(response, 301)
    assert response.headers["Location"] == "https://api.example.org/api/v1/related-links/?article=new&page_size=5"


def test_a_retracted_article_has_none_any_more() -> None:
    article = make_article("gone", links=[To("https://a.example/")])
    retract(article)
    refused("/related-links/", 410, article="gone")
    assert read("/related-links/")["count"] == 0


def test_an_edited_link_shows_when_it_is_published() -> None:
    article = make_article("start", links=[To("https://a.example/", title="Published")])
    article.related_links.update(title="Draft")
    edit(article)
    assert [link["title"] for link in links_of()] == ["Published"]
    edit_and_publish(article)
    assert [link["title"] for link in links_of()] == ["Draft"]
