"""Building an issue in the admin: its texts, its articles, what locks them, and what leaks into none of its pages."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.publishing.publishing import retract
from newsletter.models import Issue, IssueContent
from tests.articles.makers import edit, edit_and_publish, make_article, make_author, make_image
from tests.newsletter.makers import freeze, make_issue, make_newsletter, make_sent_issue, send
from tests.tables import table

from .makers import ISSUES, issue_form, make_editor, page, said

pytestmark = pytest.mark.django_db
CANARY = "KANARIENVOGEL"
State = Issue.State
HOSTILE = "<script>alert(1)</script> {{ x }} ' \" & 𝔘"


def titles(issue: Issue) -> list[str]:
    from articles.models import Article

    return [Article.objects.get(pk=row.article_id).title for row in issue.articles.all()]


def test_a_new_issue_is_saved_as_a_draft_and_leads_to_its_articles(client: Client, chief: User) -> None:
    newsletter = make_newsletter()
    response = client.post(f"{ISSUES}add/", issue_form(newsletter=newsletter.pk, subject="A week in models"))

    issue = Issue.objects.get()
    assert response.headers["Location"] == page(issue, "articles")
    assert (issue.state, issue.slug, issue.created_by) == (State.DRAFT, "a-week-in-models", chief)


def test_slugs_that_are_made_up_are_free_and_those_that_are_typed_are_checked(client: Client, chief: User) -> None:
    newsletter = make_newsletter()
    for _ in range(2):
        client.post(f"{ISSUES}add/", issue_form(newsletter=newsletter.pk, subject="News"))
    assert sorted(Issue.objects.values_list("slug", flat=True)) == ["news", "news-2"]

    response = client.post(f"{ISSUES}add/", issue_form(newsletter=newsletter.pk, slug="news"))
    assert "has the slug “news” already" in response.content.decode()
    assert Issue.objects.count() == 2
    client.post(f"{ISSUES}add/", issue_form(newsletter=make_newsletter().pk, slug="news"))
    assert Issue.objects.count() == 3
    second = Issue.objects.get(slug="news-2")
    response = client.post(page(second), issue_form(second, slug="news"))
    assert "has the slug “news” already" in response.content.decode()


@table(
    "changed",
    [
        {"subject": ""},
        {"subject": "a\x00b"},
        {"subject": "a\r\nBcc: b@example.org"},
        {"subject": "a\u2028b"},
        {"subject": "x" * 151},
        {"preheader": "a\nb"},
        {"preheader": "x" * 201},
        {"slug": "no slug"},
        {"slug": "x" * 121},
        {"intro": "x\x00"},
        {"intro": "x" * 100_001},
        {"newsletter": "999999"},
        {"newsletter": "x"},
    ],
    rolled_back=True,
)
def test_a_bad_text_is_refused_in_the_form(client: Client, chief: User, changed: dict[str, str]) -> None:
    values = {**issue_form(newsletter=make_newsletter().pk), **changed}
    response = client.post(f"{ISSUES}add/", values)

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not Issue.objects.exists()


def test_what_became_public_since_the_last_issue_is_suggested(client: Client, chief: User) -> None:
    newsletter = make_newsletter()
    make_article("Before")
    used, cancelled = make_article("Used"), make_article("Cancelled once")
    make_sent_issue(newsletter=newsletter, articles=[used])
    make_issue(newsletter=newsletter, articles=[cancelled], state=State.CANCELLED)
    make_article("Since")
    make_article("Of an old date", published_at="2020-01-01T00:00Z")
    make_article(CANARY, is_draft=True)
    planned = make_article("Planned")
    make_issue(newsletter=newsletter, articles=[planned])
    retract(make_article("Taken down"))

    response = client.get(page(make_issue(newsletter=newsletter), "articles"))
    assert [each["title"] for each in response.context["suggested"]] == ["Since", "Of an old date"]
    assert CANARY not in response.content.decode()


def test_everything_public_is_suggested_for_the_first_issue(client: Client, chief: User) -> None:
    make_article("One")
    make_article("Two")

    response = client.get(page(make_issue(), "articles"))
    assert {each["title"] for each in response.context["suggested"]} == {"One", "Two"}


def test_ticked_articles_are_added_once_at_the_end(client: Client, chief: User) -> None:
    first, second, third = make_article("One"), make_article("Two"), make_article("Three")
    issue = make_issue(articles=[first])
    for _ in range(2):
        client.post(page(issue, "articles"), {"add": [str(third.pk), str(second.pk), str(first.pk)]})

    assert titles(issue) == ["One", "Three", "Two"]


def test_what_is_not_public_cannot_be_added(client: Client, chief: User) -> None:
    issue, public = make_issue(), make_article("Public")
    for bad in (make_article(CANARY, is_draft=True).pk, make_author().pk, uuid4()):
        response = client.post(page(issue, "articles"), {"add": [str(public.pk), str(bad)]})
        assert "Nothing was added" in said(response)
    response = client.post(page(issue, "articles"), {"add": ["nonsense", "\x00", "x" * 1000]})

    assert "Nothing was chosen" in said(response)
    assert not issue.articles.exists()


def test_an_issue_holds_thirty_articles_at_most(client: Client, chief: User) -> None:
    articles = [make_article() for _ in range(31)]
    issue = make_issue(articles=articles[:30])

    assert "at most 30" in said(client.post(page(issue, "articles"), {"add": [str(articles[30].pk)]}))
    assert issue.articles.count() == 30


def test_articles_are_moved_and_taken_out_without_javascript(client: Client, chief: User) -> None:
    issue = make_issue(articles=[make_article(title) for title in ("One", "Two", "Three")])
    first, _, third = issue.articles.all()
    client.post(page(issue, "articles"), {"move": f"up:{third.pk}"})
    assert titles(issue) == ["One", "Three", "Two"]
    client.post(page(issue, "articles"), {"move": f"down:{first.pk}"})
    assert titles(issue) == ["Three", "One", "Two"]
    for nonsense in (f"up:{third.pk}", f"sideways:{first.pk}", f"up:{uuid4()}", "up:", "x"):
        assert client.post(page(issue, "articles"), {"move": nonsense}).status_code == 302
    assert titles(issue) == ["Three", "One", "Two"]
    client.post(page(issue, "articles"), {"remove": str(first.pk)})
    assert titles(issue) == ["Three", "Two"]
    assert [row.position for row in issue.articles.all()] == [1, 2]


def test_any_public_article_is_found_by_words_of_its_title(client: Client, chief: User) -> None:
    make_article("Pipelines for models")
    make_article("Models elsewhere")
    edit(make_article("Public pipelines"), title=CANARY)
    make_article(f"{CANARY} pipelines", is_draft=True)
    inside = make_article("Pipelines inside")
    issue = make_issue(articles=[inside])

    found = client.get(page(issue, "articles"), {"q": "PIPELINES"}).context["found"]
    assert {each["title"] for each in found} == {"Pipelines for models", "Public pipelines"}
    assert [each["title"] for each in client.get(page(issue, "articles"), {"q": "models pipe"}).context["found"]] == [
        "Pipelines for models"
    ]
    for words in (CANARY, "%", "_", "'; --", "\x00", HOSTILE, "x" * 5_000, " "):
        response = client.get(page(issue, "articles"), {"q": words})
        assert response.status_code == 200
        assert response.context["found"] == []
        assert "<script>alert" not in response.content.decode()


def test_own_words_numbers_and_leaving_are_in_the_form(client: Client, chief: User) -> None:
    issue = make_issue(articles=[make_article("One"), make_article("Two")])
    changed = {"articles-0-headline": "Own", "articles-0-blurb": "Words", "articles-0-position": 9}
    response = client.post(page(issue), issue_form(issue, subject="Other", **changed, **{"articles-1-DELETE": "on"}))

    assert response.status_code == 302
    row = issue.articles.get()
    assert (row.headline, row.blurb, row.position) == ("Own", "Words", 9)
    issue.refresh_from_db()
    assert issue.subject == "Other"


@table(
    "changed",
    [
        {"articles-0-headline": "a\nb"},
        {"articles-0-headline": "x" * 201},
        {"articles-0-blurb": "x\x00"},
        {"articles-0-blurb": "x" * 2_001},
        {"articles-0-position": "-1"},
        {"articles-0-position": "99999999999999999999"},
        {"articles-0-position": "x"},
    ],
    rolled_back=True,
)
def test_a_bad_row_is_refused_and_nothing_is_saved(client: Client, chief: User, changed: dict[str, str]) -> None:
    issue = make_issue(articles=[make_article("One")])
    response = client.post(page(issue), issue_form(issue, subject="Other", **changed))

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    issue.refresh_from_db()
    assert issue.subject == "What is new"


@pytest.mark.parametrize("state", [State.PREPARING, State.READY, State.SENDING, State.SENT, State.CANCELLED])
def test_what_is_on_its_way_or_over_can_no_longer_be_changed(client: Client, chief: User, state: str) -> None:
    issue = make_issue(articles=[make_article("One")], state=state, sent_at=timezone.now() if state == "sent" else None)
    other = make_article("Other")

    assert client.post(page(issue), issue_form(issue, subject="Other")).status_code == 403
    for values in ({"add": [str(other.pk)]}, {"remove": str(issue.articles.get().pk)}):
        response = client.post(page(issue, "articles"), values)
        assert "can no longer be changed" in said(response)
    issue.refresh_from_db()
    assert (issue.subject, issue.articles.count()) == ("What is new", 1)
    form = client.get(page(issue))
    assert form.status_code == 200
    assert 'name="subject"' not in form.content.decode()


def test_a_paused_issue_can_be_mended_until_its_content_is_frozen(client: Client, chief: User) -> None:
    issue = make_issue(articles=[make_article("One")], state=State.PAUSED, pause_reason="“one” is not public.")
    assert "“one” is not public." in client.get(page(issue)).content.decode()
    assert client.post(page(issue), issue_form(issue, subject="Other")).status_code == 302
    freeze(issue)

    assert client.post(page(issue), issue_form(issue, subject="Third")).status_code == 403
    issue.refresh_from_db()
    assert issue.subject == "Other"


def test_a_save_never_writes_the_state(client: Client, chief: User) -> None:
    issue = make_issue(state=State.SCHEDULED, scheduled_at=timezone.now())
    client.post(page(issue), issue_form(issue, subject="Other", state="sent", scheduled_at="", sent_at="2020-01-01"))

    issue.refresh_from_db()
    assert (issue.subject, issue.state, issue.sent_at) == ("Other", State.SCHEDULED, None)
    assert issue.scheduled_at


def test_only_what_never_left_can_be_deleted(client: Client, chief: User) -> None:
    draft, sent = make_issue(), make_sent_issue()
    assert client.post(page(sent, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(page(draft, "delete"), {"post": "yes"}).status_code == 302

    assert list(Issue.objects.all()) == [sent]


def test_a_duplicate_is_a_draft_with_the_same_texts(client: Client, chief: User) -> None:
    issue = make_sent_issue(articles=[make_article("One"), make_article("Two")])
    issue.articles.filter(position=1).update(headline="Own")
    assert client.get(page(issue, "duplicate")).status_code == 200
    assert Issue.objects.count() == 1
    client.post(page(issue, "duplicate"))

    copy = Issue.objects.exclude(pk=issue.pk).get()
    assert (copy.state, copy.subject, copy.slug, copy.sent_at) == (State.DRAFT, issue.subject, f"{issue.slug}-2", None)
    assert [row.headline for row in copy.articles.all()] == ["Own", ""]
    assert titles(copy) == ["One", "Two"]
    assert not IssueContent.objects.filter(issue=copy).exists()


def test_no_page_shows_a_draft(client: Client, chief: User) -> None:
    article, gone = make_article("Public", hero=make_image()), make_article("Gone")
    issue = make_issue(articles=[article, gone])
    edit(article, title=CANARY, excerpt=CANARY, body=CANARY)
    retract(gone)
    edit(gone, title=CANARY, slug="kanarienvogel")
    pages = ("change", "articles", "preview", "preview-html", "schedule", "progress", "cancel", "duplicate")
    said_there = "".join(client.get(page(issue, name)).content.decode() for name in pages)

    assert CANARY.lower() not in said_there.lower()
    assert "“gone” is not public" in said_there


def test_whatever_is_typed_stays_text_on_every_page(client: Client, chief: User) -> None:
    article = make_article(HOSTILE, slug="hostile", excerpt=HOSTILE)
    newsletter = make_newsletter(name=HOSTILE)
    issue = make_issue(newsletter, articles=[article], subject=HOSTILE, preheader=HOSTILE, intro=HOSTILE)
    issue.articles.update(headline=HOSTILE, blurb=HOSTILE)
    Issue.objects.filter(pk=issue.pk).update(state=State.PAUSED, pause_reason=HOSTILE)

    for name in ("change", "articles", "preview", "preview-html", "resume", "progress", "cancel", "duplicate"):
        response = client.get(page(issue, name))
        assert response.status_code == 200
        scripts = BeautifulSoup(response.content, "html.parser").find_all("script")
        assert [script for script in scripts if "alert" in str(script)] == [], name
    assert "<script>alert" not in client.get(ISSUES).content.decode()


def test_the_list_and_the_form_cost_a_fixed_number_of_queries(client: Client, chief: User) -> None:
    newsletter = make_newsletter()
    issue = make_issue(newsletter, articles=[make_article()])
    counts = []
    for _ in range(2):
        for url in (ISSUES, page(issue), page(issue, "articles")):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counts.append(len(captured))
        for _ in range(5):
            make_issue(newsletter, articles=[make_article(), make_article()])
        client.post(page(issue, "articles"), {"add": [str(make_article().pk) for _ in range(5)]})
    assert counts[:3] == counts[3:]
    assert max(counts) < 30


@table("name", ["articles", "preview", "preview-html", "test", "schedule", "progress", "duplicate"], rolled_back=True)
def test_strangers_see_nothing(client: Client, db: None, name: str) -> None:
    issue = make_issue()
    assert "/admin/login/" in client.get(page(issue, name)).headers["Location"]
    client.force_login(make_editor("stranger"))

    for method in (client.get, client.post):
        assert method(page(issue, name)).status_code == 403


@table("name", ["articles", "preview", "preview-html", "test", "schedule", "progress", "change"], rolled_back=True)
def test_an_issue_that_is_not_there_leads_to_the_list(client: Client, chief: User, name: str) -> None:
    response = client.get(f"{ISSUES}{uuid4()}/{name}/")

    assert response.status_code == 302
    assert client.get(f"{ISSUES}nonsense/change/").status_code == 302
    assert client.post(f"{ISSUES}nonsense/change/", {}).status_code in (302, 403, 404)


def test_who_may_only_look_changes_nothing(client: Client, db: None) -> None:
    client.force_login(make_editor("reader", "view_issue"))
    issue = make_issue(articles=[make_article("One")])

    assert client.get(page(issue, "preview")).status_code == 200
    for name in ("articles", "test", "schedule", "cancel", "duplicate", "change"):
        assert client.post(page(issue, name), issue_form(issue, subject="Other")).status_code == 403
    issue.refresh_from_db()
    assert (issue.subject, issue.state) == ("What is new", State.DRAFT)


def test_a_renamed_article_is_shown_by_its_new_name(client: Client, chief: User) -> None:
    article = make_article("Old")
    issue = make_issue(articles=[article])
    edit_and_publish(article, title="New", slug="new")

    for name in ("change", "articles"):
        assert "New" in client.get(page(issue, name)).content.decode()


def test_sending_is_what_the_archive_shows(client: Client, chief: User) -> None:
    """A guard of the makers: what they send is what the public sees."""
    issue: Any = make_issue(make_newsletter("weekly"), slug="one")
    freeze(issue)
    assert client.get("/api/v1/newsletter/weekly/issues/one/").status_code == 404
    send(issue)
    assert client.get("/api/v1/newsletter/weekly/issues/one/").status_code == 200
