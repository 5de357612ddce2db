"""`manage.py restore FOLDER`: bring back what `manage.py backup` has made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.backups.bringing_back import bring_back
from cms.backups.manifest import UnusableBackup


class Command(BaseCommand):
    help = (
        "Bring a backup back: the database as it was, and the pictures that are missing. Stop the server and the "
        "workers first; it refuses while one runs."
    )
    # The database may be damaged, or not there at all.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what `manage.py backup` has made")
        parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="wait so long for what still runs")

    def handle(self, *args: Any, folder: Path, wait: float, **options: Any) -> None:
        try:
            manifest, replaced = bring_back(folder.absolute(), wait_seconds=wait)
        except UnusableBackup as reason:
            raise CommandError(str(reason)) from None
        except OSError as error:
            raise CommandError(f"The backup could not be brought back: {error}. Try again.") from None
        self.stdout.write(f"Brought back what was there at {manifest.made_at}.")
        if replaced:
            self.stdout.write(
                f"The database that was there lies in {replaced}; delete it when it is not needed any more."
            )
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("It is of an earlier release. Before the server starts: manage.py migrate")
