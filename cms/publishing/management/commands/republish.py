"""Render again what is public, after the rendering code has changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.publishing.content_types import entry_types
from cms.publishing.republishing import republish


class Command(BaseCommand):
    help = (
        "Render live and coming publications, and drafts, again from their revisions. "
        "Intervals and update times stay. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--type", choices=[of_type.name for of_type in entry_types()], help="only this type")

    def handle(self, *args: Any, **options: Any) -> None:
        seen = changed = failed = 0
        for outcome in republish(of_type=options["type"]):
            seen += 1
            changed += outcome.changed
            failed += bool(outcome.problem)
            if outcome.changed:
                self.stdout.write(f"{outcome.type}: {outcome.title}")
            elif outcome.problem:
                self.stderr.write(f"{outcome.type}: {outcome.title}: {outcome.problem} The old rendering stays.")
        self.stdout.write(f"{changed} of {seen} publications changed.")
        if failed:
            raise CommandError(f"{failed} could not be rendered.")
