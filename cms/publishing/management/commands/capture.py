"""Capture what changed behind the doors: rows written by SQL, a shell or another program."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.publishing.capturing import capture
from cms.publishing.content_types import entry_types


class Command(BaseCommand):
    help = "Make a revision of every entry whose rows differ from its latest one. Publishes nothing. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        seen = made = 0
        for of_type in entry_types():
            for entry in of_type.model._default_manager.order_by("pk").iterator():
                seen += 1
                if capture(entry, comment="Captured by command").is_new:
                    made += 1
                    self.stdout.write(f"{of_type.name}: {entry}")
        self.stdout.write(f"{made} of {seen} entries had changed.")
