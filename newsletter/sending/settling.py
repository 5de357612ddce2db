"""Writing down what became of mails that were handed over: IN_FLIGHT → what the server's answer means."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from cms.publishing.timeline import clock
from newsletter.models import Recipient
from newsletter.transports import MailOutcome, Verdict
from newsletter.transports.transport_health import Sign, sign_of

from .claiming import LeaseLost, Mailing
from .refused_mails import NO_SUCH_ADDRESS, REFUSED, SERVER_FAILED

State = Recipient.State
# After the first try, the second …: six tries in 17 hours. A server that greylists wants some minutes.
DELAYS = [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12)]
POLICY = "policy"


def settle(lease: uuid.UUID, mailings: Sequence[Mailing], outcomes: Mapping[int, MailOutcome]) -> None:
    """`outcomes` by recipient; whoever has none was not handed over and goes back to the queue.

    All that is still ours is written. Raises LeaseLost, after that, if a row was not: somebody took this worker for
    dead, and holds the row in doubt.
    """
    now = clock.now()
    groups: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for mailing in mailings:
        fields = _fields(mailing, outcomes.get(mailing.recipient_id), now)
        groups[tuple(fields.items())].append(mailing.recipient_id)
    settled = 0
    with transaction.atomic():
        for change, ids in groups.items():
            ours = Recipient.objects.filter(pk__in=ids, lease=lease, state=State.IN_FLIGHT)
            settled += ours.update(lease=None, lease_until=None, **dict(change))
    if settled != len(mailings):
        raise LeaseLost


def is_new_policy(mailing: Mailing, outcome: MailOutcome) -> bool:
    """A reader whose mail was refused so before, and is again after somebody looked into it, stops nobody else."""
    return outcome.verdict == Verdict.POLICY and mailing.outcome != POLICY


def in_doubt(now: datetime) -> dict[str, Any]:
    """A while is left for word from elsewhere before a doubt is acted on."""
    return {
        "state": State.IN_DOUBT,
        "next_attempt_at": now + timedelta(minutes=settings.NEWSLETTER_IN_DOUBT_MINUTES),
    }


def _fields(mailing: Mailing, outcome: MailOutcome | None, now: datetime) -> dict[str, Any]:
    # Nor was it handed over if the server could not be reached at all.
    if outcome is None or (outcome.is_transport and outcome.step == "connect"):
        return {"state": State.QUEUED}
    attempts = mailing.attempts + 1
    fields: dict[str, Any] = {"attempts": attempts, "code": outcome.code[:20], "next_attempt_at": None}
    match outcome.verdict:
        case Verdict.ACCEPTED:
            return {**fields, "state": State.ACCEPTED, "outcome": "", "accepted_at": now}
        case Verdict.UNKNOWN:
            return {**fields, **in_doubt(now), "outcome": "unknown"}
        case Verdict.REJECTED:
            return {**fields, "state": State.REFUSED, "outcome": NO_SUCH_ADDRESS}
        case Verdict.FAILED:
            # Without a step, it was not the server that refused it.
            return {**fields, "state": State.REFUSED if outcome.step else State.FAILED, "outcome": REFUSED}
        case Verdict.POLICY if not is_new_policy(mailing, outcome):
            return {**fields, "state": State.FAILED, "outcome": POLICY}
        case Verdict.DEFERRED if attempts > len(DELAYS):
            return {**fields, "state": State.FAILED, "outcome": "gave up"}
    if outcome.verdict == Verdict.POLICY:
        said = POLICY
    else:
        said = SERVER_FAILED if sign_of(outcome) in (Sign.FAILURE, Sign.PUT_OFF) else "later"
    delay = DELAYS[min(attempts, len(DELAYS)) - 1]
    return {**fields, "state": State.DEFERRED, "outcome": said, "next_attempt_at": now + delay}
