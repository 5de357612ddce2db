from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path) -> Path:
    """The folder that mails go to, unless a test says otherwise."""
    settings.MAIL_URL = f"files://{tmp_path / 'mails'}"
    return tmp_path / "mails"
