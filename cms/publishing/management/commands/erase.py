"""Erase for good what lies in the bin."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.publishing.content_types import EntryKey, entry_types
from cms.publishing.erasing import erase, unfinished
from cms.publishing.refusals import Refused


class Command(BaseCommand):
    help = (
        "Erase an entry that lies in the bin: its revisions, publications and files. It cannot be undone. "
        "Without arguments, finish what was begun and interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type", nargs="?", choices=[of_type.name for of_type in entry_types()])
        parser.add_argument("id", nargs="?", type=UUID, help="as the bin shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["type"]) != bool(options["id"]):
            raise CommandError("Name a type and an id, or neither.")
        keys = [EntryKey(options["type"], options["id"])] if options["type"] else unfinished()
        for key in keys:
            try:
                erased = erase(key)
            except Refused as refused:
                raise CommandError(f"{key.type} {key.id}: {refused}") from None
            said = f"{erased.revisions} revisions and {erased.publications} publications"
            self.stdout.write(f"{key.type} {key.id}: {said} erased.")
        if not keys:
            self.stdout.write("Nothing was left unfinished.")
