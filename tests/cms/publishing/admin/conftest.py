from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from cms.publishing.timeline import content_version

from .makers import make_editor


@pytest.fixture(autouse=True)
def notes_admin(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.cms.publishing.admin.urls"


@pytest.fixture
def chief(db: None, client: Client) -> User:
    """Signed in, and may do everything."""
    user = make_editor("chief", *Permission.objects.values_list("codename", flat=True))
    client.force_login(user)
    return user


@pytest.fixture
def writer(db: None, client: Client) -> User:
    """Signed in; may add, change and delete, and may not publish."""
    may = [f"{act}_{noun}" for act in ("add", "change", "delete", "view") for noun in ("note", "label")]
    user = make_editor("writer", *may)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _ledger_is_read_anew() -> Iterator[None]:
    """A rolled back test must leave nothing remembered of its ledger."""
    content_version.forget()
    yield
    content_version.forget()
