"""smtplib's client with an end: however slowly a server speaks, its answer is waited for until a deadline, no longer.

A socket's own time-out starts again with every byte, and a server that drips one in a while would hold us for ever.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from functools import cache
from time import monotonic
from typing import Any

CONNECT_SECONDS = 15.0
# smtplib ends a line that is longer than this, too.
LONGEST_LINE = 8192


class Conversation(smtplib.SMTP):
    def __init__(self, host: str, *, context: ssl.SSLContext | None, deadline: float) -> None:
        self.context = context
        self.deadline = deadline
        super().__init__(local_hostname=own_name(), timeout=CONNECT_SECONDS)
        # Whose certificate STARTTLS asks for. The constructor sets it only when it connects, which is without an end.
        self._host = host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Each of a host's addresses is tried within what is left, not each for the whole time."""
        error: OSError | None = None
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(min(timeout, self._left()))
                connection.connect(address)
            except OSError as failed:
                error = failed
                connection.close()
            else:
                # Commands are short, and each waits for its answer.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
        raise error or OSError("no address")

    def send(self, s: Any) -> None:
        if self.sock:
            self.sock.settimeout(self._left())
        super().send(s)

    def ask(self, commands: Iterable[str]) -> Iterator[tuple[int, bytes]]:
        """The answers to commands, as they come. A server that offers PIPELINING (RFC 2920) gets all commands at once,
        which spares a way there and back for each; another gets the next when its answer is asked for."""
        lines = [command.encode() + b"\r\n" for command in commands]
        if self.has_extn("pipelining"):
            self.send(b"".join(lines))
            for _ in lines:
                yield self.getreply()
        else:
            for line in lines:
                self.send(line)
                yield self.getreply()

    def getreply(self) -> tuple[int, bytes]:
        if self.sock and not isinstance(self.file, _Reader):
            # Also after STARTTLS, which forgets the old one.
            self.file = _Reader(self)
        return super().getreply()

    def _left(self) -> float:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("The server took too long.")
        return left


@cache
def own_name() -> str:
    """For EHLO, asked once: looking it up for each connection may take seconds. RFC 5321 takes a literal for none."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"


class Secured(Conversation):
    """TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        assert self.context  # noqa: S101  (for the type checker: SmtpTransport gives one)
        plain = super()._get_socket(host, port, timeout)
        try:
            return self.context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


class _Reader:
    """The part of a file that smtplib reads answers with."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._read = b""

    def readline(self, limit: int = LONGEST_LINE) -> bytes:
        while b"\n" not in self._read and len(self._read) < limit:
            sock = self._conversation.sock
            if sock is None:
                return b""
            sock.settimeout(self._conversation._left())
            received = sock.recv(4096)
            if not received:
                return b""
            self._read += received
        line, self._read = self._read[: (end := self._end(limit))], self._read[end:]
        return line

    def close(self) -> None:
        self._read = b""

    def _end(self, limit: int) -> int:
        found = self._read.find(b"\n")
        return min(limit, found + 1) if found >= 0 else limit
