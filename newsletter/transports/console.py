"""Mails to standard output, as they would be read: for looking at them while developing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from . import MailLine, MailOutcome, Verdict


class ConsoleTransport:
    name = "console:"

    @contextmanager
    def open(self) -> Iterator[MailLine]:
        yield ConsoleLine()


class ConsoleLine:
    def send(self, *, envelope_from: str, to: str, message: bytes) -> MailOutcome:
        """Headers and the text part; what HTML says, the text says too."""
        parsed = message_from_bytes(message, policy=default)
        text = parsed.get_body(preferencelist=("plain", "html"))
        headers = "\n".join(f"{name}: {value}" for name, value in parsed.items())
        try:
            sys.stdout.write(f"{headers}\n\n{text.get_content() if text else ''}\n{'-' * 78}\n")
            sys.stdout.flush()
        except OSError as error:
            return MailOutcome(Verdict.DEFERRED, f"console error {error.errno}", is_transport=True)
        return MailOutcome(Verdict.ACCEPTED, "console")
