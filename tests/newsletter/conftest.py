from pathlib import Path

import pytest
from pytest_django import Settings

from tests.articles.conftest import _ledger_is_read_anew, time
from tests.cms.publishing.conftest import databases

__all__ = ["_ledger_is_read_anew", "databases", "time"]


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path) -> Path:
    """The folder that this test's mails go to."""
    settings.MAIL_URL = f"files://{tmp_path / 'mails'}"
    return tmp_path / "mails"
