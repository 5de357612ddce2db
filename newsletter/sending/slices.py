"""Handing an issue's mails over, a slice at a time, so that whoever is killed at any point leaves nothing unclear.

In micro-batches: mark as in flight (commit), hand over, settle (commit). Killed before the first commit, nothing was
sent and all is queued again; killed between the two, those few mails are in doubt, and nobody else's.

Why no lease ends while a mail is on its way: before each mail the lease is renewed if that was RENEW_SECONDS ago, so at
least LEASE - RENEW_SECONDS = 50 s are left, and a transport ends one mail within 40 s (`transports.smtp.MAIL_SECONDS`).
If it ends all the same (a machine that slept), the row is in doubt, and our late answer finds the lease gone.
"""

import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from cms.background.duties import Stop
from newsletter.composition.public_links import obstacle_to_leaving
from newsletter.composition.skeletons import personalise, unsubscribe_links
from newsletter.mailboxes import NoMailbox, mailbox
from newsletter.models import Issue, IssueContent, Recipient
from newsletter.refusals import IssueRefused
from newsletter.transports import MailLine, MailOutcome, Verdict
from newsletter.transports.mail_url import NoTransport, envelope_from, open_line

from . import issue_moves
from .claiming import MOST, LeaseLost, Mailing, claim, release, renew, take_off
from .send_rate import most_at_once, take_turns
from .settling import is_new_policy, settle

log = logging.getLogger(__name__)

BATCH = 20
# A slow server's micro-batch ends early, and what was not handed over goes back: pausing must not wait for 20 mails.
BATCH_SECONDS = 10.0
RENEW_SECONDS = 10.0
SLICE_ROWS, SLICE_SECONDS = 2_000, 30.0
# Between attempts while the server as a whole fails; after the last the issue pauses.
TRANSPORT_PAUSES = (1.0, 5.0, 15.0)
# No list is that bad: then it is the server that is wrong, or we are.
MOST_REFUSALS_IN_A_ROW = 20
LONGEST_WAIT = 20.0


def send(issue: Issue, stop: Stop, *, rows: int = SLICE_ROWS, seconds: float = SLICE_SECONDS) -> None:
    """One slice, on one connection. Pauses the issue, with the reason, when going on would be wrong or useless."""
    skeleton = bytes(IssueContent.objects.values_list("skeleton", flat=True).get(issue=issue))
    if obstacle := obstacle_to_leaving(unsubscribe_links(skeleton)):
        halt(issue, obstacle)
        return
    try:
        opened = open_line()
    except NoTransport as problem:
        halt(issue, str(problem))
        return
    with opened as line:
        _Slice(issue, skeleton, line, stop, ends_at=monotonic() + seconds, rows_left=rows).run()


def halt(issue: Issue, reason: str) -> None:
    """Pause it. A sent issue, some mails of which were sent again, cannot pause: these are in doubt again."""
    log.warning("Issue %s is paused: %s", issue.pk, reason)
    try:
        issue_moves.pause(issue, reason=reason)
    except IssueRefused:
        waiting = (Recipient.State.QUEUED, Recipient.State.DEFERRED)
        Recipient.objects.filter(issue=issue, issue__state=Issue.State.SENT, state__in=waiting).update(
            state=Recipient.State.IN_DOUBT, next_attempt_at=None, outcome="not sent again"
        )


