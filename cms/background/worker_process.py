"""A worker process: threads that take tasks, one that sweeps, and the main one, which listens for signals."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.db import DatabaseError, InterfaceError, connections

from .duties import Stop
from .engines import Engine
from .sweep import Tidying, sweep

log = logging.getLogger(__name__)

# How often a thread looks for a task. It is what a mail waits, on average half of it.
LOOK_EVERY_SECONDS = 1.0
# How long slices may take to come to a point where they can stop. A supervisor kills after ten seconds, commonly.
GRACE_SECONDS = 8.0
LONGEST_WAIT_SECONDS = 10.0


def work(engine: Engine, stop: Stop, *, threads: int, sweep_seconds: float) -> int:
    """Work until `stop` is asked; the exit status. 1 if a thread has died, so that a supervisor starts anew."""
    tidying = Tidying(engine)

    def take() -> float:
        return 0.0 if engine.has_waiting() and engine.work_one() else LOOK_EVERY_SECONDS

    def look() -> float:
        sweep()
        tidying.tidy()
        return sweep_seconds

    crew = [_thread(f"worker-{number}", take, engine, stop) for number in range(threads)]
    crew.append(_thread("sweep", look, engine, stop))
    while not stop.is_asked and all(thread.is_alive() for thread in crew):
        time.sleep(0.2)
    status = 0 if stop.is_asked else 1
    stop.ask()
    until = time.monotonic() + GRACE_SECONDS
    for thread in crew:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in crew):
        log.warning(
            "A slice has not stopped within %d s. It is left; what it has claimed comes due again.", GRACE_SECONDS
        )
        leave_at_once(status)
    return status


def drain(engine: Engine, stop: Stop) -> None:
    """Do everything that is due now, and what that makes due at once; raises what the engine's server raises.

    What fails is tried once. What others have claimed is left to them.
    """
    sweep(even_failing=True)
    while not stop.is_asked and engine.work_one():
        pass
    Tidying(engine).tidy()


def listen(stop: Stop, say: Callable[[str], None]) -> None:
    """From now on, the first SIGTERM or SIGINT asks `stop`, and the second ends the process at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_asked:
            leave_at_once(128 + number)
        stop.ask()
        with suppress(RuntimeError):  # a line is being written as the signal comes
            say("Asked to end: finishing what is in hand. Ask again to end at once.")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)


def leave_at_once(status: int) -> None:
    """No thread is waited for, as the interpreter would."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, RuntimeError):  # gone, or being written to as the signal came
            stream.flush()
    os._exit(status)


def _thread(name: str, step: Callable[[], float], engine: Engine, stop: Stop) -> threading.Thread:
    thread = threading.Thread(target=_repeat, args=(step, engine, stop), name=name, daemon=True)
    thread.start()
    return thread


def _repeat(step: Callable[[], float], engine: Engine, stop: Stop) -> None:
    """Call `step` again and again, each time after as many seconds as it said; whatever fails, go on."""
    failures = 0
    try:
        while not stop.is_asked:
            try:
                wait = step()
                if failures:
                    log.info("Working again.")
                failures = 0
            except Exception as error:
                failures += 1
                wait = min(0.5 * 2**failures, LONGEST_WAIT_SECONDS)
                _complain(error, engine, is_first=failures == 1)
                connections.close_all()
            stop.wait(wait)
    finally:
        connections.close_all()


def _complain(error: Exception, engine: Engine, *, is_first: bool) -> None:
    if not isinstance(error, engine.errors):
        log.exception("The worker goes on after an error.")
    elif is_first:  # it may be away for hours
        is_database = isinstance(error, DatabaseError | InterfaceError)
        place = "The database" if is_database else engine.place
        log.warning("%s cannot be used (%s); waiting for it.", place, type(error).__name__)
