import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from tests.cms.publishing.admin.makers import make_editor


@pytest.fixture(autouse=True)
def notes_admin(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.cms.publishing.admin.urls"


@pytest.fixture
def chief(db: None, client: Client) -> User:
    """Signed in, and may do everything."""
    user = make_editor("chief", *Permission.objects.values_list("codename", flat=True))
    client.force_login(user)
    return user
