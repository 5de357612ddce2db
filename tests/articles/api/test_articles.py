"""One article: all that its page needs."""

from typing import Any

import pytest

from cms.publishing.publishing import expire, retract
from cms.publishing.refusals import NotPublishable
from tests.articles.asking import read, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import (
    To,
    edit,
    edit_and_publish,
    make_article,
    make_author,
    make_call_to_action,
    make_image,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.cms.publishing.conftest import Time
from tests.tables import table

pytestmark = pytest.mark.django_db
KEYS = set(
    "id type slug kind url title subtitle excerpt language published_at updated_at word_count reading_minutes authors "
    "tags hero body roles skills comparison related_links calls_to_action seo previous next".split()
)


def article(slug: str = "start") -> Any:
    return read_as_documented(f"/articles/{slug}/")


def test_its_keys_are_the_documented_ones_and_absent_relations_are_null_or_empty() -> None:
    make_article("start")
    answer = article()
    assert set(answer) == KEYS
    assert answer["type"] == "article"
    assert answer["url"] == "https://www.example.org/articles/start"
    for name in ("hero", "comparison", "previous", "next"):
        assert answer[name] is None
    for name in ("authors", "tags", "roles", "skills", "related_links"):
        assert answer[name] == []
    assert answer["calls_to_action"] == {"top": [], "inline": [], "bottom": []}
    assert answer["body"] == {"html": "<p>Some text.</p>", "markdown": "Some text.", "text": "Some text.", "toc": []}
    assert answer["seo"].pop("json_ld")["@context"] == "https://schema.org"
    assert answer["seo"] == {
        "title": "start",
        "description": "Some text.",
        "canonical_url": "https://www.example.org/articles/start",
        "image": None,
    }


def test_what_is_ordered_keeps_its_order() -> None:
    roles = [make_role(name) for name in ("c", "a", "b")]
    authors = [make_author(name) for name in ("z", "x", "y")]
    make_article("start", roles=roles, authors=authors)
    assert [role["slug"] for role in article()["roles"]] == ["c", "a", "b"]
    assert [author["slug"] for author in article()["authors"]] == ["z", "x", "y"]


def test_the_body_has_an_outline_and_links_to_what_is_live() -> None:
    live, draft = make_role("live"), make_role("draft", is_draft=True)
    make_article("other")
    make_article(
        "start",
        roles=[live],
        body="## First part\n\n[A role](role:live), [a draft](role:draft), [an article](article:other#part).\n\n"
        "### Within\n\nText.",
    )
    body = article()["body"]
    assert [(heading["level"], heading["title"]) for heading in body["toc"]] == [(2, "First part"), (3, "Within")]
    assert all(f'id="{heading["id"]}"' in body["html"] for heading in body["toc"])
    assert 'href="https://www.example.org/roles/live"' in body["html"]
    assert 'href="https://www.example.org/articles/other#part"' in body["html"]
    assert "(https://www.example.org/roles/live)" in body["markdown"]
    for text in (body["html"], body["markdown"], body["text"]):
        assert "a draft" in text
        assert "roles/draft" not in text
        assert "role:draft" not in text
        assert str(draft.pk) not in text
        assert str(live.pk) not in text


def test_a_link_follows_its_target_and_is_unwrapped_when_it_goes() -> None:
    role = make_role("old")
    make_article("start", body="[A role](role:old)")
    edit_and_publish(role, slug="new")
    assert 'href="https://www.example.org/roles/new"' in article()["body"]["html"]
    retract(role)
    assert article()["body"]["html"] == "<p>A role</p>"
    assert article()["body"]["markdown"] == "A role"


def test_before_and_after_are_the_neighbours_in_the_default_list() -> None:
    for slug, day in (("a", "01"), ("b", "02"), ("c", "02"), ("d", "02"), ("e", "03")):
        make_article(slug, published_at=f"2026-01-{day}T00:00Z")
    make_article("draft", published_at="2026-01-02T12:00Z", is_draft=True)
    order = slugs("/articles/", ordering="published_at")
    for before, slug, after in zip([None, *order], order, [*order[1:], None], strict=False):
        answer = article(slug)
        assert (answer["previous"] or {}).get("slug") == before
        assert (answer["next"] or {}).get("slug") == after


def test_pictures_are_there_with_every_format_and_the_sharing_image_falls_back_to_the_hero() -> None:
    hero, sharing = make_image("hero", caption="A caption", focal_x=0.25), make_image("sharing")
    make_article("start", hero=hero)
    answer = article()
    assert answer["hero"]["slug"] == answer["seo"]["image"]["slug"] == "hero"
    assert answer["hero"]["focal_point"] == {"x": 0.25, "y": 0.5}
    assert answer["hero"]["src"].startswith("https://api.example.org/media/images/")
    assert [source["type"] for source in answer["hero"]["sources"]] == ["image/webp", "image/jpeg"]
    assert answer["hero"]["sources"][0]["srcset"].endswith("/960.webp 960w")
    edit_and_publish(make_article("other", hero=hero), seo_image=sharing)
    assert article("other")["seo"]["image"]["slug"] == "sharing"
    save(hero, caption="Another caption")
    assert article()["hero"]["caption"] == "Another caption"


def test_a_call_of_its_own_stands_where_it_was_put_and_defaults_fill_the_other_places() -> None:
    own = make_call_to_action("own", placement="top")
    make_call_to_action("default top", placement="top", is_default=True)
    make_call_to_action("default bottom", placement="bottom", is_default=True)
    start = make_article("start", calls=[own])
    start.article_calls.update(placement="inline")
    edit_and_publish(start)
    calls = article()["calls_to_action"]
    assert {place: [(call["slug"], call["placement"]) for call in there] for place, there in calls.items()} == {
        "top": [("default-top", "top")],
        "inline": [("own", "inline")],
        "bottom": [("default-bottom", "bottom")],
    }


def test_a_call_to_a_page_of_the_site_leads_to_wherever_the_site_is(settings: Any) -> None:
    make_article("start", calls=[make_call_to_action("own", url="/newsletters/weekly?from=end#form")])
    settings.PUBLIC_SITE_URL = "https://moved.example.org"  # without rendering anything again
    url = article()["calls_to_action"]["bottom"][0]["url"]
    assert url == "https://moved.example.org/newsletters/weekly?from=end#form"


@table(
    "url", ["//evil.example", "/\\evil.example", "/a b", "/\n", "javascript:alert(1)", "newsletters"], rolled_back=True
)
def test_a_call_that_leads_to_no_address_is_not_published(url: str) -> None:
    with pytest.raises(NotPublishable, match="The link"):
        make_call_to_action("own", url=url)


def test_a_call_shows_in_its_interval_and_of_two_defaults_the_one_that_came_last(time: Time) -> None:
    make_call_to_action("always", is_default=True)
    time.advance(1)
    make_call_to_action("campaign", is_default=True, starts_at=time.after(60), ends_at=time.after(120))
    own = make_call_to_action("own", ends_at=time.after(90))
    make_article("start")
    make_article("with own", calls=[own])
    seen = []
    for _ in range(4):
        seen.append([article(slug)["calls_to_action"]["bottom"][0]["slug"] for slug in ("start", "with-own")])
        time.advance(45)
    assert seen == [["always", "own"], ["always", "own"], ["campaign", "campaign"], ["always", "always"]]


def test_an_edit_shows_when_it_is_published_and_a_rename_of_what_it_refers_to_at_once(time: Time) -> None:
    tag, role, skill, author = (
        make_tag("Old tag"),
        make_role("Old role"),
        make_skill("Old skill"),
        make_author("Old desk"),
    )
    start = make_article("start", tags=[tag], roles=[role], skills=[skill], authors=[author])
    first = article()
    time.advance(5)
    edit(start, title="New title", body="New body.")
    assert article() == first
    save(tag, name="New tag")
    save(author, name="New desk")
    edit_and_publish(role, name="New role")
    edit_and_publish(skill, name="New skill")
    second = article()
    names = {name: second[name][0]["name"] for name in ("tags", "roles", "skills", "authors")}
    assert names == {"tags": "New tag", "roles": "New role", "skills": "New skill", "authors": "New desk"}
    assert (second["title"], second["updated_at"]) == (first["title"], first["updated_at"])
    edit_and_publish(start)
    third = article()
    assert (third["title"], third["body"]["text"]) == ("New title", "New body.")
    assert third["published_at"] == first["published_at"]
    assert third["updated_at"] > first["updated_at"]
    assert read("/articles/")["results"][0]["tags"][0]["name"] == "New tag"


def test_what_it_refers_to_is_left_out_everywhere_when_it_goes(time: Time) -> None:
    a, b, skill = make_role("a"), make_role("b"), make_skill("skill")
    other = make_article("other", published_at="2026-01-01T00:00Z")
    make_article("start", roles=[a, b], skills=[skill], links=[To(other), To(a)])
    assert article()["comparison"]["slug"] == "a-vs-b"
    assert len(article()["related_links"]) == 2
    expire(a, at=time.after(60))
    retract(skill)
    time.advance(60)
    retract(other)
    answer = article()
    assert [role["slug"] for role in answer["roles"]] == ["b"]
    assert answer["comparison"] is answer["previous"] is None
    assert answer["skills"] == answer["related_links"] == []
    assert [role["slug"] for role in read("/articles/")["results"][0]["roles"]] == ["b"]


def test_words_and_minutes_are_those_of_the_text() -> None:
    make_article("start", body="word " * 461)
    assert (article()["word_count"], article()["reading_minutes"]) == (461, 3)


def test_hostile_text_ends_as_text() -> None:
    make_article(
        "<script>alert(1)</script>",
        slug="start",
        body="<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1))",
    )
    answer = article()
    assert answer["title"] == "<script>alert(1)</script>"
    for forbidden in ("<script", "onerror", "javascript:"):
        assert forbidden not in answer["body"]["html"]
        assert forbidden not in answer["body"]["markdown"]


def test_a_text_about_escapes_is_shown_as_it_is() -> None:
    """Addresses of pictures are stored with a mark in place of where the media are."""
    hero = make_image("hero", alt="The letters \\u0005")
    make_article("start", subtitle="What \\u0005 and \\\\u0005 mean", body="`\\u0005`", hero=hero)
    answer = article()
    assert answer["subtitle"] == "What \\u0005 and \\\\u0005 mean"
    assert "\\u0005" in answer["body"]["html"]
    assert answer["hero"]["alt"] == "The letters \\u0005"
    assert answer["hero"]["src"].startswith("https://api.example.org/media/images/")
    assert read("/articles/")["count"] == 1
