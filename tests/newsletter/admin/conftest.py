import pytest
from django.contrib.auth.models import User
from django.test import Client

from .makers import make_editor

WRITES = [f"{act}_issue" for act in ("add", "change", "delete", "view")]


@pytest.fixture
def chief(db: None, client: Client) -> User:
    """Signed in; may write and send."""
    user = make_editor("chief", *WRITES, "send_issue")
    client.force_login(user)
    return user


@pytest.fixture
def writer(db: None, client: Client) -> User:
    """Signed in; may write, and not send."""
    user = make_editor("writer", *WRITES)
    client.force_login(user)
    return user
