"""`manage.py setup`: a working installation, from whatever is there. `make run` does it before it serves."""

import fcntl
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from cms.publishing.models import Entry, EntryRecord

ADMIN = "admin"
NEW_PASSWORD = f".venv/bin/python manage.py changepassword {ADMIN}"


class Command(BaseCommand):
    help = "Bring the database up to date, load the seed into an empty one, make an admin login if there is none."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-seed", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, no_seed: bool, **options: Any) -> None:
        """Each step looks first: a second call changes nothing, and what was killed the next one finishes."""
        with _one_at_a_time():
            self.migrate()
            if not no_seed:
                self.load_seed()
            # Nothing, but after an update from a release without the index.
            call_command("reindex", only_missing=True, verbosity=0)
            self.make_admin()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            self.stdout.write(f"Database: applying {len(missing)} migrations …")
            call_command("migrate", interactive=False, verbosity=0)
        else:
            self.stdout.write("Database: up to date.")

    def load_seed(self) -> None:
        if _has_content():
            self.stdout.write("Content: there is some; the seed stays out.")
        elif not any((folder / "seed.json").exists() for folder in settings.FIXTURE_DIRS):
            self.stdout.write("Content: none, and there is no seed in fixtures/.")
        else:
            self.stdout.write("Content: none yet; loading the seed …")
            call_command("loaddata", "seed", verbosity=0)

    def make_admin(self) -> None:
        users = get_user_model()._default_manager
        if users.filter(is_superuser=True).exists():
            self.stdout.write(f"Login: there is an admin already. To set a new password:  {NEW_PASSWORD}")
            return
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            users.create_superuser(username=ADMIN, email=None, password=password)
            # Said before it is committed: a login that nobody was told of would lock everybody out.
            self.say_in_a_box(
                "An admin login was made. It is shown this once:",
                "",
                f"    user name  {ADMIN}",
                f"    password   {password}",
                "",
                f"To set a new one:  {NEW_PASSWORD}",
            )

    def say_in_a_box(self, *lines: str) -> None:
        width = max(map(len, lines))
        rule = "+" + "-" * (width + 4) + "+"
        self.stdout.write("\n".join(["", rule, *(f"|  {line:<{width}}  |" for line in lines), rule, ""]))
        self.stdout.flush()


def _has_content() -> bool:
    """Whether there ever was any: rows of a content type, or the record of an entry that was deleted since."""
    types: list[type[Model]] = [model for model in apps.get_models() if issubclass(model, Entry)]
    types.append(EntryRecord)
    return any(model._base_manager.exists() for model in types)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock on this checkout: two `make run` at once would create the same tables."""
    folder = settings.BASE_DIR / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
