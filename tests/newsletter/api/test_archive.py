"""Newsletters and sent issues on the delivery API, answered by Django and through the front that keeps answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.db import transaction

from cms.publishing.publishing import retract
from newsletter.models import Issue, IssueArticle, Newsletter
from newsletter.public_changes import note_public_change
from tests.articles.asking import ask, ask_at, problem_in, queries_at, queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented
from tests.articles.makers import edit, edit_and_publish, make_article, make_author, make_image
from tests.newsletter.makers import freeze, make_issue, make_newsletter, make_sent_issue, make_subscriber, send
from tests.tables import table

pytestmark = pytest.mark.django_db
CANARY = "KANARIENVOGEL"
NEW_YEAR = datetime(2026, 1, 1, 8, tzinfo=UTC)


def change(newsletter: Newsletter, **fields: Any) -> None:
    """As a save in the admin does."""
    with transaction.atomic():
        Newsletter.objects.filter(pk=newsletter.pk).update(**fields)
        note_public_change()


def test_newsletters_are_listed_with_what_readers_agree_to() -> None:
    make_newsletter("weekly", name="The Weekly")
    make_newsletter("hidden", is_public=False)

    answer = read_as_documented("/newsletter/")
    assert answer["count"] == 1
    assert answer["results"] == [
        {
            "slug": "weekly",
            "name": "The Weekly",
            "description": "What we have published.",
            "language": "en",
            "consent_text": {"version": 1, "text": "Send me The Weekly."},
            "url": "https://www.example.org/newsletters/weekly",
            "issues_url": "https://api.example.org/api/v1/newsletter/weekly/issues/",
            "feeds": {
                ending: f"https://api.example.org/feeds/newsletters/weekly.{ending}"
                for ending in ("rss", "atom", "json")
            },
        }
    ]
    assert read_as_documented("/newsletter/weekly/") == answer["results"][0]


def test_the_newest_wording_is_the_one_to_agree_to() -> None:
    newsletter = make_newsletter("weekly")
    assert read("/newsletter/weekly/")["consent_text"]["version"] == 1
    with transaction.atomic():
        newsletter.consent_texts.create(version=2, text="Another wording.")
        note_public_change()

    assert read("/newsletter/weekly/")["consent_text"] == {"version": 2, "text": "Another wording."}


def test_a_newsletter_without_a_wording_says_so() -> None:
    make_newsletter("weekly").consent_texts.all().delete()

    assert read_as_documented("/newsletter/weekly/")["consent_text"] is None


def test_a_change_is_seen_at_once() -> None:
    newsletter = make_newsletter("weekly")
    assert read("/newsletter/weekly/")["name"] == "The Weekly"
    change(newsletter, name="The Monthly")
    assert read("/newsletter/weekly/")["name"] == "The Monthly"
    change(newsletter, is_public=False)
    refused("/newsletter/weekly/", 404)
    assert slugs("/newsletter/") == []
    change(newsletter, is_public=True)
    assert slugs("/newsletter/") == ["weekly"]


def test_only_sent_issues_are_in_the_archive_the_newest_first() -> None:
    newsletter = make_newsletter("weekly")
    for number in range(3):
        make_sent_issue(newsletter=newsletter, slug=f"n-{number}", sent_at=NEW_YEAR + timedelta(days=number))
    for state in set(Issue.State) - {Issue.State.SENT}:
        make_issue(newsletter=newsletter, slug=f"not-{state}", state=state, subject=CANARY)
        refused(f"/newsletter/weekly/issues/not-{state}/", 404)

    answer = read_as_documented("/newsletter/weekly/issues/")
    assert [issue["slug"] for issue in answer["results"]] == ["n-2", "n-1", "n-0"]
    assert answer["results"][2] == {
        "slug": "n-0",
        "subject": "What is new",
        "preheader": "In a sentence",
        "sent_at": "2026-01-01T08:00:00Z",
        "url": "https://www.example.org/newsletters/weekly/n-0",
    }
    part = read_as_documented("/newsletter/weekly/issues/", page=2, page_size=2)
    assert ([issue["slug"] for issue in part["results"]], part["count"]) == (["n-0"], 3)


def test_an_issue_is_there_once_it_is_sent() -> None:
    newsletter = make_newsletter("weekly")
    assert slugs("/newsletter/weekly/issues/") == []
    make_sent_issue(newsletter=newsletter, slug="one")
    assert slugs("/newsletter/weekly/issues/") == ["one"]


def test_an_issue_shows_its_texts_and_its_articles() -> None:
    article = make_article("Title", excerpt="Excerpt.", hero=make_image(), authors=[make_author()])
    other = make_article("Other")
    issue = make_issue(
        articles=[article, other], newsletter=make_newsletter("weekly"), slug="one", intro="[a](article:title)"
    )
    issue.articles.filter(article_id=other.pk).update(headline="Own", blurb="Own blurb.")
    freeze(issue)
    send(issue)

    answer = read_as_documented("/newsletter/weekly/issues/one/")
    assert answer["newsletter"] == "weekly"
    assert answer["intro"] == {
        "html": '<p><a href="https://www.example.org/articles/title">a</a></p>',
        "markdown": "[a](https://www.example.org/articles/title)",
        "text": "a",
    }
    assert [(item["headline"], item["blurb"]) for item in answer["articles"]] == [
        ("Title", "Excerpt."),
        ("Own", "Own blurb."),
    ]
    (listed,) = [each for each in read("/articles/")["results"] if each["slug"] == "title"]
    assert answer["articles"][0]["article"] == listed


def test_the_archive_has_what_was_sent_not_what_the_issue_says_now() -> None:
    issue = make_sent_issue(newsletter=make_newsletter("weekly"), slug="one")
    Issue.objects.filter(pk=issue.pk).update(subject=CANARY, preheader=CANARY, intro=CANARY)
    IssueArticle.objects.create(issue=issue, article_id=make_article(CANARY).pk)

    assert CANARY not in ask("/newsletter/weekly/issues/one/").content.decode()
    assert CANARY not in ask("/newsletter/weekly/issues/").content.decode()
    assert CANARY not in ask_at("/feeds/newsletters/weekly.rss").content.decode()


def test_an_article_that_is_taken_down_leaves_the_archive_but_for_the_issue_s_own_words() -> None:
    plain, named = make_article("Gone title", excerpt="Gone excerpt."), make_article("Named")
    issue = make_issue(
        articles=[plain, named], newsletter=make_newsletter("weekly"), slug="one", intro="[Read it](article:gone-title)"
    )
    issue.articles.filter(article_id=named.pk).update(headline="Own")
    freeze(issue)
    send(issue)
    assert len(read("/newsletter/weekly/issues/one/")["articles"]) == 2
    retract(plain)
    retract(named)
    edit(plain, title=CANARY)

    answer = read_as_documented("/newsletter/weekly/issues/one/")
    assert answer["articles"] == [{"headline": "Own", "blurb": "", "article": None}]
    assert answer["intro"]["html"] == "<p>Read it</p>"
    for url in ("/api/v1/newsletter/weekly/issues/one/", "/feeds/newsletters/weekly.json"):
        said = ask_at(url).content.decode()
        assert "Gone" not in said
        assert CANARY not in said


def test_an_article_that_is_renamed_is_shown_by_its_new_name() -> None:
    article = make_article("Old")
    make_sent_issue(articles=[article], newsletter=make_newsletter("weekly"), slug="one")
    assert read("/newsletter/weekly/issues/one/")["articles"][0]["headline"] == "Old"
    edit_and_publish(article, title="New", slug="new")

    (item,) = read("/newsletter/weekly/issues/one/")["articles"]
    assert (item["headline"], item["article"]["slug"]) == ("New", "new")


def test_a_draft_of_an_article_is_in_no_archive() -> None:
    article = make_article("Public")
    make_sent_issue(articles=[article], newsletter=make_newsletter("weekly"), slug="one")
    edit(article, title=CANARY, excerpt=CANARY, slug="kanarienvogel")

    assert CANARY.lower() not in ask("/newsletter/weekly/issues/one/").content.decode().lower()


@table("fields", [{"has_archive": False}, {"is_public": False}], rolled_back=True)
def test_there_is_no_archive_where_there_should_be_none(fields: dict[str, Any]) -> None:
    make_sent_issue(newsletter=make_newsletter("weekly", **fields), slug="one")

    for path in ("/newsletter/weekly/issues/", "/newsletter/weekly/issues/one/"):
        refused(path, 404)
    for ending in ("rss", "atom", "json"):
        problem_in(ask_at(f"/feeds/newsletters/weekly.{ending}"), 404)
    if fields.get("is_public", True):
        answer = read_as_documented("/newsletter/weekly/")
        assert (answer["issues_url"], answer["feeds"]) == (None, None)


@table(
    "slug",
    ["nothing", "a%00b", "ä", "x" * 300, "..", "%2F"],
    given=lambda: make_sent_issue(newsletter=make_newsletter("weekly"), slug="one"),
)
def test_what_is_not_there_is_a_404_in_words(slug: str) -> None:

    refused(f"/newsletter/{slug}/", 404)
    refused(f"/newsletter/{slug}/issues/", 404)
    refused(f"/newsletter/weekly/issues/{slug}/", 404)
    problem_in(ask_at(f"/feeds/newsletters/{slug}.rss"), 404)


@table(
    "path",
    ["/newsletter/", "/newsletter/weekly/", "/newsletter/weekly/issues/"],
    given=lambda: make_newsletter("weekly"),
)
def test_an_unknown_parameter_is_refused(path: str) -> None:

    assert refused(path, 400, nothing="1")["errors"][0]["parameter"] == "nothing"


@table(
    "query",
    [{"page": "0"}, {"page": "x"}, {"page_size": "101"}, {"page": "20000"}],
    given=lambda: make_newsletter("weekly"),
)
def test_a_page_that_cannot_be_is_refused(query: dict[str, str]) -> None:

    for path in ("/newsletter/", "/newsletter/weekly/issues/"):
        assert refused(path, 400, **query)["errors"][0]["parameter"] in query


@table(
    "path", ["/newsletter/weekly/", "/newsletter/weekly/issues/", "/newsletter/weekly/issues/one/"], rolled_back=True
)
def test_an_answer_can_be_cached_and_names_what_it_is_made_of(path: str) -> None:
    article = make_article()
    make_sent_issue(articles=[article], newsletter=make_newsletter("weekly"), slug="one")

    response = ask(path)
    assert "newsletters" in response.headers["Cache-Tag"].split(",")
    assert "max-age=0" in response.headers["Cache-Control"]
    assert ask(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    if path.endswith("one/"):
        assert f"entry-{str(article.pk)[:8]}{str(article.pk)[9:13]}" in response.headers["Cache-Tag"].split(",")


@table("method", ["POST", "PUT", "DELETE"], given=lambda: make_newsletter("weekly"))
def test_the_archive_is_only_read(method: str) -> None:

    assert ask("/newsletter/weekly/issues/", method=method).status_code == 405


def test_no_answer_has_anything_personal() -> None:
    newsletter = make_newsletter("weekly", owner_email="owner-kanarienvogel@example.org")
    make_subscriber("reader-kanarienvogel@example.org", newsletter=newsletter)
    make_sent_issue(newsletter=newsletter, slug="one")

    for url in (
        *(f"/api/v1/newsletter/{path}" for path in ("", "weekly/", "weekly/issues/", "weekly/issues/one/")),
        "/feeds/newsletters/weekly.rss",
    ):
        said = ask_at(url).content.decode()
        assert "kanarienvogel" not in said
        assert "the-own-token" not in said
        assert "unsubscribe" not in said


def test_answers_cost_a_fixed_number_of_queries() -> None:
    newsletter = make_newsletter("weekly")
    articles = [make_article(hero=make_image(), authors=[make_author()]) for _ in range(8)]
    make_sent_issue(newsletter=newsletter, slug="small", articles=articles[:1])
    few = {
        path: len(queries_of(path)) for path in ("/newsletter/", "/newsletter/weekly/", "/newsletter/weekly/issues/")
    }
    few["one"] = len(queries_of("/newsletter/weekly/issues/small/"))
    few["feed"] = len(queries_at("/feeds/newsletters/weekly.rss"))
    for number in range(5):
        make_sent_issue(newsletter=newsletter, slug=f"n-{number}", articles=articles)
        make_newsletter()

    assert {path: len(queries_of(path)) for path in list(few)[:3]} == {path: few[path] for path in list(few)[:3]}
    assert len(queries_of("/newsletter/weekly/issues/n-1/")) == few["one"] <= 5
    assert len(queries_at("/feeds/newsletters/weekly.rss")) == few["feed"] <= 5
    assert max(few.values()) <= 5


@table("ending", ["rss", "atom", "json"], rolled_back=True)
def test_a_feed_has_the_issues_whole(ending: str) -> None:
    newsletter = make_newsletter("weekly", name="Us & <them>", description="A & B")
    article = make_article("A & <b>", slug="a-b", excerpt="C & <d>")
    make_sent_issue(newsletter=newsletter, slug="one", articles=[article], sent_at=NEW_YEAR, intro="*Hello*")
    make_sent_issue(newsletter=newsletter, slug="two", subject="Two", sent_at=NEW_YEAR + timedelta(days=7))

    response = ask_at(f"/feeds/newsletters/weekly.{ending}")
    if ending == "json":
        feed = response.json()
        titles, html = [item["title"] for item in feed["items"]], feed["items"][1]["content_html"]
        assert feed["title"] == "Us & <them>"
    else:
        parsed: Any = feedparser.parse(response.content)
        assert not parsed.bozo
        titles, html = [entry.title for entry in parsed.entries], parsed.entries[1].content[0].value
        assert parsed.entries[1].link == "https://www.example.org/newsletters/weekly/one"
    assert titles == ["Two", "What is new"]
    assert "<em>Hello</em>" in html
    assert 'href="https://www.example.org/articles/a-b"' in html
    assert "C &amp; &lt;d&gt;" in html


def test_the_first_page_of_the_api_leads_to_them() -> None:
    assert read("/")["links"]["newsletters"] == "https://api.example.org/api/v1/newsletter/"
