"""Single-use links in mails to one reader: 32 random bytes, of which only the SHA-256 is kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from newsletter.models import MailedLink, Newsletter, Notice, Subscription

HOURS = 72
GOOD_FOR = timedelta(hours=HOURS)
# A token of 32 bytes is 43 characters; whatever is longer is not looked up.
LONGEST = 64


class UnknownLink(Exception):
    """No such link was mailed, or it was so long ago that nothing is kept of it."""


class EndedLink(Exception):
    """It has expired, or what it was for was deleted."""


def make_link(notice: Notice) -> str:
    """A new token for a notice, good from now on. One query."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    MailedLink.objects.create(notice=notice, digest=_digest(token), created_at=now, expires_at=now + GOOD_FOR)
    return token


def find_link(token: str, kind: Notice.Kind) -> MailedLink:
    """Its row, with its notice, subscription and subscriber; changes nothing. One query.

    Raises UnknownLink; EndedLink for one that has expired or is left without what it was for. A used one is found
    for as long as it is good: one that was refused with has no notice any longer.
    """
    if len(token) > LONGEST or not token.isascii():
        raise UnknownLink
    rows = MailedLink.objects.select_related(
        "notice__subscriber", "notice__subscription__newsletter", "notice__subscription__subscriber"
    )
    link = rows.filter(digest=_digest(token)).first()
    if link is None or (link.notice and link.notice.kind != kind):
        raise UnknownLink
    if link.expires_at <= timezone.now() or (link.notice is None and link.used_for != MailedLink.Use.REFUSED):
        raise EndedLink
    return link


def newsletter_behind(token: str) -> Newsletter | None:
    """In whose words its page speaks, whatever has become of the link: the newsletter that it is about, or one that
    the reader knows. Two queries at most."""
    if len(token) > LONGEST or not token.isascii():
        return None
    link = MailedLink.objects.select_related("notice__subscription__newsletter").filter(digest=_digest(token)).first()
    if link is None or link.notice is None:
        return None
    if link.notice.subscription:
        return link.notice.subscription.newsletter
    return Newsletter.objects.filter(subscriptions__subscriber=link.notice.subscriber_id).order_by("pk").first()


def use(link: MailedLink, use: MailedLink.Use) -> bool:
    """One query. False if it was used before."""
    return MailedLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now(), used_for=use) == 1


def end_notices(subscription: Subscription) -> None:
    """What is still to be sent about it is not, and what was sent is good no longer.
    Two queries."""
    now = timezone.now()
    theirs = Notice.objects.filter(subscription=subscription)
    theirs.filter(state=Notice.State.QUEUED).update(state=Notice.State.CANCELLED, outcome="subscription ended")
    MailedLink.objects.filter(notice__subscription=subscription, expires_at__gt=now).update(expires_at=now)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
