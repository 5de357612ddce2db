"""Who uses an SQLite database: every server and worker holds a lock on a file beside it, shared, for as long as it
lives.

The kernel gives the lock back however a process ends. PostgreSQL knows its own sessions and needs none.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from .manifest import UnusableBackup

_held: list[IO[str]] = []


def database_file() -> Path | None:
    """The file of the SQLite database; None if it has none."""
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    is_file = (
        database["ENGINE"] == "django.db.backends.sqlite3" and ":memory:" not in name and "mode=memory" not in name
    )
    return Path(name).resolve() if is_file else None


def lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def note_use() -> None:
    """Hold the lock from now on, until this process ends. Waits while a backup is brought back."""
    database = database_file()
    if database is None or _held:
        return
    with suppress(OSError):  # a read-only folder, in which nothing can be brought back either
        file = lock_file(database).open("a")
        fcntl.flock(file, fcntl.LOCK_SH)
        _held.append(file)


@contextmanager
def sole_use(database: Path, *, wait_seconds: float) -> Iterator[None]:
    """Nobody else uses the database, nor begins to. Raises UnusableBackup if somebody still does after that time."""
    deadline = time.monotonic() + wait_seconds
    with lock_file(database).open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise UnusableBackup(
                        "A server or a worker uses the database. Stop it first, or let --wait wait for it."
                    ) from None
            time.sleep(0.2)
        yield
