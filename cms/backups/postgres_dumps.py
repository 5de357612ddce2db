"""Dumps of a PostgreSQL database, by its own programs."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from .manifest import UnusableBackup

NAME = "database.dump"
# What a dump holds is dropped before it is made again, and with it whatever later migrations added.
EMPTY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
  END LOOP;
END $$;
"""


def dump_to(folder: Path) -> None:
    """As of one moment, while others write."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / NAME}")


def check(dump: Path) -> None:
    """Raises UnusableBackup unless all of it can be read."""
    _run("pg_restore", f"--file={os.devnull}", str(dump), on_database=False)


def put_back(dump: Path, *, wait_seconds: float) -> None:
    """In one transaction: all of it, or nothing. Raises UnusableBackup while others are connected."""
    _wait_for_others(wait_seconds)
    script = dump.with_name("restore.sql")
    try:
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            f"--file={script}",
            str(dump),
            on_database=False,
        )
        _run(
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={EMPTY}",
            f"--file={script}",
        )
    finally:
        script.unlink(missing_ok=True)


def _wait_for_others(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _others():
        if time.monotonic() >= deadline:
            raise UnusableBackup(
                "A server or a worker is connected to the database. Stop it first, or let --wait wait for it."
            )
        time.sleep(0.2)
    connection.close()


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _run(program: str, *arguments: str, on_database: bool = True) -> None:
    path = shutil.which(program)
    if path is None:
        raise UnusableBackup(f"{program} is not installed. On Debian and Ubuntu: apt-get install postgresql-client")
    database: dict[str, Any] = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(database[name]) for variable, name in names.items() if database.get(name)}
    for name, value in database.get("OPTIONS", {}).items():
        if name.startswith("ssl"):
            environment[f"PG{name.upper()}"] = str(value)
    # Not as an argument, which other users of the machine can see: it may be a password.
    target = [f"--dbname={database['NAME']}"] if on_database and program != "pg_dump" else []
    done = subprocess.run(  # noqa: S603  (our own words)
        [path, *target, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnusableBackup(
            f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )
