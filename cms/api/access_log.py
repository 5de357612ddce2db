"""The access log on standard error: a line for each request, whole, however many workers write into the same pipe.

A line for an answer that was kept waits for a moment, for more of them: alone, to write it takes as long as to answer.
"""

import atexit
import contextlib
import multiprocessing.util
import os
import time
from collections import deque
from threading import Event, Thread

# As much as a pipe takes at once, so that lines of several workers do not run into each other.
MOST_AT_ONCE = 4_096
WAIT_SECONDS = 0.1
# More than that wait only if nobody reads what is written; then whoever brings another waits, too.
MOST_WAITING = 10_000

_waiting: deque[bytes] = deque()
_has_come = Event()
_writers: dict[int, Thread] = {}


def write(line: bytes) -> None:
    # A reader that went away is no error.
    with contextlib.suppress(OSError):
        os.write(2, line)


def write_soon(line: bytes) -> None:
    """Within a moment, or when the process ends; lost only if it is killed."""
    _waiting.append(line)
    if not _has_come.is_set():
        if os.getpid() not in _writers:  # threads do not survive a fork
            _begin()
        _has_come.set()
    if len(_waiting) > MOST_WAITING:
        flush()


def flush() -> None:
    """Write what waits, in pieces of whole lines."""
    piece = b""
    with contextlib.suppress(IndexError):
        while line := _waiting.popleft():
            if len(piece) + len(line) > MOST_AT_ONCE:
                write(piece)
                piece = b""
            piece += line
    if piece:
        write(piece)


def _begin() -> None:
    writer = _writers[os.getpid()] = Thread(target=_write_for_ever, name="access log", daemon=True)
    writer.start()
    atexit.register(flush)
    # A worker that multiprocessing started ends without those, and after these.
    multiprocessing.util.Finalize(None, flush, exitpriority=1)


def _write_for_ever() -> None:
    while True:
        _has_come.wait()
        time.sleep(WAIT_SECONDS)
        _has_come.clear()
        flush()
