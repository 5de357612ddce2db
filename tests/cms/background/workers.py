"""Real workers, and what they do to a table of chores, looked at from outside."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tests.cms.publishing.databases import ROOT


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement in the SQL that both databases speak; committed."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection, connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(url) as server:
        cursor = server.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def make_chores(url: str, count: int, *, kind: str = "chores", seconds: float = 0, fails: int = 0) -> None:
    """Chores that have been due for two hours."""
    due_at = f"{datetime.now(UTC) - timedelta(hours=2):%Y-%m-%d %H:%M:%S}"
    columns = "(due_at, kind, seconds, fails, state, lease, times_begun, times_done)"
    row = f"('{due_at}', '{kind}', {seconds}, {fails}, 'due', '', 0, 0)"
    query(url, f"INSERT INTO chores_chore {columns} VALUES {', '.join([row] * count)}")


def count(url: str, where: str = "1 = 1", *, table: str = "chores_chore") -> int:
    return int(query(url, f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


def count_done(url: str) -> int:
    return count(url, "state = 'done'")


def count_tasks(url: str, status: str) -> int:
    return count(url, f"status = '{status}'", table="django_tasks_database_dbtaskresult")


def wait_until(is_so: Callable[[], object], *, seconds: float = 60) -> float:
    """How long it took. Fails the test if it never is so."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < seconds, "It did not happen in time."
        time.sleep(0.05)
    return time.monotonic() - started


class Worker:
    """A running `manage.py worker`."""

    def __init__(self, url: str, *arguments: str, **variables: str) -> None:
        environment = {**os.environ, "DATABASE_URL": url, "WORKER_SWEEP_SECONDS": "0.3", **variables}
        # A file, for a pipe could not be looked into while the worker works.
        self._output = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "django", "worker", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def has_said(self, words: str) -> bool:
        return words in self._said()

    def kill(self) -> None:
        self.process.kill()

    def ask(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def end(self, *, seconds: float = 60) -> str:
        """All that it said. It must have ended, or be about to."""
        self.process.wait(timeout=seconds)
        return self._said()

    def _said(self) -> str:
        # By its descriptor: the position that we read at is the one that it writes at.
        return os.pread(self._output.fileno(), 10_000_000, 0).decode(errors="replace")


@contextmanager
def working(url: str, *arguments: str, **variables: str) -> Iterator[Worker]:
    """A worker that is gone afterwards, however that went."""
    worker = Worker(url, *arguments, **variables)
    try:
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.kill()
            worker.end()


def run_once(url: str, **variables: str) -> tuple[int, str]:
    """The status of `manage.py worker --once`, and what it said."""
    with working(url, "--once", **variables) as worker:
        said = worker.end(seconds=120)
        return worker.process.returncode, said
