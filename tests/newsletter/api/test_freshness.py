"""What the newsletter shows is never old: not after a save in the admin, not after the worker has sent an issue."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.background.duties import Stop
from cms.publishing.models import Change
from cms.publishing.publishing import retract
from newsletter import public_changes
from newsletter.composition.issue_articles import remove_article
from newsletter.models import Issue, IssueContent
from newsletter.public_changes import ledger_id
from newsletter.sending import issue_moves
from newsletter.sending.issue_duty import advance_issues
from tests.articles.asking import ask_at, read, refused, slugs
from tests.articles.makers import edit_and_publish, make_article
from tests.newsletter.makers import make_issue, make_newsletter, make_sent_issue, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_URL = f"files://{tmp_path / 'mails'}"
    return tmp_path / "mails"


def work() -> None:
    while advance_issues(Stop()):
        pass


def test_an_issue_is_in_the_archive_and_the_feed_when_the_worker_has_sent_it(mails: Path) -> None:
    newsletter = make_newsletter("weekly")
    for _ in range(3):
        make_subscriber(newsletter=newsletter)
    article = make_article("As it was sent", excerpt="An excerpt.")
    issue = make_issue(newsletter, articles=[article], slug="one", subject="The first")
    assert slugs("/newsletter/weekly/issues/") == []
    refused("/newsletter/weekly/issues/one/", 404)
    issue_moves.schedule(issue, at=None)
    refused("/newsletter/weekly/issues/one/", 404)
    work()

    assert slugs("/newsletter/weekly/issues/") == ["one"]
    assert logged() == [("issue", issue.pk, "updated", "one")]
    assert read("/newsletter/weekly/issues/one/")["articles"][0]["headline"] == "As it was sent"
    assert "The first" in ask_at("/feeds/newsletters/weekly.atom").content.decode()
    assert len(list(mails.rglob("*.eml"))) == 3
    edit_and_publish(article, title="As it is now")
    assert read("/newsletter/weekly/issues/one/")["articles"][0]["headline"] == "As it is now"
    assert "As it was sent" in IssueContent.objects.get().html


def test_an_issue_whose_article_goes_before_it_does_is_paused_mended_and_sent(mails: Path) -> None:

    newsletter = make_newsletter("weekly")
    make_subscriber(newsletter=newsletter)
    article = make_article("Gone too early")
    issue = make_issue(newsletter, articles=[make_article("Stays"), article], slug="one")
    issue_moves.schedule(issue, at=timezone.now() + timedelta(seconds=1))
    Issue.objects.update(scheduled_at=timezone.now())
    retract(article)
    work()
    issue.refresh_from_db()
    assert issue.state == Issue.State.PAUSED
    assert "“gone-too-early” is not public" in issue.pause_reason
    assert slugs("/newsletter/weekly/issues/") == []

    assert remove_article(issue, issue.articles.get(article_id=article.pk).pk)
    issue_moves.resume(issue)
    work()
    (item,) = read("/newsletter/weekly/issues/one/")["articles"]
    assert item["headline"] == "Stays"
    assert len(list(mails.rglob("*.eml"))) == 1


def test_a_newsletter_that_is_saved_in_the_admin_is_shown_at_once(client: Client) -> None:
    newsletter = make_newsletter("weekly")
    assert read("/newsletter/weekly/")["name"] == "The Weekly"
    client.force_login(User.objects.create_superuser("chief"))
    form = client.get(f"/admin/newsletter/newsletter/{newsletter.pk}/change/").context["adminform"].form
    values = {name: form[name].value() for name in form.fields} | {"name": "The Monthly", "wording": "Other words."}
    values |= {"is_public": "on", "has_archive": "on", "own_sentences-TOTAL_FORMS": 0, "own_sentences-INITIAL_FORMS": 0}
    values |= {"consent_texts-TOTAL_FORMS": 0, "consent_texts-INITIAL_FORMS": 0}
    response = client.post(f"/admin/newsletter/newsletter/{newsletter.pk}/change/", values)
    assert response.status_code == 302, response.context["errors"]

    answer = read("/newsletter/weekly/")
    assert (answer["name"], answer["consent_text"]) == ("The Monthly", {"version": 2, "text": "Other words."})
    assert logged() == [("newsletter", ledger_id(newsletter), "updated", "weekly")]
    client.post(f"/admin/newsletter/newsletter/{newsletter.pk}/change/", values | {"is_public": ""})
    refused("/newsletter/weekly/", 404)
    assert logged()[1:] == [("newsletter", ledger_id(newsletter), "retracted", "weekly")]


def logged() -> list[tuple[str, UUID, str, str]]:
    """What the ledger says of newsletters and issues, in order."""
    rows = Change.objects.filter(type__in=("newsletter", "issue")).order_by("pk")
    return list(rows.values_list("type", "entry_id", "action", "slug"))


def test_followers_of_changes_learn_of_newsletters_and_issues_with_their_tags() -> None:
    since = read("/changes/")["since"]
    newsletter = make_newsletter("weekly")
    public_changes.note_public_change(newsletter)
    issue = make_sent_issue(newsletter=newsletter, slug="one")
    public_changes.note_public_change(issue)
    told = read("/changes/", since=since)["results"]
    assert [(change["type"], change["slug"], change["action"], change["cache_tags"]) for change in told] == [
        ("newsletter", "weekly", "updated", ["newsletters"]),
        ("issue", "one", "updated", ["newsletters"]),
    ]
    assert [change["url"] for change in told] == [
        "https://www.example.org/newsletters/weekly",
        "https://www.example.org/newsletters/weekly/one",
    ]
    for change in told:
        assert ask_at(change["api_url"].removeprefix("https://api.example.org")).status_code == 200
    since = read("/changes/", since=since)["since"]
    Issue.objects.filter(pk=issue.pk).delete()
    public_changes.note_public_change(issue, deleted=True)
    (gone,) = read("/changes/", since=since)["results"]
    assert (gone["action"], gone["url"]) == ("retracted", None)
    # Who begins to follow is told of what there is.
    assert [change["type"] for change in read("/changes/")["results"]] == ["newsletter"]
