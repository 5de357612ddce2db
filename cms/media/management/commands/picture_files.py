"""Files of pictures that nothing needs any more: shown, and removed for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.media.served_files import folder_of, remove_for_good, unneeded_folders
from cms.publishing.refusals import Refused


class Command(BaseCommand):
    help = (
        "List the stored files of pictures that neither the library nor a public page has: they are not served. "
        "Revisions can bring them back until they are removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", metavar="NAME", help="remove all files of the picture that has this file")
        parser.add_argument("--remove-all", action="store_true", help="remove all that are listed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            # A file's name or its folder.
            name = options["remove"].strip("/")
            self._remove(folder_of(name) if "." in name.rpartition("/")[2] else name)
            return
        folders = list(unneeded_folders())
        for folder in folders:
            if options["remove_all"]:
                self._remove(folder)
            else:
                self.stdout.write(folder)
        if not folders:
            self.stdout.write("Every stored file is needed.")

    def _remove(self, folder: str) -> None:
        try:
            count = remove_for_good(folder)
        except Refused as refused:
            raise CommandError(f"{folder}: {refused}") from None
        self.stdout.write(f"{folder}: {count} files removed.")
