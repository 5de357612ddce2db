"""Handing mails over: one interface, and what there is behind it by setting."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What became of a mail that was handed over.

    - ACCEPTED: the server took it.
    - DEFERRED: not taken, and may be tried again later; `is_transport` says whether the server as a whole failed.
    - REJECTED: this address does not exist.
    - FAILED: this mail will not be taken by this address, for another reason.
    - POLICY: the server refuses us or what we write: no other mail will fare better.
    - UNKNOWN: the connection was lost after the message and before the answer.
    """

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    FAILED = "failed"
    POLICY = "policy"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class MailOutcome:
    """`code` is the server's, such as "550 5.1.1", without its words: these may name the address. `step` is what it
    answered: "connect", "mail", "rcpt", "data" or "dot"; empty if it was not asked.

    `is_transport`: the server as a whole failed, and no other mail would fare better now. `is_final`: it will not
    change its mind by itself. `words` are the server's, where it had heard of nobody yet.
    """

    verdict: Verdict
    code: str = ""
    is_transport: bool = False
    step: str = field(default="", compare=False)
    is_final: bool = field(default=False, compare=False)
    words: str = field(default="", compare=False)


class CleanMessage(bytes):
    """All its lines end in CRLF, and none begins with a dot: it can go over a line as it is. To look for that in a
    mail takes half as long as sending it; who makes thousands of mails out of one looks once."""


class MailLine(Protocol):
    """An open connection. It never raises for what a server says or does."""

    def send(self, *, envelope_from: str, to: str, message: bytes) -> MailOutcome:
        """Hand over one whole message, with CRLF line ends, to one address."""


class MailTransport(Protocol):
    @property
    def name(self) -> str:
        """By which its failures are counted (`transport_health`). There is no secret in it."""

    def open(self) -> AbstractContextManager[MailLine]:
        """Connect when the first mail is sent, keep the connection, and say goodbye at the end."""
