"""What every test gets: a media folder of its own. The settings are in tests/settings.py."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """The empty folder that this test's uploads go to."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `postgres` are skipped, and say so, unless the database is PostgreSQL."""
    from django.db import connection

    if connection.vendor != "postgresql":
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: tests/servers/postgres pytest …"))
