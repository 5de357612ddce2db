"""Sending the mails that readers asked for. In doubt one is sent again: a second confirmation harms nobody, one that
never comes does.

A server that refuses a mail because of its reader is believed once it has taken another mail: a wrong server refuses
everybody (`transports.transport_health`). Until then the mail is tried again.
"""

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.consent.mailed_links import make_link
from newsletter.consent.suppressing import is_suppressed, suppress
from newsletter.mailboxes import NoMailbox
from newsletter.models import Newsletter, Notice, Subscription, Suppression
from newsletter.transports import MailLine, MailOutcome, Verdict
from newsletter.transports.mail_url import NoTransport, envelope_from, open_line, transport_name
from newsletter.transports.transport_health import Sign, is_believable, note_outcomes, sign_of

from .notice_mail import notice_message

DUTY = "newsletter.notices"
log = logging.getLogger(__name__)

SLICE_SECONDS = 25.0
# Longer than handing over one mail can take: each of its steps ends by a time-out of the transport.
LEASE = timedelta(minutes=10)
# After each attempt that the server put off; after the last it has failed.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
# When the server as a whole does not take mails, or there is none, nothing is tried for so long.
PAUSE = timedelta(minutes=2)
State = Notice.State
# What the outcome of a mail begins with that the server refused because of its reader.
REFUSALS = (Verdict.REJECTED.value, Verdict.FAILED.value)


def send_due(stop: Stop) -> bool:
    """A slice of the mails that are due; True if there are more."""
    _release()
    if not _due().exists():
        return False
    ends_at = time.monotonic() + SLICE_SECONDS
    try:
        with open_line() as line:
            while not stop.is_asked and time.monotonic() < ends_at:
                notice = _claim()
                if notice is None:
                    return False
                if not _send(notice, line):
                    return False
    except NoTransport as error:
        _pause("no transport", str(error))
        return False
    return not stop.is_asked and _due().exists()


def due_since() -> datetime | None:
    """Two queries at most, each by an index of what is to be sent."""
    moment: datetime | None = _open().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    return moment if moment and moment <= timezone.now() else None


def _open() -> QuerySet[Notice]:
    return Notice.objects.filter(state__in=[State.QUEUED, State.IN_FLIGHT])


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(state=State.QUEUED, next_attempt_at__lte=timezone.now())


def _release() -> None:
    """What was in flight when its worker ended: whether it arrived is unknown, so it is due again. A lease that lies
    further ahead than any is from before the clock was set back."""
    now = timezone.now()
    lost = Notice.objects.filter(Q(lease_until__lte=now) | Q(lease_until__gt=now + 2 * LEASE), state=State.IN_FLIGHT)
    lost.update(state=State.QUEUED, lease=None, lease_until=None, next_attempt_at=now)
    _due_too_late = Notice.objects.filter(state=State.QUEUED, next_attempt_at__gt=now + 2 * BACK_OFF[-1])
    _due_too_late.update(next_attempt_at=now)


def _claim() -> Notice | None:
    """The notice that is due first, for us alone, or None. What nobody needs any longer is cancelled on the way."""
    while True:
        notice = _due().order_by("next_attempt_at", "id").first()
        if notice is None:
            return None
        lease, until = uuid.uuid4(), timezone.now() + LEASE
        claimed = Notice.objects.filter(pk=notice.pk, state=State.QUEUED)
        reason = _not_needed(notice)
        if reason:
            claimed.update(state=State.CANCELLED, outcome=reason)
        elif notice.outcome.startswith(REFUSALS) and is_believable():
            _fail(notice, claimed)
        elif claimed.update(
            state=State.IN_FLIGHT,
            lease=lease,
            lease_until=until,
            next_attempt_at=until,
            attempts=notice.attempts + 1,
        ):
            notice.refresh_from_db()
            return notice


def _fail(notice: Notice, claimed: QuerySet[Notice]) -> None:
    with transaction.atomic():
        if claimed.update(state=State.FAILED) and notice.outcome.startswith(Verdict.REJECTED):
            code = notice.outcome.partition(" ")[2]
            suppress(notice.subscriber.fingerprint or "", reason=Suppression.Reason.HARD_BOUNCE, note=code)


def _not_needed(notice: Notice) -> str:
    subscriber, subscription = notice.subscriber, notice.subscription
    if notice.attempts > len(BACK_OFF):
        return "given up"  # each of its workers ended, or broke on it
    if not subscriber.fingerprint:
        return "erased"
    if is_suppressed(subscriber.fingerprint, subscription.newsletter_id if subscription else None):
        return "suppressed"
    if subscription and subscription.state != Subscription.State.PENDING:
        return "answered"
    return ""


def _send(notice: Notice, line: MailLine) -> bool:
    """False if no other mail would fare better now."""
    newsletter = notice.subscription.newsletter if notice.subscription else _sender_of(notice)
    if newsletter is None:
        _settle(notice, state=State.FAILED, outcome="no newsletter to send it from")
        return True
    try:
        message = notice_message(notice, newsletter, token=make_link(notice))
    except NoMailbox as error:
        _settle(notice, state=State.FAILED, outcome=str(error)[:40])
        return True
    began_at = clock.now()
    outcome = line.send(envelope_from=envelope_from(newsletter), to=notice.subscriber.email, message=message)
    note_outcomes(transport_name(), [outcome], began_at=began_at)
    return _took(notice, outcome)


def _sender_of(notice: Notice) -> Newsletter | None:
    """A newsletter that the reader knows, or any."""
    known = Newsletter.objects.filter(subscriptions__subscriber=notice.subscriber).order_by("pk").first()
    return known or Newsletter.objects.order_by("pk").first()


def _took(notice: Notice, outcome: MailOutcome) -> bool:
    verdict = outcome.verdict
    if verdict == Verdict.ACCEPTED:
        _settle(notice, state=State.ACCEPTED, accepted_at=timezone.now(), outcome="")
        return True
    words = " ".join(filter(None, (verdict.value, outcome.code)))[:40]
    if verdict == Verdict.POLICY or (verdict == Verdict.DEFERRED and outcome.is_transport):
        # It is not this mail's doing: it does not count as an attempt of it.
        _settle(notice, state=State.QUEUED, attempts=notice.attempts - 1, outcome=words)
        _pause(words, f"The mail server does not take them: {words}.")
        return False
    is_held = sign_of(outcome) == Sign.REFUSAL
    if (is_held or verdict in (Verdict.DEFERRED, Verdict.UNKNOWN)) and notice.attempts <= len(BACK_OFF):
        next_attempt_at = timezone.now() + BACK_OFF[notice.attempts - 1]
        _settle(notice, state=State.QUEUED, next_attempt_at=next_attempt_at, outcome=words)
        return True
    _settle(notice, state=State.FAILED, outcome=words)
    return True


def _settle(notice: Notice, **values: object) -> bool:
    """False if the lease was lost: somebody else has it now."""
    mine = Notice.objects.filter(pk=notice.pk, state=State.IN_FLIGHT, lease=notice.lease)
    return mine.update(lease=None, lease_until=None, **values) == 1


def _pause(outcome: str, reason: str) -> None:
    waiting = _due().update(next_attempt_at=timezone.now() + PAUSE, outcome=outcome)
    log.warning("%d mails to readers wait. %s", waiting, reason)
