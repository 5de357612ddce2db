"""What is wrong with where things are kept: the database, its search index, the disk. Asked by `/readyz` again and
again, so what costs time is looked at once in a while, and remembered for as long as it is good."""

import logging
import os
import shutil
import sqlite3
import time
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, connection

from cms.publishing.reindexing import is_complete
from cms.publishing.timeline.content_version import current_version

log = logging.getLogger(__name__)
CHECKED_EVERY_SECONDS = 60.0
# A database that takes longer to look through is looked at as far as that goes.
LOOKED_AT_SECONDS = 0.5
LEAST_FREE_BYTES = 20_000_000


class Remembered:
    """When something was last found to be good, on the process's own clock."""

    def __init__(self) -> None:
        self.at = float("-inf")
        self.lock = Lock()

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < CHECKED_EVERY_SECONDS

    def forget(self) -> None:
        self.at = float("-inf")


sound, indexed = Remembered(), Remembered()


def database_state() -> str:
    """`ok`, `unreachable`, or `malformed`: SQLite answers some questions from a damaged file as if it were whole."""
    try:
        current_version()
        if connection.vendor == "sqlite" and not sound.is_fresh:
            with sound.lock:
                if not is_sound(Path(str(settings.DATABASES["default"]["NAME"]))):
                    return "malformed"
                sound.at = time.monotonic()
    except DatabaseError as error:
        log.warning("Not ready: the database cannot be read: %s", error)
        return "malformed" if "malformed" in str(error) or "not a database" in str(error) else "unreachable"
    return "ok"


def is_sound(path: Path, *, seconds: float = LOOKED_AT_SECONDS) -> bool:
    """Whether SQLite finds the file whole, as far as it comes in that time. On a connection of its own."""
    if not path.is_file():
        return True  # in memory
    deadline = time.monotonic() + seconds
    there = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        there.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
        return bool(there.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError:  # no more time, or busy
        return True
    except sqlite3.DatabaseError as error:
        log.warning("Not ready: the database is damaged: %s", error)
        return False
    finally:
        there.close()


def index_state() -> str:
    """`ok`, or `missing` if something that can be found is not in the search index."""
    if not indexed.is_fresh:
        try:
            if not is_complete():
                return "missing"
        except DatabaseError:
            return "missing"
        indexed.at = time.monotonic()
    return "ok"


def disk_state() -> str:
    """`ok`, or what keeps an SQLite database or pictures from being written: `full`, `read-only`."""
    database = settings.DATABASES["default"]
    folders = [Path(settings.MEDIA_ROOT)]
    if database["ENGINE"] == "django.db.backends.sqlite3" and Path(str(database["NAME"])).is_file():
        folders.append(Path(str(database["NAME"])).resolve().parent)
    there = [folder for folder in folders if folder.is_dir()]
    if any(not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_RDONLY for folder in there):
        return "read-only"
    return "full" if any(shutil.disk_usage(folder).free < LEAST_FREE_BYTES for folder in there) else "ok"
