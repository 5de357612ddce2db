"""SMTP on the standard library's smtplib: one kept connection, and a verdict on every mail.

How long one mail can take is bounded, whatever the server does (`MAIL_SECONDS`), because a lease must outlast it: see
`newsletter.sending.slices`. The one thing that nobody bounds is the resolver, by its own time-outs.
"""

import contextlib
import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from newsletter.mailboxes import NoMailbox, mailbox

from . import CleanMessage, MailLine, MailOutcome, Verdict
from .reply_codes import classify
from .smtp_conversation import CONNECT_SECONDS, Conversation, Secured

log = logging.getLogger(__name__)

# From connecting to the answer after the final dot; RFC 5321 would wait for that answer for ten minutes. Who waits
# less long must say that the outcome is unknown, and we do.
MAIL_SECONDS = 40.0
# For each answer before the message itself. Two time-outs are over within half a minute: then the issue can pause.
ANSWER_SECONDS = 15.0
# For the answer after the final dot, once the message has left.
TAKING_SECONDS = 25.0
LONGEST_WORDS = 200
RESET_SECONDS = 5.0
STRAY_LINE_END = re.compile(rb"\r\n|\r|\n")


class TLS:
    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True)
class SmtpTransport:
    host: str
    port: int
    tls: str = TLS.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    # Certificates to trust in place of the system's.
    ca_file: str | None = None

    @property
    def name(self) -> str:
        return f"{'smtps' if self.tls == TLS.IMPLICIT else 'smtp'}://{self.host}:{self.port}"[:300]

    @contextmanager
    def open(self) -> Iterator[MailLine]:
        line = SmtpLine(self)
        try:
            yield line
        finally:
            line.close()

    def connect(self, *, deadline: float) -> Conversation:
        """Raises Unusable."""
        try:
            # For each connection: to load the certificates takes 10 ms, and connections are kept.
            context = ssl.create_default_context(cafile=self.ca_file) if self.tls != TLS.NONE else None
        except OSError as error:
            raise Unusable("certificate file", error) from error
        kind = Secured if self.tls == TLS.IMPLICIT else Conversation
        conversation = kind(self.host, context=context, deadline=deadline)
        phase = ""
        try:
            status, words = conversation.connect(self.host, self.port)
            if status != 220:
                raise smtplib.SMTPConnectError(status, words)
            conversation.ehlo_or_helo_if_needed()
            if self.tls == TLS.STARTTLS:
                phase = "TLS"
                # Raises if it is not offered: a line that nobody reads along was asked for.
                conversation.starttls(context=context)
                conversation.ehlo_or_helo_if_needed()
            if self.user:
                phase = "login"
                conversation.login(self.user, self.password)
        # ValueError: the server's challenge for the login cannot be read.
        except (OSError, smtplib.SMTPException, ValueError) as error:
            conversation.close()
            raise Unusable(phase, error) from error
        return conversation


class Unusable(Exception):
    """The server cannot be used at all. `code` says why; `words` are its own, but for those that refuse a login, which
    may name the user. `is_final`: it said so for good."""

    def __init__(self, phase: str, error: Exception) -> None:
        super().__init__(phase)
        answered = error if isinstance(error, smtplib.SMTPResponseException) else None
        self.is_final = answered is not None and 500 <= answered.smtp_code < 600
        self.words = "" if phase == "login" or answered is None else plain_words(answered.smtp_error)
        status = "" if answered is None else str(answered.smtp_code) if answered.smtp_code > 0 else "no mail server"
        if isinstance(error, ssl.SSLError):
            phase = "TLS"
        elif not phase and not status:
            is_dropped = isinstance(error, smtplib.SMTPException) and not _is_time_out(error)
            phase = "time-out" if _is_time_out(error) else "dropped" if is_dropped else "unreachable"
        self.code = f"{phase} {status}".strip()


