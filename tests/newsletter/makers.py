"""Newsletters, readers and issues as they would be made. Defaults are valid."""

from itertools import count
from typing import Any

from django.utils import timezone

from newsletter.addresses import parse_address
from newsletter.models import ConsentText, Issue, Newsletter, Subscriber, Subscription

_numbers = count(1)


def make_newsletter(**fields: Any) -> Newsletter:
    """With its first consent text."""
    number = next(_numbers)
    defaults = {
        "slug": f"weekly-{number}",
        "name": "The Weekly",
        "list_id": f"weekly-{number}.example.org",
        "from_name": "The Weekly",
        "from_email": "weekly@example.org",
        "reply_to": "editors@example.org",
        "owner_email": "owner@example.org",
        "postal_address": "1 Example Street, Example Town",
    }
    newsletter = Newsletter.objects.create(**{**defaults, **fields})
    ConsentText.objects.create(newsletter=newsletter, version=1, text="Send me the weekly mail.")
    return newsletter


def make_subscriber(
    email: str = "", *, newsletter: Newsletter, state: str = Subscription.State.CONFIRMED, **fields: Any
) -> Subscriber:
    address = parse_address(email or f"reader-{next(_numbers)}@example.org")
    subscriber, _ = Subscriber.objects.get_or_create(
        email_key=address.key, defaults={"email": address.email, "fingerprint": address.fingerprint, **fields}
    )
    Subscription.objects.create(
        subscriber=subscriber,
        newsletter=newsletter,
        state=state,
        confirmed_at=timezone.now() if state == Subscription.State.CONFIRMED else None,
    )
    return subscriber


def make_issue(newsletter: Newsletter | None = None, **fields: Any) -> Issue:
    number = next(_numbers)
    defaults = {"slug": f"issue-{number}", "subject": f"Issue {number}", "preheader": "What is new"}
    return Issue.objects.create(newsletter=newsletter or make_newsletter(), **{**defaults, **fields})
