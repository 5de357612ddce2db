"""An SMTP server that takes everything and keeps nothing: `python -m tests.benchmarks.newsletter.sink`.

It prints its port. It looks at as few bytes as it can: what is
measured is who sends, not who takes.
"""

import asyncio
import sys

END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.is_reading = False
        self.rest = b""
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        if self.is_reading:
            # Whoever sends here waits for the answer: nothing follows the end of a mail.
            self.rest = (self.rest + data[-len(END) :])[-len(END) :]
            if self.rest == END:
                self.is_reading, self.rest = False, b""
                self.transport.write(b"250 2.0.0 taken\r\n")
            return
        *lines, self.rest = (self.rest + data).split(b"\r\n")
        self.transport.write(b"".join(self.answer(line[:4].upper()) for line in lines))

    def answer(self, command: bytes) -> bytes:
        match command:
            case b"EHLO":
                return b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
            case b"DATA":
                self.is_reading = True
                return b"354 go ahead\r\n"
            case b"QUIT":
                self.transport.close()
                return b""
            case _:
                return b"250 ok\r\n"


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
