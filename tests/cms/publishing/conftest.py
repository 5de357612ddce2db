import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cms.publishing.timeline import clock, content_version

from .databases import Databases
from .fixture_files.seeds import Load


class Time:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self._stopped: AbstractContextManager[None] | None = None
        self.set(datetime(2026, 6, 1, 12, tzinfo=UTC))

    def set(self, now: datetime) -> None:
        self.release()
        self.now = now
        self._stopped = clock.stopped(now)
        self._stopped.__enter__()

    def release(self) -> None:
        if self._stopped:
            self._stopped.__exit__(None, None, None)
            self._stopped = None

    def advance(self, seconds: float) -> None:
        self.set(self.now + timedelta(seconds=seconds))

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)


@pytest.fixture
def time() -> Iterator[Time]:
    time = Time()
    yield time
    time.release()


@pytest.fixture(autouse=True)
def _ledger_is_read_anew() -> Iterator[None]:
    """A rolled back test must leave nothing remembered of its ledger."""
    content_version.forget()
    yield
    content_version.forget()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.drop_all()


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(rows: Any) -> None:
        path = tmp_path / "fixture.json"
        path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
        call_command("loaddata", path, verbosity=0)
        content_version.forget()

    return load
