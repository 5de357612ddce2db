"""Making a backup."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from . import picture_files, postgres_dumps, sqlite_copies
from .manifest import Manifest, UnusableBackup, digests_in, read_manifest
from .process_lock import database_file


@dataclass(frozen=True)
class BackupReport:
    """`lost` names files that the database refers to and that were not there."""

    manifest: Manifest
    pictures: int
    lost: list[str]


def back_up(target: Path) -> BackupReport:
    """Make a backup in the folder `target`, which must not exist yet, and read it again. Servers and workers may run
    meanwhile.

    Raises UnusableBackup; then, and when it is killed, nothing is at `target`.
    """
    if target.exists():
        raise UnusableBackup(f"{target} exists already. Name a folder that does not.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # It holds all that is known of subscribers, and hashes of passwords.
    unfinished.mkdir(mode=0o700, parents=True)
    named = picture_files.named_files()
    database = database_file()
    if database:
        sqlite_copies.copy_to(unfinished, database)
    elif connection.vendor == "postgresql":
        postgres_dumps.dump_to(unfinished)
    else:
        raise UnusableBackup("A database in memory has no backup.")
    pictures, lost = 0, []
    if picture_files.are_on_this_machine():
        folder = unfinished / picture_files.FOLDER
        pictures = picture_files.copy_all(picture_files.media_root(), folder)
        lost = sorted(name for name in named if not (folder / name).is_file())
    Manifest(timezone.now().isoformat(timespec="seconds"), connection.vendor, digests_in(unfinished)).write(unfinished)
    manifest = read_manifest(unfinished)
    check_database(unfinished, manifest)
    unfinished.rename(target)
    return BackupReport(manifest, pictures, lost)


def check_database(folder: Path, manifest: Manifest) -> None:
    """Raises UnusableBackup unless the database in a backup can be read whole."""
    if manifest.vendor == "sqlite":
        sqlite_copies.check(folder / sqlite_copies.NAME)
    else:
        postgres_dumps.check(folder / postgres_dumps.NAME)
