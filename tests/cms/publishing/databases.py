"""Databases of their own, migrated and empty, for tests that start processes: of the engine that the tests run on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from psycopg import connect, sql

ROOT = Path(__file__).resolve().parents[3]
is_sqlite: bool = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


class Databases:
    """Databases in one folder, or with one prefix on the PostgreSQL server of the tests; `drop_all` leaves nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"cms_{uuid4().hex[:12]}"
        self.names: list[str] = []
        self.template = ""

    def make(self) -> str:
        """The URL of a new database with all tables."""
        if not self.template:
            self.template = self._name()
            if not is_sqlite:
                self._on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
            finish(_run(self.url(self.template), "-m", "django", "migrate", "--run-syncdb", "--verbosity=0"))
        return self.copy(self.url(self.template))

    def copy(self, url: str) -> str:
        """The URL of a copy. Nobody may be connected to the original."""
        name, original = self._name(), url.rpartition("/")[2]
        if is_sqlite:
            shutil.copy(self.folder / original, self.folder / name)
        else:
            self._on_server(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))
            )
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.rpartition("/")[2]
        self.names.remove(name)
        if is_sqlite:
            for path in self.folder.glob(f"{name}*"):
                path.unlink()
        else:
            # with force: a killed process's session may not have ended yet
            self._on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def drop_all(self) -> None:
        for name in list(self.names):
            self.drop(self.url(name))

    def url(self, name: str) -> str:
        if is_sqlite:
            return f"sqlite:///{self.folder}/{name}"
        server = settings.DATABASES["default"]
        return f"postgres://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT']}/{name}"

    def _name(self) -> str:
        self.names.append(f"{self.prefix}_{uuid4().hex[:12]}")
        return self.names[-1]

    def _on_server(self, statement: sql.Composed) -> None:
        with connect(self.url("postgres"), autocommit=True) as server:
            server.execute(statement)


def start(function: Callable[..., Any], *arguments: Any, url: str) -> "subprocess.Popen[str]":
    """A process that calls a function of a module with JSON arguments, on the database at `url`."""
    code = (
        "import django, json, sys; django.setup(); "
        f"from {function.__module__} import {function.__name__} as act; "
        "print(json.dumps(act(*json.loads(sys.argv[1]))))"
    )
    return _run(url, "-c", code, json.dumps(arguments))


def finish(process: "subprocess.Popen[str]") -> Any:
    """What the function returned. Its traceback fails the test."""
    said, complained = process.communicate(timeout=300)
    assert process.returncode == 0, complained
    return json.loads(said.splitlines()[-1]) if said else None


def call(function: Callable[..., Any], *arguments: Any, url: str) -> Any:
    return finish(start(function, *arguments, url=url))


def _run(url: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