class SmtpLine:
    def __init__(self, transport: SmtpTransport) -> None:
        self._transport = transport
        self._conversation: Conversation | None = None

    def send(self, *, envelope_from: str, to: str, message: bytes) -> MailOutcome:
        try:
            envelope_from, to = mailbox(envelope_from), mailbox(to)
        except NoMailbox:
            return MailOutcome(Verdict.FAILED, "no mailbox")
        deadline = monotonic() + MAIL_SECONDS
        was_open = self._conversation is not None
        outcome = self._attempt(envelope_from, to, message, deadline)
        if outcome is None and was_open:
            # The server ended a connection that had been idle: not this mail's fault, and nobody was named yet.
            outcome = self._attempt(envelope_from, to, message, deadline)
        return outcome or MailOutcome(Verdict.DEFERRED, "dropped", is_transport=True, step="mail")

    def close(self) -> None:
        if self._conversation:
            self._conversation.deadline = monotonic() + 2
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._conversation.quit()
            self._hang_up()

    def _attempt(self, envelope_from: str, to: str, message: bytes, deadline: float) -> MailOutcome | None:
        """None: the connection was gone before the server took the sender's name."""
        if self._conversation is None:
            try:
                self._conversation = self._transport.connect(deadline=min(deadline, monotonic() + CONNECT_SECONDS))
            except Unusable as unusable:
                log.warning("The mail server cannot be used: %s.", unusable.code)
                return MailOutcome(
                    Verdict.DEFERRED,
                    unusable.code,
                    is_transport=True,
                    step="connect",
                    is_final=unusable.is_final,
                    words=unusable.words,
                )
        conversation = self._conversation
        options = []
        if not to.isascii():
            if not conversation.has_extn("smtputf8"):
                return MailOutcome(Verdict.FAILED, "no SMTPUTF8")
            options.append("SMTPUTF8")
        if conversation.has_extn("8bitmime") and not message.isascii():
            options.append("BODY=8BITMIME")
        mail = " ".join([f"MAIL FROM:<{envelope_from}>", *options])
        steps = {"mail": mail, "rcpt": f"RCPT TO:<{to}>", "data": "DATA"}
        step, status, words = "mail", 0, b""
        try:
            replies = conversation.ask(steps.values())
            for step in steps:
                conversation.deadline = min(deadline, monotonic() + ANSWER_SECONDS)
                status, words = next(replies)
                if status // 100 != (3 if step == "data" else 2):
                    break
            else:
                conversation.deadline = deadline
                # If this raises, the final dot has not left: its last byte is the last of all.
                conversation.send(stuffed(message) + b".\r\n")
                step = "dot"
                conversation.deadline = min(deadline, monotonic() + TAKING_SECONDS)
                status, words = conversation.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            if step == "dot":
                return MailOutcome(Verdict.UNKNOWN, _word(error), step=step)
            if step == "mail" and not _is_time_out(error):
                return None
            return MailOutcome(Verdict.DEFERRED, _word(error), is_transport=True, step=step)
        outcome = classify(status, words.decode("utf-8", "replace"), step=step)
        if step == "mail":
            outcome = replace(outcome, words=plain_words(words))
        if outcome.verdict != Verdict.ACCEPTED:
            log.info("A mail was not taken: %s after %s.", outcome.code, step)
            if status == 421 or status // 100 not in (4, 5):
                self._hang_up()
            else:
                self._reset(replies)
        return outcome

    def _reset(self, replies: Iterator[tuple[int, bytes]]) -> None:
        """After a refusal the next mail must not find half of this one."""
        if not self._conversation:
            return
        self._conversation.deadline = monotonic() + RESET_SECONDS
        try:
            unheard = replies if self._conversation.has_extn("pipelining") else ()
            # A server that wants to hear a mail for nobody would take what follows for one.
            if any(status == 354 for status, _ in unheard) or self._conversation.rset()[0] != 250:
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._conversation:
            self._conversation.close()
        self._conversation = None


def stuffed(message: bytes) -> bytes:
    """As it goes over the line, without the final dot. A lone CR or LF would let what follows it pass for a command to
    servers that end lines there (SMTP smuggling)."""
    if isinstance(message, CleanMessage):
        return message
    ends = message.count(b"\r\n")
    if ends != message.count(b"\n") or ends != message.count(b"\r"):
        message = STRAY_LINE_END.sub(b"\r\n", message)
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    message = message.replace(b"\r\n.", b"\r\n..")
    return b"." + message if message.startswith(b".") else message


def plain_words(words: bytes | str) -> str:
    """A server's own, as one line that can be shown."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_WORDS]


def _word(error: Exception) -> str:
    return "time-out" if _is_time_out(error) else "dropped"


def _is_time_out(error: BaseException) -> bool:
    """smtplib reports it as a lost connection, and keeps what it was."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
