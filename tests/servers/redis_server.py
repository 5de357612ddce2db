"""A Redis of a test's own: on a free port of the loopback, with a random password, and nothing on disk."""

import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Redis:
    """A server that can be killed and started again at the same address, empty."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.password = folder, secrets.token_urlsafe(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"redis://:{self.password}@127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        if not program:
            sys.exit("There is no Redis server here. On Debian: apt-get install redis-server")
        # Not as arguments: every user of the machine could read the password there.
        settings = self.folder / "redis.conf"
        settings.touch(mode=0o600)
        lines = ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", 'save ""', "appendonly no"]
        settings.write_text("\n".join([*lines, f"dir {self.folder}"]))
        log = (self.folder / "log").open("wb")
        # In a session of its own: a Ctrl-C in the terminal is ours to act on.
        self._process = subprocess.Popen([program, settings], stdout=log, stderr=log, start_new_session=True)
        for _ in range(500):
            if self._process.poll() is not None:
                sys.exit(f"redis-server failed:\n{(self.folder / 'log').read_text()}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        sys.exit("redis-server did not answer.")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def server() -> Iterator[Redis]:
    """A running, empty Redis. Stopped and removed at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="cms-redis-"))
    redis = Redis(folder)
    try:
        redis.start()
        yield redis
    finally:
        redis.kill()
        shutil.rmtree(folder, ignore_errors=True)
