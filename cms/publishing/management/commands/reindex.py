"""Make the search index anew."""

from contextlib import nullcontext
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandParser

from cms.publishing.reindexing import reindex

# Without a terminal, a line each time that so many are done.
STEP = 5_000


class Command(BaseCommand):
    help = (
        "Make the search index anew from what is published and scheduled: after an update that changes how words are "
        "read, or when the index is suspected. Publishing and searching go on meanwhile. Safe to stop and repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-missing", action="store_true", help="only what is not in the index at all")

    def handle(self, *args: Any, only_missing: bool, verbosity: int, **options: Any) -> None:
        steps = reindex(only_missing=only_missing)
        total, done = next(steps), 0
        is_shown = verbosity > 0 and self.stdout.isatty()
        bar = click.progressbar(length=total, label="Indexing") if is_shown else nullcontext()
        with bar as shown:
            for number in steps:
                done += number
                if shown:
                    shown.update(number)
                elif verbosity > 0 and done // STEP > (done - number) // STEP:
                    self.stdout.write(f"{done} of {total} publications indexed.")
        if verbosity > 0:
            self.stdout.write(f"{total} publications indexed.")
