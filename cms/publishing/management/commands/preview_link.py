"""A link to a draft, made on the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.publishing.content_types import entry_type, entry_types
from cms.publishing.reading.shared_drafts import Shared, share, share_everything
from cms.publishing.refusals import Refused
from cms.tokens.preview_links import DEFAULT_HOURS, MOST_HOURS


class Command(BaseCommand):
    help = "Make a link that shows an entry's draft to whoever has it, or with --everything the drafts of all entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type", nargs="?", choices=[of_type.name for of_type in entry_types()])
        parser.add_argument("slug", nargs="?", help="as the draft has it")
        parser.add_argument("--everything", action="store_true", help="all drafts, and every other moment")
        parser.add_argument(
            "--hours", type=int, default=DEFAULT_HOURS, help=f"1 to {MOST_HOURS}; {DEFAULT_HOURS} if it is left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shared = self._shared(options["type"], options["slug"], options["everything"], options["hours"])
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(shared.api_url)
        if shared.site_url:
            self.stdout.write(shared.site_url)
        self.stderr.write(f"Good until {timezone.localtime(shared.expires_at):%Y-%m-%d %H:%M %Z}.")

    def _shared(self, type_name: str | None, slug: str | None, everything: bool, hours: int) -> Shared:
        if everything == bool(type_name or slug) or bool(type_name) != bool(slug):
            raise CommandError("Name a type and a slug, or --everything.")
        if everything:
            return share_everything(hours=hours)
        entry = entry_type(str(type_name)).model._default_manager.filter(slug=slug).first()
        if entry is None:
            raise CommandError(f"There is no {type_name} “{slug}”.")
        return share(entry, hours=hours)
