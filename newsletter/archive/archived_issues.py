"""What anyone can read of newsletters and of the issues that were sent, as the API and the feeds answer with it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from cms.api.pagination import Page
from cms.api.problems import NotFound
from cms.delivery.reader import Entries, Reader
from newsletter.composition.introduction import resolved
from newsletter.composition.stories import live_articles
from newsletter.mail_links import archive_url
from newsletter.models import ConsentText, Issue, Newsletter

# Columns of a sent issue that the archive does not need.
UNUSED = ("intro", "content__html", "content__text", "content__skeleton")
FEEDS = ("rss", "atom", "json")


def public_newsletters() -> QuerySet[Newsletter]:
    newest = ConsentText.objects.filter(newsletter=OuterRef("pk")).order_by("-version")
    return Newsletter.objects.filter(is_public=True).annotate(
        consent_version=Subquery(newest.values("version")[:1]), consent_words=Subquery(newest.values("text")[:1])
    )


def list_newsletters(page: Page) -> dict[str, Any]:
    """The list envelope, by name. Two queries."""
    found = public_newsletters()
    newsletters = list(found.order_by("name", "pk")[page.first : page.first + page.size])
    return page.envelope(found.count(), [newsletter_document(newsletter) for newsletter in newsletters])


def one_newsletter(slug: str) -> Newsletter:
    """One query. Raises NotFound, as for one that is not public."""
    newsletter = public_newsletters().filter(slug=slug).first() if "\x00" not in slug else None
    if newsletter is None:
        raise NotFound(f"There is no newsletter “{slug[:120]}”.")
    return newsletter


def newsletter_document(newsletter: Any) -> dict[str, Any]:
    """Of one out of `public_newsletters`."""
    version = newsletter.consent_version
    api_url = f"{settings.PUBLIC_API_URL}/api/v1/newsletter/{newsletter.slug}/"
    return {
        "slug": newsletter.slug,
        "name": newsletter.name,
        "description": newsletter.description,
        "language": newsletter.language,
        "consent_text": {"version": version, "text": newsletter.consent_words} if version else None,
        "url": newsletter_url(newsletter),
        "issues_url": f"{api_url}issues/" if newsletter.has_archive else None,
        "feeds": {ending: feed_url(newsletter, ending) for ending in FEEDS} if newsletter.has_archive else None,
    }


def feed_url(newsletter: Newsletter, ending: str) -> str:
    return f"{settings.PUBLIC_API_URL}/feeds/newsletters/{newsletter.slug}.{ending}"


def newsletter_url(newsletter: Newsletter) -> str:
    """Where the site shows it."""
    return f"{settings.PUBLIC_SITE_URL}/newsletters/{newsletter.slug}"


def list_issues(newsletter: Newsletter, page: Page) -> dict[str, Any]:
    """The list envelope, the newest first. Two queries."""
    found = sent_issues(newsletter)
    issues = list(found.defer(*UNUSED)[page.first : page.first + page.size])
    return page.envelope(found.count(), [issue_summary(issue) for issue in issues])


def newest_issues(reader: Reader, newsletter: Newsletter, most: int) -> list[dict[str, Any]]:
    """Documents of the newest. Three queries."""
    return issue_documents(reader, list(sent_issues(newsletter).defer(*UNUSED)[:most]))


def one_issue(reader: Reader, newsletter: Newsletter, slug: str) -> dict[str, Any]:
    """Three queries. Raises NotFound, as for one that is not sent."""
    found = sent_issues(newsletter).filter(slug=slug).defer(*UNUSED) if "\x00" not in slug else []
    for document in issue_documents(reader, list(found)):
        return document
    raise NotFound(f"There is no issue “{slug[:120]}” of {newsletter.name}.")


def sent_issues(newsletter: Newsletter) -> QuerySet[Issue]:
    """Those that anyone may read, the newest first. Raises NotFound for a newsletter without an archive."""
    if not newsletter.has_archive:
        raise NotFound(f"{newsletter.name} has no archive.")
    found = Issue.objects.filter(newsletter=newsletter, state=Issue.State.SENT, content__isnull=False)
    return found.select_related("content", "newsletter").order_by("-sent_at", "-id")


def issue_summary(issue: Issue) -> dict[str, Any]:
    """What was sent, not what the issue says now."""
    return {
        "slug": issue.slug,
        "subject": issue.content.subject,
        "preheader": issue.content.archive.get("preheader", ""),
        "sent_at": issue.sent_at,
        "url": archive_url(issue),
    }


def issue_documents(reader: Reader, issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Two queries, however many issues. What articles say of themselves is as it is now: one that was taken down
    since leaves the archive too, but for the issue's own words about it."""
    kept = [issue.content.archive for issue in issues]
    live = live_articles(reader, {item["article"] for each in kept for item in each.get("articles", ())})
    wanted = {pk for entry in live.values() for pk in entry.references()}
    wanted |= {pk for each in kept for pk in each.get("intro", {}).get("links", ())}
    targets = reader.targets(wanted)
    return [_document(reader, issue, live, targets) for issue in issues]


def _document(reader: Reader, issue: Issue, live: Entries, targets: Entries) -> dict[str, Any]:
    archive = issue.content.archive
    items = []
    for item in archive.get("articles", ()):
        entry = live.get(item["article"])
        summary = reader.summary(entry, targets) if entry else None
        headline = item["headline"] or (summary["title"] if summary else "")
        blurb = item["blurb"] or (summary["excerpt"] if summary else "")
        items.append({"headline": headline, "blurb": blurb, "article": summary})
    intro = resolved(archive["intro"], targets) if archive.get("intro") else {"html": "", "markdown": "", "text": ""}
    return {
        **issue_summary(issue),
        "newsletter": issue.newsletter.slug,
        "intro": intro,
        "articles": [item for item in items if item["headline"] or item["article"]],
    }
