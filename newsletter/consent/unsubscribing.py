"""Leaving: by the link in a mail, or by an editor's hand. It always works, and works again."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from newsletter.models import ConsentEvent, Newsletter, Subscriber, Subscription
from newsletter.unsubscribe_tokens import NewsletterReader

from .address_lock import hold
from .consent_log import NOBODY, Client, log_consent
from .mailed_links import end_notices

State = Subscription.State
SUBSCRIBED = (State.PENDING, State.CONFIRMED)


@dataclass(frozen=True)
class ReaderStanding:
    """How it stands between a reader and a newsletter; empty where one of them was deleted."""

    newsletter: Newsletter | None
    email: str
    state: str

    @property
    def is_subscribed(self) -> bool:
        return self.state in SUBSCRIBED


def standing_of(reader: NewsletterReader) -> ReaderStanding:
    """Two queries."""
    newsletter = Newsletter.objects.filter(pk=reader.newsletter_id).first()
    theirs = Subscription.objects.filter(newsletter=reader.newsletter_id, subscriber=reader.subscriber_id)
    found = theirs.values_list("subscriber__email", "state").first()
    email, state = found or ("", State.UNSUBSCRIBED)
    return ReaderStanding(newsletter, email, str(state))


def unsubscribe(reader: NewsletterReader, *, reason: str, client: Client = NOBODY) -> bool:
    """End one reader's subscription to one newsletter. False if there was none (any longer): nothing changes then.

    Links that could confirm it are good no longer.
    """
    with transaction.atomic():
        fingerprint = Subscriber.objects.filter(pk=reader.subscriber_id).values_list("fingerprint", flat=True).first()
        if not fingerprint:
            return False
        hold(fingerprint)
        mine = Subscription.objects.filter(newsletter=reader.newsletter_id, subscriber=reader.subscriber_id)
        now = timezone.now()
        if not mine.filter(state__in=SUBSCRIBED).update(state=State.UNSUBSCRIBED, unsubscribed_at=now, reason=reason):
            return False
        end_notices(mine.get())
        log_consent(
            ConsentEvent.Kind.UNSUBSCRIBED,
            fingerprint,
            newsletter_id=reader.newsletter_id,
            client=client,
            note=reason,
        )
        return True


def end_subscriptions(fingerprint: str, *, reason: str, newsletter_id: int | None = None) -> int:
    """All that the address has, or that to one newsletter. Returns how many there were."""
    theirs = Subscription.objects.filter(subscriber__fingerprint=fingerprint, state__in=SUBSCRIBED)
    if newsletter_id is not None:
        theirs = theirs.filter(newsletter=newsletter_id)
    readers = [NewsletterReader(*ids) for ids in theirs.values_list("newsletter", "subscriber")]
    return sum(unsubscribe(reader, reason=reason) for reader in readers)
