"""How a mail server fares, counted in one place: in the database, by all workers, for all that is sent through it.

Whoever hands mails over tells what became of them (`note_outcomes`) before it settles them. What happens in a row is
counted; a mail that the server takes ends every row. The answer is the reason to stop handing mails over, if there is
one: a server that is down, refuses us, refuses everybody, puts everything off, or never says whether it took a mail.

A refusal that the server blames on the reader is believed only when the row of refusals has ended with a mail that was
taken: `is_believable` says so. A wrong server refuses everybody, and no reader must be lost by it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.publishing.timeline import clock
from newsletter.models import TransportHealth

from . import MailOutcome, Verdict

# A server that restarts is away for some seconds: so many failures over so long are more than that. Two time-outs are
# fewer and take longer.
MOST_FAILURES, SHORTEST_FAILING = 4, timedelta(seconds=15)
FEW_FAILURES, LONG_FAILING = 2, timedelta(seconds=30)
# No list of readers is that bad: then the server is wrong, or we are.
MOST_REFUSALS = 10
MOST_PUT_OFFS = 20
MOST_DOUBTS, FEW_DOUBTS = 3, 2
# What is older says nothing about now.
FORGOTTEN_AFTER = timedelta(minutes=15)

COUNTS = ("failures", "refusals", "put_offs", "doubts")
NOTHING = {**dict.fromkeys(COUNTS, 0), "failing_since": None}


class Sign(Enum):
    """What one mail says about the server."""

    TAKEN = auto()
    FAILURE = auto()
    REFUSAL = auto()
    PUT_OFF = auto()
    DOUBT = auto()
    NONE = auto()


FIELDS = {Sign.FAILURE: "failures", Sign.REFUSAL: "refusals", Sign.PUT_OFF: "put_offs", Sign.DOUBT: "doubts"}


def sign_of(outcome: MailOutcome) -> Sign:
    match outcome.verdict:
        case Verdict.ACCEPTED:
            return Sign.TAKEN
        case Verdict.UNKNOWN:
            return Sign.DOUBT
        case Verdict.REJECTED | Verdict.FAILED if outcome.step:
            return Sign.REFUSAL
        case Verdict.DEFERRED if outcome.is_transport:
            return Sign.FAILURE
        # A server that puts off before it has read the mail greylists the reader's address, or finds the mailbox full.
        case Verdict.DEFERRED if outcome.step in ("data", "dot"):
            return Sign.PUT_OFF
    return Sign.NONE


def is_bad_row(signs: Sequence[Sign]) -> bool:
    """Whether so many refusals end it that no other mail should be tried before they are counted."""
    row = signs[-MOST_REFUSALS:]
    return len(row) == MOST_REFUSALS and all(sign == Sign.REFUSAL for sign in row)


def note_outcomes(name: str, outcomes: Sequence[MailOutcome], *, began_at: datetime) -> str:
    """Count what became of mails that were handed over, in order. Why no other mail should be now; empty if they may.

    One query if all were taken, three otherwise; none for no outcomes.
    """
    signs = [sign_of(outcome) for outcome in outcomes]
    last_taken = max((place for place, sign in enumerate(signs) if sign == Sign.TAKEN), default=None)
    if last_taken is not None:
        end_rows(name)
        signs = signs[last_taken + 1 :]
    counted = [FIELDS[sign] for sign in signs if sign in FIELDS]
    if not counted:
        return ""
    now = clock.now()
    with transaction.atomic():
        TransportHealth.objects.bulk_create([TransportHealth(name=name, noted_at=now)], ignore_conflicts=True)
        health = TransportHealth.objects.select_for_update().get(pk=name)
        if not now - FORGOTTEN_AFTER < health.noted_at <= now + FORGOTTEN_AFTER:
            health = TransportHealth(name=name, refusals=health.refusals)
        for field in counted:
            setattr(health, field, getattr(health, field) + 1)
        if (health.failures or health.doubts) and health.failing_since is None:
            health.failing_since = began_at
        health.noted_at = now
        health.save(force_update=True)
    return reason_to_stop(health, outcomes[-1])


def reason_to_stop(health: TransportHealth, last: MailOutcome) -> str:
    """In a sentence or two for an editor; empty if there is none."""
    code = f"{last.code}: “{last.words}”" if last.words else last.code
    if last.is_transport and last.is_final:
        return _("The mail server refuses us (%(code)s). Resume when it takes mails again.") % {"code": code}
    failing = clock.now() - health.failing_since if health.failing_since else timedelta()
    if (health.failures >= MOST_FAILURES and failing >= SHORTEST_FAILING) or (
        health.failures >= FEW_FAILURES and failing >= LONG_FAILING
    ):
        return _("The mail server could not be used (%(code)s). Resume when it works again.") % {"code": code}
    if health.refusals >= MOST_REFUSALS:
        return refused_in_a_row(health.refusals, code)
    if health.put_offs >= MOST_PUT_OFFS:
        return _(
            "The mail server put off %(number)d mails in a row after reading them, the last with %(code)s. "
            "Resume when it takes mails again."
        ) % {"number": health.put_offs, "code": code}
    if health.doubts >= MOST_DOUBTS or (health.doubts >= FEW_DOUBTS and failing >= LONG_FAILING):
        return _(
            "The mail server read %(number)d mails in a row and did not say whether it took them (%(code)s). "
            "Resume when it works again, and resolve the doubts."
        ) % {"number": health.doubts, "code": code}
    return ""


def refused_in_a_row(number: int, code: str) -> str:
    return _(
        "The mail server refused %(number)d mails in a row, the last with %(code)s. They are back in the queue, and no "
        "reader was suppressed. Resume when the server is right; if it was right, go on without these readers."
    ) % {"number": number, "code": code}


def failures_in_a_row(name: str) -> int:
    """One query."""
    return TransportHealth.objects.filter(pk=name).values_list("failures", flat=True).first() or 0


def refusals_in_a_row() -> int:
    """Of all servers that mails went to: one may have been put in another's place. One query."""
    return sum(TransportHealth.objects.filter(refusals__gt=0).values_list("refusals", flat=True))


def is_believable() -> bool:
    """Whether the servers' last refusals were followed by a mail that they took. One query."""
    return refusals_in_a_row() == 0


def end_rows(name: str | None = None) -> None:
    """The server took a mail; without a name: somebody has seen to the servers, and they are counted from now on."""
    rows = TransportHealth.objects.filter(Q(failures__gt=0) | Q(refusals__gt=0) | Q(put_offs__gt=0) | Q(doubts__gt=0))
    (rows if name is None else rows.filter(pk=name)).update(**NOTHING, noted_at=clock.now())
