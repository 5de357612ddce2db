"""Mails that the server refused because of their readers: REFUSED → FAILED when it is believed, or back to the queue.

A server that is wrong refuses everybody, and says of each reader that there is none. So a refusal waits, and nobody is
suppressed, until the server takes a mail again; if it takes none, the issue pauses, and the mails are queued again.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from newsletter.consent.suppressing import suppress
from newsletter.models import Issue, Recipient, Suppression, TransportHealth
from newsletter.transports.mail_url import NoTransport, transport_name
from newsletter.transports.transport_health import end_rows, is_believable, refusals_in_a_row

State = Recipient.State
NO_SUCH_ADDRESS, REFUSED = "no such address", "refused"
# Put off because the server as a whole failed: not by this mail's fault.
SERVER_FAILED = "server failed"
MOST = 500
# With so many at the end of an issue, and none taken after them, an editor looks into it.
FEW = 3


def believe() -> int:
    """All that wait, if the server has taken a mail since; how many. Two queries if none waits or is believed."""
    ids = list(Recipient.objects.filter(state=State.REFUSED).values_list("pk", flat=True)[:MOST])
    # Asked last: whoever was refused by now has been counted before, so a row that is over is over for all of these.
    return _fail(Recipient.objects.filter(pk__in=ids, state=State.REFUSED)) if ids and is_believable() else 0


def believe_at_the_end(issue: Issue) -> bool:
    """Nothing else of the issue is left to be handed over. False if too much speaks against the server."""
    held = Recipient.objects.filter(issue=issue, state=State.REFUSED)
    in_a_row = refusals_in_a_row()
    has_accepted = Recipient.objects.filter(issue=issue, state=State.ACCEPTED).exists()
    if in_a_row and not (has_accepted and in_a_row < FEW):
        return False
    _fail(held)
    return True


def give_up_refused(issue: Issue) -> int:
    """By an editor's word: the server was right about those that are back in the queue. How many they were."""
    return _fail(refused_before(issue))


def refused_before(issue: Issue) -> QuerySet[Recipient]:
    """In the queue again after the server had refused them."""
    return Recipient.objects.filter(issue=issue, state=State.QUEUED, outcome__in=(NO_SUCH_ADDRESS, REFUSED))


def take_back(issues: Iterable[Issue] | None = None) -> None:
    """To the queue, what the server refused or failed at in a row; without issues, what it refused of all."""
    refused = Recipient.objects.filter(state=State.REFUSED)
    if issues is None:
        refused.update(state=State.QUEUED)
        return
    refused.filter(issue__in=issues).update(state=State.QUEUED)
    failed = Recipient.objects.filter(issue__in=issues, state=State.DEFERRED, outcome=SERVER_FAILED)
    failed.update(state=State.QUEUED, attempts=F("attempts") - 1, next_attempt_at=None, outcome="", code="")


def begin_afresh() -> None:
    """An editor says that the server works: what is counted is counted from now on, and nothing of before is
    believed. In a transaction."""
    take_back()
    end_rows()


def leave_other_servers() -> None:
    """What another server refused, in whose place this one was put, is not believed because this one takes mails."""
    try:
        others = TransportHealth.objects.filter(refusals__gt=0).exclude(pk=transport_name())
    except NoTransport:
        return
    if names := list(others.values_list("pk", flat=True)):
        with transaction.atomic():
            take_back()
            for name in names:
                end_rows(name)


def _fail(rows: QuerySet[Recipient]) -> int:
    """Some at a time, each with its suppression."""
    failed = 0
    for pk, outcome, fingerprint in list(rows.values_list("pk", "outcome", "subscriber__fingerprint")):
        with transaction.atomic():
            if rows.model.objects.filter(pk=pk, state__in=(State.REFUSED, State.QUEUED)).update(state=State.FAILED):
                failed += 1
                if outcome == NO_SUCH_ADDRESS and fingerprint:
                    suppress(fingerprint, reason=Suppression.Reason.HARD_BOUNCE)
    return failed
