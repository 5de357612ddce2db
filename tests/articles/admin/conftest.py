import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def chief(db: None, client: Client) -> User:
    """Signed in, and may do everything."""
    user = User.objects.create_superuser("chief")
    client.force_login(user)
    return user
