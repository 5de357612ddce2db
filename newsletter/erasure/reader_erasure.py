"""Forgetting a reader. What stays is that somebody with this fingerprint agreed, left, and must not be written to.

Which fields are emptied is derived from the models (`consent.personal_data`): no list here can forget a table.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from newsletter.consent.address_lock import hold
from newsletter.consent.consent_log import log_consent
from newsletter.consent.mailed_links import EndedLink, end_notices, find_link, use
from newsletter.consent.personal_data import erased_values, models_about_readers, rows_of
from newsletter.consent.unsubscribing import SUBSCRIBED
from newsletter.mail_addresses import masked
from newsletter.models import ConsentEvent, MailedLink, Notice, Subscriber, Subscription, Suppression


@dataclass(frozen=True)
class ToErase:
    """Whom a link is about: `email` is masked, and empty once it is done."""

    email: str
    newsletters: list[str]
    is_erased: bool


def to_erase_by(token: str) -> ToErase:
    """Changes nothing. Two queries. Raises UnknownLink, EndedLink."""
    subscriber = _subscriber_of(find_link(token, Notice.Kind.ERASURE))
    if subscriber.erased_at:
        return ToErase(email="", newsletters=[], is_erased=True)
    theirs = subscriber.subscriptions.order_by("newsletter__name").values_list("newsletter__name", flat=True)
    return ToErase(email=masked(subscriber.email), newsletters=list(theirs), is_erased=False)


def erase_by_link(token: str) -> None:
    """A second call changes nothing. Raises UnknownLink, EndedLink."""
    with transaction.atomic():
        link = find_link(token, Notice.Kind.ERASURE)
        erase(_subscriber_of(link), note="by the reader")
        use(link, MailedLink.Use.ERASED)


def erase(subscriber: Subscriber, *, note: str) -> bool:
    """Make the reader anonymous, for good: no address, no IP address, no browser of theirs is kept. They are never
    written to again, unless an editor lifts the suppression. False if it was done before."""
    with transaction.atomic():
        fingerprint = Subscriber.objects.filter(pk=subscriber.pk).values_list("fingerprint", flat=True).first()
        if not fingerprint:
            return False
        hold(fingerprint)
        now = timezone.now()
        # First, for it says who of two at once does it.
        reader = Subscriber.objects.filter(pk=subscriber.pk, erased_at=None)
        if not reader.update(**erased_values(Subscriber), erased_at=now):
            return False
        for subscription in Subscription.objects.filter(subscriber=subscriber):
            end_notices(subscription)
        Subscription.objects.filter(subscriber=subscriber, state__in=SUBSCRIBED).update(
            state=Subscription.State.UNSUBSCRIBED, unsubscribed_at=now, reason="erased"
        )
        Notice.objects.filter(subscriber=subscriber, state=Notice.State.QUEUED).update(
            state=Notice.State.CANCELLED, outcome="erased"
        )
        for model in models_about_readers():
            if model is not Subscriber and (values := erased_values(model)):
                rows_of(model, fingerprint=fingerprint, subscriber_id=subscriber.pk).update(**values)
        # A request that waits has no address to be written to any longer: the suppression decides it.
        Suppression.objects.update_or_create(
            fingerprint=fingerprint, newsletter=None, defaults={"reason": Suppression.Reason.ERASURE, "note": ""}
        )
        log_consent(ConsentEvent.Kind.ERASED, fingerprint, note=note)
        return True


def _subscriber_of(link: MailedLink) -> Subscriber:
    if link.notice is None:
        raise EndedLink
    return link.notice.subscriber
