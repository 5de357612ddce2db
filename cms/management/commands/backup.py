"""`manage.py backup FOLDER`: everything that this installation keeps, in a new folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cms.backups.backing_up import back_up
from cms.backups.manifest import UnusableBackup
from cms.backups.picture_files import are_on_this_machine


class Command(BaseCommand):
    help = (
        "Back up the database and the pictures into a new folder, and read the copy. Servers and workers may run "
        "meanwhile. What it holds is as secret as the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to; it must not exist yet")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            report = back_up(folder.absolute())
        except UnusableBackup as reason:
            raise CommandError(str(reason)) from None
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}.") from None
        for name in report.lost:
            self.stderr.write(f"The database names a file that is not there: {name}")
        if not are_on_this_machine():
            self.stderr.write("The pictures lie on another machine, and are not in this backup.")
        self.stdout.write(
            f"Backed up and read again: the database and {report.pictures} files of pictures, in {folder}"
        )
