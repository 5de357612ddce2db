"""Newsletters as editors and readers would leave them. Defaults are valid."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from articles.models import Article
from newsletter.composition.issue_mail import compose
from newsletter.mail_addresses import parse_address
from newsletter.models import (
    ConsentText,
    Issue,
    IssueArticle,
    IssueContent,
    Newsletter,
    Subscriber,
    Subscription,
)
from newsletter.public_changes import note_public_change

_numbers = count(1)


def make_newsletter(slug: str = "", **fields: Any) -> Newsletter:
    slug = slug or f"weekly-{next(_numbers)}"
    defaults = {
        "name": "The Weekly",
        "description": "What we have published.",
        "list_id": f"{slug}.example.org",
        "from_name": "The Weekly",
        "from_email": "weekly@example.org",
        "reply_to": "desk@example.org",
        "owner_email": "owner@example.org",
        "postal_address": "1 Example Street\nExample Town",
    }
    newsletter = Newsletter.objects.create(slug=slug, **defaults | fields)
    ConsentText.objects.create(newsletter=newsletter, version=1, text="Send me The Weekly.")
    note_public_change()
    return newsletter


def make_subscriber(
    email: str = "",
    *,
    newsletter: Newsletter | None = None,
    state: str = Subscription.State.CONFIRMED,
    **fields: Any,
) -> Subscriber:
    address = parse_address(email or f"reader-{next(_numbers)}@example.org")
    subscriber, _ = Subscriber.objects.get_or_create(
        email_key=address.key, defaults={"email": address.email, "fingerprint": address.fingerprint, **fields}
    )
    Subscription.objects.create(
        subscriber=subscriber,
        newsletter=newsletter or make_newsletter(),
        state=state,
        confirmed_at=timezone.now() if state == Subscription.State.CONFIRMED else None,
    )
    return subscriber


def make_issue(
    newsletter: Newsletter | None = None, *, articles: Sequence[Article] = (), slug: str = "", **fields: Any
) -> Issue:
    """A draft."""
    defaults = {"subject": "What is new", "preheader": "In a sentence", "intro": "Good *morning*."}
    issue = Issue.objects.create(
        newsletter=newsletter or make_newsletter(), slug=slug or f"issue-{next(_numbers)}", **defaults | fields
    )
    for position, article in enumerate(articles, start=1):
        IssueArticle.objects.create(issue=issue, article_id=article.pk, position=position)
    return issue


def make_sent_issue(*, sent_at: datetime | None = None, **fields: Any) -> Issue:
    """Sent to nobody, with its content frozen as it is now."""
    issue = make_issue(**fields)
    freeze(issue)
    return send(issue, sent_at=sent_at)


def freeze(issue: Issue) -> None:
    composed = compose(issue)
    IssueContent.objects.create(
        issue=issue,
        subject=composed.subject,
        html=composed.html,
        text=composed.text,
        skeleton=b"",
        digest="",
        archive=composed.archive,
    )


def send(issue: Issue, *, sent_at: datetime | None = None) -> Issue:
    Issue.objects.filter(pk=issue.pk).update(state=Issue.State.SENT, sent_at=sent_at or timezone.now())
    note_public_change()
    issue.refresh_from_db()
    return issue
