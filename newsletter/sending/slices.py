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
from datetime import timedelta
from time import monotonic

from django.utils.translation import gettext, gettext_noop

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.composition.public_links import obstacle_to_leaving
from newsletter.composition.skeletons import personalise, unsubscribe_links
from newsletter.mailboxes import NoMailbox, mailbox
from newsletter.models import Issue, IssueContent
from newsletter.transports import MailLine, MailOutcome, Verdict
from newsletter.transports.mail_url import NoTransport, envelope_from, open_line, transport_name
from newsletter.transports.transport_health import Sign, failures_in_a_row, is_bad_row, note_outcomes, sign_of

from .claiming import MOST, LeaseLost, Mailing, claim, release, renew, take_off
from .issue_endings import halt, halt_all
from .send_rate import most_at_once, take_turns
from .settling import is_new_policy, settle

log = logging.getLogger(__name__)

BATCH = 20
# A slow server's micro-batch ends early, and what was not handed over goes back: pausing must not wait for 20 mails.
BATCH_SECONDS = 10.0
RENEW_SECONDS = 10.0
SLICE_ROWS, SLICE_SECONDS = 2_000, 30.0
# Between attempts while the server as a whole fails, until `transport_health` says that it is enough.
TRANSPORT_PAUSES = (1.0, 5.0, 15.0)
LONGEST_WAIT = 20.0
REFUSED_BY_RULES = gettext_noop(
    "The mail server refused a mail because of its rules (%(code)s): it refuses the sender or what the mail says, and "
    "would refuse the others, too. No reader was suppressed."
)


def send(issue: Issue, stop: Stop, *, rows: int = SLICE_ROWS, seconds: float = SLICE_SECONDS) -> None:
    """One slice, on one connection. Pauses the issue, with the reason, when going on would be wrong or useless."""
    skeleton = bytes(IssueContent.objects.values_list("skeleton", flat=True).get(issue=issue))
    if obstacle := obstacle_to_leaving(unsubscribe_links(skeleton)):
        halt(issue, obstacle)
        return
    try:
        transport, opened = transport_name(), open_line()
    except NoTransport as problem:
        halt(issue, str(problem))
        return
    with opened as line:
        _Slice(issue, skeleton, line, stop, transport, ends_at=monotonic() + seconds, rows_left=rows).run()


@dataclass
class _Slice:
    issue: Issue
    skeleton: bytes
    line: MailLine
    stop: Stop
    transport: str
    ends_at: float
    rows_left: int
    renewed_at: float = 0.0
    has_begun: bool = False
    # This issue, or all of them.
    reason_to_halt: str = ""
    reason_to_halt_all: str = ""
    sender: str = field(init=False)

    def __post_init__(self) -> None:
        self.sender = envelope_from(self.issue.newsletter)

    def run(self) -> None:
        while self.rows_left > 0 and self._goes_on():
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
                if self.reason_to_halt_all:
                    halt_all(self.reason_to_halt_all)
                elif self.reason_to_halt:
                    halt(self.issue, self.reason_to_halt)

    def _goes_on(self) -> bool:
        # However short its share of the time is, a slice hands over one batch.
        is_over = self.has_begun and monotonic() >= self.ends_at
        if self.stop.is_asked or self._is_halted or is_over:
            return False
        return Issue.objects.filter(pk=self.issue.pk, state__in=(Issue.State.SENDING, Issue.State.SENT)).exists()

    def _hand_over(self, lease: uuid.UUID, batch: Sequence[int]) -> None:
        self.has_begun = True
        mailings = take_off(self.issue, lease, batch)
        outcomes: dict[int, MailOutcome] = {}
        began = sent_from = monotonic()
        signs: list[Sign] = []
        for mailing in mailings:
            if outcomes and (self.stop.is_asked or monotonic() - began >= BATCH_SECONDS):
                break
            if not self._keep(lease):
                break
            sent_from = monotonic()
            outcome = outcomes[mailing.recipient_id] = self._send(mailing)
            signs.append(sign_of(outcome))
            if is_new_policy(mailing, outcome):
                self.reason_to_halt = gettext(REFUSED_BY_RULES) % {"code": outcome.code}
            if self._is_halted or signs[-1] in (Sign.FAILURE, Sign.DOUBT) or is_bad_row(signs):
                break
        began_at = clock.now() - timedelta(seconds=monotonic() - sent_from)
        # Before they are settled: a refusal that is not counted would be believed.
        self.reason_to_halt_all = note_outcomes(self.transport, list(outcomes.values()), began_at=began_at)
        settle(lease, mailings, outcomes)
        if signs and signs[-1] == Sign.FAILURE and not self._is_halted:
            pauses = min(failures_in_a_row(self.transport), len(TRANSPORT_PAUSES))
            self._wait(lease, TRANSPORT_PAUSES[max(0, pauses - 1)])

    @property
    def _is_halted(self) -> bool:
        return bool(self.reason_to_halt or self.reason_to_halt_all)

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
