"""The parent's end of the child process that renders: started when first needed, kept, replaced when it dies.

One child per process, one exchange at a time. Messages in both directions are JSON in frames. The
child limits its own CPU time and memory; here is only the guard for what it cannot see, a clock on the wall.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

import orjson

from cms.markup.frames import LENGTH, pack

_ROOT = Path(__file__).resolve().parent.parent.parent
_START_SECONDS = 60.0
# CPU time is what is limited. A machine so busy that a text waits six times as long is in other trouble.
_WALL_FACTOR = 6.0
# Hostile text is parsed there: it gets what Python needs to start and none of the secrets.
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "TMPDIR")


class _GoneError(Exception):
    """The child ended or went silent. `is_guilty` when the text was its end, and another try would end the same."""

    def __init__(self, *, is_guilty: bool) -> None:
        super().__init__()
        self.is_guilty = is_guilty


class _Child:
    def __init__(self) -> None:
        env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cms.markup.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            bufsize=0,
        )
        self.ears, self.mouth = (cast(IO[bytes], p).fileno() for p in (self.process.stdin, self.process.stdout))
        os.set_blocking(self.ears, False)
        os.set_blocking(self.mouth, False)
        try:
            self.receive(seconds=_START_SECONDS)
        except _GoneError:
            self.close()
            raise RuntimeError("The Markdown renderer does not start; its error output says why.") from None

    def send(self, message: dict[str, Any], *, seconds: float) -> None:
        left = memoryview(pack(message))
        deadline = time.monotonic() + seconds
        while left:
            self._wait(self.ears, select.POLLOUT, deadline)
            try:
                left = left[os.write(self.ears, left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise _GoneError(is_guilty=False) from None

    def receive(self, *, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        return self._read(LENGTH.unpack(self._read(LENGTH.size, deadline))[0], deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        message = bytearray()
        while len(message) < size:
            self._wait(self.mouth, select.POLLIN, deadline)
            try:
                part = os.read(self.mouth, min(size - len(message), 1 << 20))
            except BlockingIOError:
                continue
            if not part:
                raise _GoneError(is_guilty=self._exit_code() == -signal.SIGPROF)
            message += part
        return bytes(message)

    def _wait(self, handle: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(handle, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _GoneError(is_guilty=True)

    def _exit_code(self) -> int | None:
        try:
            return self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End it and leave no zombie. It holds nothing that could be lost."""
        self.process.kill()
        self.let_go()
        self.process.wait()

    def let_go(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


_lock = threading.Lock()
_child: _Child | None = None


def ask(sources: Sequence[str], *, links: dict[str, str], max_seconds: float, max_chars: int) -> list[dict[str, Any]]:
    """The child's answers, one for each source, up to and including the first that failed. `max_seconds` of processor
    time are for all of them together.

    An answer has the fields of `RenderedText`, or `error`: "time", "nesting", "size" or "failed". A child that ends for
    another reason than the text (killed from outside, say) is replaced once without a word. Raises RuntimeError
    when no child can be started.
    """
    seconds = max_seconds * _WALL_FACTOR
    answers: list[dict[str, Any]] = []
    has_retried = False
    with _lock:
        while len(answers) < len(sources):
            request = {
                "sources": sources[len(answers) :],
                "links": links,
                "max_seconds": max_seconds,
                "max_chars": max_chars,
            }
            try:
                child = _alive()
                deadline = time.monotonic() + seconds
                child.send(request, seconds=seconds)
                while len(answers) < len(sources):
                    answers.append(orjson.loads(child.receive(seconds=deadline - time.monotonic())))
                    has_retried = False
                    if "error" in answers[-1]:
                        return answers
            except _GoneError as gone:
                _stop()
                if gone.is_guilty or has_retried:
                    return [*answers, {"error": "time" if gone.is_guilty else "failed"}]
                has_retried = True
            except BaseException:
                # Interrupted half-way: the pipe holds the rest of an answer that nobody will read.
                _stop()
                raise
    return answers


def _alive() -> _Child:
    global _child
    if _child is not None and _child.process.poll() is not None:
        _stop()
    if _child is None:
        _child = _Child()
    return _child


def _stop() -> None:
    global _child
    if _child is not None:
        _child.close()
        _child = None


def _forget_after_fork() -> None:
    # A forked worker starts its own. It must close its copies of the pipes: the child lives until all are closed.
    global _child, _lock
    _lock = threading.Lock()
    if _child is not None:
        _child.let_go()
        _child.process.returncode = 0  # not ours to wait for
        _child = None


os.register_at_fork(after_in_child=_forget_after_fork)
atexit.register(_stop)
