"""Taking back what nobody confirmed."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsletter.models import Notice, Recipient, SignupRequest, Subscriber, Subscription

from .mailed_links import end_notices
from .personal_data import erased_values


def forget_request(subscription: Subscription, *, reason: str) -> None:
    """Undo a request that was not confirmed: the subscription goes, whatever in the request leads to a reader, and the
    reader, if there is nothing else of theirs. A former reader, in whose name somebody asked again, is one again.

    In a transaction that holds the address. Changes nothing of a subscription that is not pending.
    """
    pending = Subscription.objects.filter(pk=subscription.pk, state=Subscription.State.PENDING)
    asked = SignupRequest.objects.filter(
        fingerprint=subscription.subscriber.fingerprint, newsletter=subscription.newsletter_id
    )
    if subscription.confirmed_at is not None:
        now = timezone.now()
        if pending.update(state=Subscription.State.UNSUBSCRIBED, unsubscribed_at=now, reason=reason):
            end_notices(subscription)
    elif pending.delete()[0]:
        asked.exclude(verdict=SignupRequest.Verdict.WAITING).update(**erased_values(SignupRequest))
        delete_if_alone(subscription.subscriber_id)


def delete_if_alone(subscriber_id: int) -> bool:
    """Delete a reader to whom nothing refers any longer. In a transaction that holds the address."""
    mine = OuterRef("pk")
    alone = Subscriber.objects.filter(
        ~Exists(Subscription.objects.filter(subscriber=mine)),
        ~Exists(Recipient.objects.filter(subscriber=mine)),
        ~Exists(Notice.objects.filter(subscriber=mine)),
        pk=subscriber_id,
        erased_at=None,
    )
    return alone.delete()[0] > 0