@dataclass
class _Slice:
    issue: Issue
    skeleton: bytes
    line: MailLine
    stop: Stop
    ends_at: float
    rows_left: int
    transport_failures: int = 0
    refusals: int = 0
    renewed_at: float = 0.0
    reason_to_halt: str = ""
    sender: str = field(init=False)

    def __post_init__(self) -> None:
        self.sender = envelope_from(self.issue.newsletter)

    def run(self) -> None:
        while self._goes_on():
            lease, ids = claim(self.issue, most=min(MOST, self.rows_left))
            self.renewed_at = monotonic()
            if not ids:
                break
            self.rows_left -= len(ids)
            try:
                for batch in _batches(ids, most_at_once() or BATCH):
                    if not self._goes_on() or not self._wait_for_turn(lease, len(batch)):
                        return
                    self._hand_over(lease, batch)
            except LeaseLost:
                log.warning("Too slow with issue %s: its lease was lost.", self.issue.pk)
                return
            finally:
                release(self.issue, lease)
                if self.reason_to_halt:
                    halt(self.issue, self.reason_to_halt)

    def _goes_on(self) -> bool:
        if self.stop.is_asked or self.reason_to_halt or monotonic() >= self.ends_at or self.rows_left <= 0:
            return False
        return Issue.objects.filter(pk=self.issue.pk, state__in=(Issue.State.SENDING, Issue.State.SENT)).exists()

    def _hand_over(self, lease: uuid.UUID, batch: Sequence[int]) -> None:
        mailings = take_off(self.issue, lease, batch)
        outcomes: dict[int, MailOutcome] = {}
        began = monotonic()
        last: MailOutcome | None = None
        for mailing in mailings:
            if outcomes and (self.stop.is_asked or monotonic() - began >= BATCH_SECONDS):
                break
            if not self._keep(lease):
                break
            last = outcomes[mailing.recipient_id] = self._send(mailing)
            self._judge(mailing, last)
            if last.is_transport or self.reason_to_halt:
                break
        settle(lease, mailings, outcomes)
        if last and last.is_transport and not self.reason_to_halt:
            self._wait(lease, TRANSPORT_PAUSES[self.transport_failures - 1])

    def _send(self, mailing: Mailing) -> MailOutcome:
        try:
            to = mailbox(mailing.email)
            message = personalise(self.skeleton, issue=self.issue, subscriber_id=mailing.subscriber_id, email=to)
        except NoMailbox:
            return MailOutcome(Verdict.FAILED, "no mailbox")
        try:
            return self.line.send(envelope_from=self.sender, to=to, message=message)
        except Exception as error:
            # A line raises nothing; should one do so, what became of the mail is unknown. An error's words may hold
            # the address and go nowhere.
            log.error("A transport raised %s.", type(error).__name__)
            return MailOutcome(Verdict.UNKNOWN, "error")

    def _judge(self, mailing: Mailing, outcome: MailOutcome) -> None:
        """Whether it says something about the mails that come after."""
        self.transport_failures = self.transport_failures + 1 if outcome.is_transport else 0
        if outcome.verdict in (Verdict.FAILED, Verdict.REJECTED):
            self.refusals += 1
        elif outcome.verdict == Verdict.ACCEPTED:
            self.refusals = 0
        if is_new_policy(mailing, outcome):
            self.reason_to_halt = (
                f"The mail server refused a mail because of its rules ({outcome.code}): it refuses the sender or what "
                "the mail says, and would refuse the others, too. No reader was suppressed."
            )
        elif self.transport_failures > len(TRANSPORT_PAUSES):
            self.reason_to_halt = f"The mail server could not be used ({outcome.code}). Resume when it works again."
        elif self.refusals >= MOST_REFUSALS_IN_A_ROW:
            self.reason_to_halt = (
                f"The mail server refused {self.refusals} mails in a row, the last with {outcome.code}."
            )

    def _wait_for_turn(self, lease: uuid.UUID, count: int) -> bool:
        """False if it would take too long: then what was claimed is given back."""
        until = monotonic() + LONGEST_WAIT
        while (seconds := take_turns(count)) > 0:
            if monotonic() + seconds > until or not self._wait(lease, seconds):
                return False
        return True

    def _wait(self, lease: uuid.UUID, seconds: float) -> bool:
        """False if it was cut short. The lease is kept meanwhile."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            if not self._keep(lease) or self.stop.wait(min(left, RENEW_SECONDS)):
                return False
        return True

    def _keep(self, lease: uuid.UUID) -> bool:
        """False if nothing is left of it."""
        if monotonic() - self.renewed_at < RENEW_SECONDS:
            return True
        self.renewed_at = monotonic()
        return renew(self.issue, lease) > 0


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    size = min(size, BATCH)
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
