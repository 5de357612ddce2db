"""Sending a test of an issue to the editor who asks for it."""

import hmac
from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import User as DjangoUser
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from newsletter.issue_refusals import IssueRefused
from newsletter.mail_addresses import InvalidAddress, parse_address
from newsletter.models import Issue, Suppression, WindowCount
from newsletter.transports import Verdict
from newsletter.transports.mail_url import NoTransport, envelope_from, open_line

from .issue_mail import CannotCompose, compose
from .skeletons import make_skeleton, personalise

MOST_AN_HOUR = 20
# No subscriber has it: a test's links open nothing.
NOBODY = 0


def send_test(issue: Issue, *, to: DjangoUser | AnonymousUser) -> str:
    """Returns the address it went to. Raises IssueRefused, as after twenty in an hour."""
    try:
        address = parse_address(getattr(to, "email", "") or "")
    except InvalidAddress:
        raise IssueRefused(
            gettext("Your account has no e-mail address. Ask whoever manages the accounts to enter one.")
        ) from None
    if Suppression.objects.filter(fingerprint=address.fingerprint, newsletter=None).exists():
        raise IssueRefused(gettext("Your own address is on the list of those that are never written to."))
    if not _may_send_another(to.pk):
        raise IssueRefused(
            gettext("You have sent %(most_an_hour)s tests within this hour. Wait for the next one.")
            % {"most_an_hour": MOST_AN_HOUR}
        )
    try:
        skeleton = make_skeleton(issue, compose(issue, is_test=True))
        message = personalise(skeleton, issue=issue, subscriber_id=NOBODY, email=address.email)
        with open_line() as line:
            outcome = line.send(envelope_from=envelope_from(issue.newsletter), to=address.email, message=message)
    except (CannotCompose, NoTransport) as error:
        raise IssueRefused(str(error)) from None
    except ValueError as error:
        raise IssueRefused(gettext("The mail cannot be made: %(error)s") % {"error": error}) from None
    if outcome.verdict != Verdict.ACCEPTED:
        raise IssueRefused(
            gettext("The mail server did not take it (%(answer)s).")
            % {"answer": f"{outcome.verdict} {outcome.code}".strip()}
        )
    return address.email


def _may_send_another(user: int | None) -> bool:
    """Counts it. Two or three queries."""
    window_at = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    key = hmac.new(settings.SECRET_KEY.encode(), f"newsletter.test:{user}".encode(), sha256).hexdigest()
    WindowCount.objects.bulk_create([WindowCount(key=key, window_at=window_at, count=0)], ignore_conflicts=True)
    this_hour = WindowCount.objects.filter(key=key, window_at=window_at, count__lt=MOST_AN_HOUR)
    return this_hour.update(count=F("count") + 1) == 1
