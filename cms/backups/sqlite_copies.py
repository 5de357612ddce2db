"""Copies of an SQLite database, made while others write."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from .manifest import UnusableBackup

NAME = "database.sqlite3"


def copy_to(folder: Path, database: Path) -> None:
    """By SQLite's own means, as of one moment: what was committed is in it, and nothing half."""
    if not database.is_file():
        raise UnusableBackup(f"There is no database at {database}.")
    try:
        with (
            closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(folder / NAME)) as target,
        ):
            source.backup(target)
            # One file, with no log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise UnusableBackup(f"The database cannot be copied: {error}.") from None


def check(copy: Path) -> None:
    """Raises UnusableBackup unless SQLite finds every page, index and reference of the copy whole. Reads all of it."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as there:
            found = [row[0] for row in there.execute("PRAGMA integrity_check(5)")]
            lost = there.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        found, lost = [str(error)], None
    if found != ["ok"] or lost:
        raise UnusableBackup(f"The copy of the database is damaged: {'; '.join(found) if found != ['ok'] else lost}")


def put_back(copy: Path, database: Path) -> Path | None:
    """Put a copy in the place of the database; gives where the old one lies now, if there was one.

    The old one's log goes with it: left behind, SQLite would play it back into the new one. Killed in between, there
    is no database, and the next call finishes.
    """
    _refuse_if_open(database)
    fresh = database.with_name(f"{database.name}.restoring")
    shutil.copyfile(copy, fresh)
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    if database.exists():
        shutil.copymode(database, fresh)
    old = database.with_name(f"{database.name}.replaced")
    is_there = database.exists()
    for suffix in ("-wal", "-shm"):
        beside = database.with_name(database.name + suffix)
        if is_there and suffix == "-wal" and beside.exists():
            beside.replace(old.with_name(old.name + suffix))
        else:
            beside.unlink(missing_ok=True)
            if is_there:
                old.with_name(old.name + suffix).unlink(missing_ok=True)
    if is_there:
        database.replace(old)
    fresh.replace(database)
    with suppress(OSError):
        handle = os.open(database.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return old if is_there else None


def _refuse_if_open(database: Path) -> None:
    """By whoever holds no lock of ours: a shell, another program. What is damaged cannot say, and is nobody's."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as there:
            there.execute("PRAGMA locking_mode=EXCLUSIVE")
            there.execute("BEGIN EXCLUSIVE")
            there.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UnusableBackup("Somebody else has the database open. Close it first.") from None
    except sqlite3.DatabaseError:
        pass
