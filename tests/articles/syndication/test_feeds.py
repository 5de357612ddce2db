"""The feeds, as feed readers read them."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from pytest_django import Settings

from articles.syndication import feeds
from articles.syndication.feed_formats import CONTENT, DUBLIN_CORE
from cms.publishing.publishing import retract
from tests.articles.api.conftest import through_the_front
from tests.articles.asking import ask_at, problem_in, queries_at, read
from tests.articles.makers import (
    edit_and_publish,
    make_article,
    make_author,
    make_copies,
    make_image,
    make_role,
    make_tag,
    save,
)
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("through_the_front")]
__all__ = ["through_the_front"]
ENDINGS = ("rss", "atom", "json")
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}
HOSTILE = "a & b < c > d \"e\" 'f' ]]> <![CDATA[ </script><!-- \ufffe \uffff &amp; 𝔘"


def address(ending: str, query: str = "") -> str:
    return f"/feeds/articles.{ending}{query}"


def feed(ending: str, query: str = "") -> Any:
    """What feedparser makes of a feed in XML: without complaint."""
    response = ask_at(address(ending, query))
    assert response.status_code == 200, response.content
    parsed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def json_feed(query: str = "") -> Any:
    response = ask_at(address("json", query))
    assert response.status_code == 200, response.content
    return response.json()


def titles(ending: str, query: str = "") -> list[str]:
    if ending == "json":
        return [item["title"] for item in json_feed(query)["items"]]
    return [entry.title for entry in feed(ending, query).entries]


@table("ending", ENDINGS)
def test_a_feed_says_what_it_is_and_may_be_read_by_every_origin(ending: str) -> None:
    response = ask_at(address(ending))
    assert response["Content-Type"] == TYPES[ending]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Version"]
    assert response["ETag"]
    assert "max-age=0" in response["Cache-Control"]


@table(
    "ending",
    ENDINGS,
    given=lambda: make_article("Old", published_at=datetime(2024, 5, 1, tzinfo=UTC)),
    rolled_back=True,
)
def test_the_newest_articles_come_first_and_drafts_never(ending: str) -> None:
    gone = make_article("Gone")
    make_article("New")
    make_article("Canary draft", body="canary text", tags=[make_tag("Canary tag")], is_draft=True)
    retract(gone)
    assert titles(ending) == ["New", "Old"]
    assert "canary" not in ask_at(address(ending)).content.decode().lower()


@table("ending", ["rss", "atom"], rolled_back=True)
def test_an_entry_is_whole(ending: str) -> None:
    role = make_role("Analyst")
    article = make_article(
        "One",
        excerpt="Short & sweet.",
        body='# Part\n\nSee [them](role:analyst), [that](/about) and [this](#part). ![x](/p.png)\n\n`<a href="/x">`',
        authors=[make_author("Ada"), make_author("Grace")],
        tags=[make_tag("Careers"), make_tag("Data")],
        hero=make_image("Hero", slug="hero"),
        roles=[role],
        language="de",
        published_at=datetime(2024, 5, 1, 9, tzinfo=UTC),
    )
    (entry,) = feed(ending).entries
    url = "https://www.example.org/articles/one"
    assert entry.link == url
    assert entry.id == f"urn:uuid:{article.pk}"
    assert entry.published_parsed[:5] == (2024, 5, 1, 9, 0)
    assert [author.name for author in entry.authors if "name" in author] == ["Ada", "Grace"]
    assert {tag.term for tag in entry.tags} == {"Careers", "Data"}
    html = entry.content[0].value
    for part in (
        'href="https://www.example.org/roles/analyst"',
        'href="https://www.example.org/about"',
        f'href="{url}#part"',
        'src="https://www.example.org/p.png"',
        'href="/x"',  # text within code is left alone
    ):
        assert part in html or part.replace('"', "&quot;") in html, part
    assert entry.summary == "Short &amp; sweet."
    (enclosure,) = entry.enclosures
    assert enclosure.href.startswith("https://api.example.org/media/images/hero")
    assert enclosure.type == "image/jpeg"


def test_an_item_of_the_json_feed_is_whole() -> None:
    article = make_article("One", excerpt="Short.", authors=[make_author("Ada")], tags=[make_tag("Careers")])
    edit_and_publish(article, hero=make_image("Hero", slug="hero"))
    answer = json_feed()
    assert answer["version"] == "https://jsonfeed.org/version/1.1"
    assert answer["feed_url"] == "https://api.example.org/feeds/articles.json"
    assert answer["home_page_url"] == "https://www.example.org/"
    (item,) = answer["items"]
    assert item["id"] == f"urn:uuid:{article.pk}"
    assert item["url"] == "https://www.example.org/articles/one"
    assert item["content_html"] == "<p>Some text.</p>"
    assert (item["summary"], item["tags"], item["authors"]) == ("Short.", ["Careers"], [{"name": "Ada"}])
    assert item["image"] == item["attachments"][0]["url"]
    assert item["attachments"][0]["mime_type"] == "image/jpeg"
    assert item["date_published"].endswith("Z")
    assert item["language"] == "en"


def test_the_feed_names_itself_and_the_site() -> None:
    make_article("One")
    for ending in ("rss", "atom"):
        parsed = feed(ending).feed
        assert parsed.title == "Roles, compared"
        assert parsed.link == "https://www.example.org/"
        selves = [link.href for link in parsed.links if link.rel == "self"]
        assert selves == [f"https://api.example.org/feeds/articles.{ending}"]
        assert parsed.language == "en"


@table("ending", ENDINGS, rolled_back=True)
def test_a_feed_is_narrowed_by_tag_and_role_and_by_both(ending: str) -> None:
    tag, role = make_tag("Careers"), make_role("Analyst")
    make_article("Both", tags=[tag], roles=[role])
    make_article("Tag", tags=[tag])
    make_article("Role", roles=[role])
    make_article("Neither")
    assert titles(ending, "?tag=careers") == ["Tag", "Both"]
    assert titles(ending, "?role=analyst") == ["Role", "Both"]
    assert titles(ending, "?role=analyst&tag=careers") == ["Both"]


def test_a_narrowed_feed_says_so() -> None:
    make_article("One", tags=[make_tag("Careers")])
    assert feed("atom", "?tag=careers&utm_source=x").feed.title == "Roles, compared: Careers"
    assert json_feed("?utm_source=x&tag=careers")["feed_url"].endswith("/feeds/articles.json?tag=careers")


@table("ending", ENDINGS, given=lambda: make_article("One"))
def test_parameters_that_nobody_understands_do_no_harm(ending: str) -> None:
    for query in ("?utm_source=mail", "?fields=x&page=-1", "?tag=", "?%FF=%00"):
        assert titles(ending, query) == ["One"], query


@table(
    "slug",
    ["none", "canary", "%00", "%FF", "x" * 1000, "%F0%9F%98%80"],
    given=lambda: make_article("Draft", tags=[make_tag("Canary")], is_draft=True),
)
def test_a_tag_that_nothing_public_has_is_not_found(slug: str) -> None:
    for ending in ENDINGS:
        problem_in(ask_at(address(ending, f"?tag={slug}")), 404)


def test_the_feed_of_a_renamed_tag_is_at_its_new_address() -> None:
    tag = make_tag("Careers")
    article = make_article("One", tags=[tag], roles=[make_role("A")])
    save(tag, slug="jobs")
    response = ask_at(address("rss", "?role=a&tag=careers"))
    assert response.status_code == 301
    assert response["Location"] == "https://api.example.org/feeds/articles.rss?tag=jobs&role=a"
    retract(article)
    problem_in(ask_at(address("rss", "?tag=jobs")), 410)


@table("ending", ENDINGS, rolled_back=True)
def test_hostile_texts_are_texts(ending: str) -> None:
    shown = HOSTILE.replace("\ufffe", "").replace("\uffff", "")
    make_article(
        HOSTILE,
        slug="hostile",
        excerpt=HOSTILE,
        body=HOSTILE,
        authors=[make_author(HOSTILE, slug="hostile")],
        tags=[make_tag(HOSTILE, slug="hostile")],
    )
    if ending == "json":
        (item,) = json_feed("?tag=hostile")["items"]
        assert item["title"] == item["summary"] == item["tags"][0] == HOSTILE
        assert "<script" not in item["content_html"]
        return
    feed(ending, "?tag=hostile")
    tree = ElementTree.fromstring(ask_at(address(ending, "?tag=hostile")).content)
    entry = tree.find(".//item") if ending == "rss" else tree.find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}title") == shown
    assert unescape(entry.findtext("{*}description") or entry.findtext("{*}summary") or "") == shown
    names = [name.text for name in (*entry.iterfind(f"{{{DUBLIN_CORE}}}creator"), *entry.iterfind("{*}author/{*}name"))]
    assert names == [shown]
    html = entry.findtext(f"{{{CONTENT}}}encoded") or entry.findtext("{*}content") or ""
    assert "<p>" in html
    assert "<script" not in html
    assert "</script" not in html


def test_an_empty_feed_is_the_same_whenever_it_is_read() -> None:
    for ending in ("rss", "atom"):
        before = ask_at(address(ending)).content
        assert feed(ending).entries == []
        assert ask_at(address(ending)).content == before
    assert json_feed()["items"] == []


def test_an_article_without_authors_is_by_the_publication() -> None:
    make_article("One")
    assert feed("atom").feed.author == "Roles, compared"


def test_a_feed_is_as_long_as_it_is() -> None:
    make_copies(make_article("One"), feeds.LENGTH + 5)
    for ending in ENDINGS:
        assert len(titles(ending)) == feeds.LENGTH


def test_a_feed_costs_a_fixed_number_of_queries() -> None:
    tag, role = make_tag("Careers"), make_role("A")
    article = make_article("One", tags=[tag], roles=[role], authors=[make_author()])

    def costs() -> list[int]:
        return [len(queries_at(address("rss", query))) for query in ("", "?tag=careers", "?tag=careers&role=a")]

    few = costs()
    make_copies(article, 10)
    assert costs() == few == [2, 3, 4]


@table("path", ["/feeds/", "/feeds", "/feeds/articles", "/feeds/articles.rss/", "/feeds/roles.rss"])
def test_there_is_nothing_else_among_the_feeds(path: str) -> None:
    problem_in(ask_at(path), 404)


def test_a_feed_cannot_be_written_to() -> None:
    problem_in(ask_at(address("rss"), method="POST"), 405)


def test_the_addresses_follow_the_settings(settings: Settings) -> None:
    settings.PUBLIC_SITE_URL, settings.SITE_NAME = "https://other.example", "Other & more"
    make_article("One")
    parsed = feed("rss")
    assert unescape(parsed.feed.title) == "Other & more"
    assert parsed.entries[0].link == "https://other.example/articles/one"
    assert read("/")["links"]["feed_rss"] == "https://api.example.org/feeds/articles.rss"


@pytest.mark.parametrize(
    ("written", "told"), [(["de", "de"], "de"), (["de", "en"], "fr"), ([], "fr")], ids=["one", "two", "none"]
)
def test_a_feed_has_the_language_of_its_articles_and_never_that_of_the_admin(
    written: list[str], told: str, settings: Settings
) -> None:
    settings.LANGUAGE_CODE, settings.DEFAULT_LANGUAGE = "pl", "fr"
    for number, language in enumerate(written):
        make_article(f"Article {number}", language=language)
    answer = Client().get("/feeds/articles.json").json()
    assert answer["language"] == told
    assert Client().get("/api/v1/").json()["default_language"] == "fr"
