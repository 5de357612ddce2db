"""A small SMTP server of our own on the loopback that misbehaves as it is told.

It keeps what it has accepted. `behave(step, text)` is asked before each answer: a string is answered in place of the
usual one, None leaves the usual one, DROP ends the connection, SILENCE never answers.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

DROP, SILENCE = "<drop>", "<silence>"
Behave = Callable[[str, str], str | None]


@dataclass
class Server:
    behave: Behave = lambda step, text: None
    extensions: Sequence[str] = ("8BITMIME", "SMTPUTF8")
    # Offered as STARTTLS, or spoken from the first byte.
    context: ssl.SSLContext | None = None
    is_implicit: bool = False
    delay: float = 0.0
    # Between the lines of one answer.
    drip_seconds: float = 0.0
    port: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    # (envelope sender, recipient, message) of what was accepted.
    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def has_accepted(self, mails: int) -> bool:
        return len(self.accepted) >= mails

    def recipients(self) -> list[str]:
        return [to for _, to, _ in self.accepted]


@contextmanager
def running(server: Server) -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    context = server.context if server.is_implicit else None
    starting = asyncio.start_server(partial(_converse, server), "127.0.0.1", server.port, ssl=context)
    # Never in this thread: a browser's tests may have left their own loop running in it.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(starting, loop).result(5)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_close(listening), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _close(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Ended(Exception):
    pass


async def _converse(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    server.connections += 1
    sender = recipient = ""
    has_recipient = False
    greeted = "220 ready"

    async def answer(step: str, text: str, usual: str) -> bool:
        said = server.behave(step, text) or usual
        if server.delay:
            await asyncio.sleep(server.delay)
        if said == SILENCE:
            await asyncio.sleep(3600)
        if said == DROP:
            raise _Ended
        for part in said.split("\r\n") if server.drip_seconds else [said]:
            writer.write(part.encode() + b"\r\n")
            await writer.drain()
            await asyncio.sleep(server.drip_seconds)
        return said[0] in "23"

    try:
        await answer("connect", "", greeted)
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").strip()
            server.commands.append(command)
            match command.split(" ")[0].upper():
                case "EHLO":
                    offered = [*server.extensions, *(["STARTTLS"] if server.context and not server.is_implicit else [])]
                    lines = ["localhost", *offered]
                    ehlo = "\r\n".join(f"250{'-' if n < len(lines) else ' '}{w}" for n, w in enumerate(lines, 1))
                    await answer("ehlo", command, ehlo)
                case "STARTTLS":
                    assert server.context
                    if await answer("starttls", command, "220 go ahead"):
                        await writer.start_tls(server.context)
                case "AUTH":
                    await answer("auth", command, "235 2.7.0 welcome")
                case "MAIL":
                    if await answer("mail", command, "250 2.1.0 ok"):
                        sender = command[11 : command.index(">")]
                case "RCPT":
                    if await answer("rcpt", command, "250 2.1.5 ok"):
                        has_recipient = True
                        recipient = command[9 : command.index(">")]
                case "DATA" if not has_recipient:
                    await answer("no recipients", command, "503 5.5.1 no valid recipients")
                case "DATA":
                    has_recipient = False
                    if await answer("data", recipient, "354 go ahead"):
                        message = await _message(server, reader, recipient)
                        if await answer("dot", recipient, "250 2.0.0 taken"):
                            server.accepted.append((sender, recipient, message))
                case "RSET":
                    has_recipient = False
                    await answer("rset", command, "250 2.0.0 ok")
                case "QUIT":
                    await answer("quit", command, "221 bye")
                    break
                case _:
                    await answer("other", command, "500 what?")
    except (_Ended, ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _message(server: Server, reader: asyncio.StreamReader, recipient: str) -> bytes:
    lines = []
    while (line := await reader.readline()) != b".\r\n":
        if not line or server.behave("line", recipient) == DROP:
            raise _Ended
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines)
