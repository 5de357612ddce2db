"""Addresses that must not be written to. They are known by fingerprint, so that this outlives their erasure."""

from django.db import transaction
from django.db.models import Q

from newsletter.models import ConsentEvent, Suppression

from .address_lock import hold
from .consent_log import log_consent
from .unsubscribing import end_subscriptions

Reason = Suppression.Reason


def is_suppressed(fingerprint: str, newsletter_id: int | None) -> bool:
    """On all newsletters, or on this one. One query."""
    return Suppression.objects.filter(
        Q(newsletter=None) | Q(newsletter=newsletter_id), fingerprint=fingerprint
    ).exists()


def suppress(fingerprint: str, *, reason: Reason, newsletter_id: int | None = None, note: str = "") -> bool:
    """Write to it no more, on all newsletters or on one. False if that was so before: then nothing changes.

    Subscriptions stay what they are, so that lifting a mistake restores what was; a complaint ends them.
    """
    with transaction.atomic():
        hold(fingerprint)
        if Suppression.objects.filter(fingerprint=fingerprint, newsletter=newsletter_id).exists():
            return False
        Suppression.objects.create(fingerprint=fingerprint, newsletter_id=newsletter_id, reason=reason, note=note)
        log_consent(ConsentEvent.Kind.SUPPRESSED, fingerprint, newsletter_id=newsletter_id, note=str(reason.label))
        if reason == Reason.COMPLAINT:
            end_subscriptions(fingerprint, reason="complaint", newsletter_id=newsletter_id)
        return True


def lift(suppression: Suppression) -> bool:
    """It may be written to again: to whoever is subscribed at once, to all others when they ask. False if it was lifted
    before. Whoever was erased stays erased."""
    return Suppression.objects.filter(pk=suppression.pk).delete()[0] == 1
