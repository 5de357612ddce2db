"""Bringing a backup back."""

from pathlib import Path

from django.db import connection, connections

from . import picture_files, postgres_dumps, sqlite_copies
from .backing_up import check_database
from .manifest import Manifest, UnusableBackup, read_manifest
from .process_lock import database_file, sole_use


def bring_back(source: Path, *, wait_seconds: float = 0) -> tuple[Manifest, Path | None]:
    """Put everything back as it was when the backup in `source` was made; gives where an SQLite database that was
    there lies now.

    Raises UnusableBackup, before anything is changed, for a backup that is not whole, one of another kind of
    database, and while a server or a worker runs, after waiting for that long. Killed, it is done again by the next
    call. Pictures that came since stay.
    """
    manifest = read_manifest(source)
    if manifest.vendor != connection.vendor:
        raise UnusableBackup(
            f"This is a backup of {manifest.vendor}, and DATABASE_URL names {connection.vendor}. "
            "dumpdata and loaddata carry content over."
        )
    check_database(source, manifest)
    database = database_file()
    if database is None:
        _bring_pictures(source)
        postgres_dumps.put_back(source / postgres_dumps.NAME, wait_seconds=wait_seconds)
        return manifest, None
    connections.close_all()
    with sole_use(database, wait_seconds=wait_seconds):
        _bring_pictures(source)
        return manifest, sqlite_copies.put_back(source / sqlite_copies.NAME, database)


def _bring_pictures(source: Path) -> None:
    if picture_files.are_on_this_machine():
        picture_files.copy_all(source / picture_files.FOLDER, picture_files.media_root())
