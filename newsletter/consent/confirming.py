"""Answering the mail that asks whether it was you: yes, or no."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from newsletter.mail_addresses import masked
from newsletter.models import ConsentEvent, MailedLink, Newsletter, Notice, Subscription
from newsletter.unsubscribe_tokens import NewsletterReader

from .address_lock import hold
from .consent_log import NOBODY, Client, agreed_to, log_consent
from .mailed_links import EndedLink, find_link, use
from .unconfirmed_requests import forget_request

State, Use = Subscription.State, MailedLink.Use


@dataclass(frozen=True)
class LinkedSubscription:
    """What a link asks about: `email` is masked, `is_confirmed` whether it is answered with yes."""

    newsletter: Newsletter
    email: str
    is_confirmed: bool
    expires_at: datetime


class ConfirmedBefore(Exception):
    """It cannot be refused any longer; `reader` may leave instead."""

    def __init__(self, reader: NewsletterReader) -> None:
        super().__init__()
        self.reader = reader


def asked_by(token: str) -> LinkedSubscription:
    """Changes nothing. One query. Raises UnknownLink, EndedLink."""
    link = find_link(token, Notice.Kind.CONFIRMATION)
    return _asked(link, _subscription_of(link))


def is_refused(token: str) -> bool:
    """Whether the link has been used to say that it was not them. One query. Raises UnknownLink, EndedLink."""
    return find_link(token, Notice.Kind.CONFIRMATION).used_for == Use.REFUSED


def confirm(token: str, *, client: Client = NOBODY) -> LinkedSubscription:
    """The reader wants it. A second call changes nothing and returns the same. Raises UnknownLink, EndedLink."""
    with transaction.atomic(), _held(token) as link:
        subscription = _subscription_of(link)
        mine = Subscription.objects.filter(pk=subscription.pk, state=State.PENDING)
        if mine.update(state=State.CONFIRMED, confirmed_at=timezone.now()):
            fingerprint = subscription.subscriber.fingerprint or ""
            log_consent(
                ConsentEvent.Kind.CONFIRMED,
                fingerprint,
                newsletter_id=subscription.newsletter_id,
                consent_text_id=agreed_to(fingerprint, subscription.newsletter_id),
                client=client,
            )
            subscription.state = State.CONFIRMED
        use(link, Use.CONFIRMED)
        return _asked(link, subscription)


def refuse(token: str, *, client: Client = NOBODY) -> bool:
    """“That was not me”: what the request left is deleted. False if that was said before.

    Raises UnknownLink, EndedLink; ConfirmedBefore if the subscription was confirmed meanwhile: it then stays.
    """
    with transaction.atomic(), _held(token) as link:
        if link.used_for == Use.REFUSED:
            return False
        subscription = _subscription_of(link)
        if subscription.state == State.CONFIRMED:
            raise ConfirmedBefore(NewsletterReader(subscription.newsletter_id, subscription.subscriber_id))
        use(link, Use.REFUSED)
        others = MailedLink.objects.filter(notice__subscription=subscription, expires_at__gt=timezone.now())
        others.exclude(pk=link.pk).update(expires_at=timezone.now())
        log_consent(
            ConsentEvent.Kind.REFUSED,
            subscription.subscriber.fingerprint or "",
            newsletter_id=subscription.newsletter_id,
            client=client,
        )
        forget_request(subscription, reason="refused")
        return True


@contextmanager
def _held(token: str) -> Iterator[MailedLink]:
    """The link, read while nobody else changes anything about its address."""
    link = find_link(token, Notice.Kind.CONFIRMATION)
    if link.notice and link.notice.subscriber.fingerprint:
        hold(link.notice.subscriber.fingerprint)
        link = find_link(token, Notice.Kind.CONFIRMATION)
    yield link


def _subscription_of(link: MailedLink) -> Subscription:
    subscription = link.notice.subscription if link.notice else None
    if subscription is None or subscription.state == State.UNSUBSCRIBED or not subscription.subscriber.fingerprint:
        raise EndedLink
    return subscription


def _asked(link: MailedLink, subscription: Subscription) -> LinkedSubscription:
    return LinkedSubscription(
        newsletter=subscription.newsletter,
        email=masked(subscription.subscriber.email),
        is_confirmed=subscription.state == State.CONFIRMED,
        expires_at=link.expires_at,
    )
