"""What the processes of test_slow_saves do: one saves a note that is slow to render, others write meanwhile."""

import time
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client, override_settings

from newsletter.models import ConsentText, Newsletter
from tests.newsletter.consent.calling import signup
from tests.notes.models import Note
from tests.notes.types import meanwhile

from .makers import NOTES, note_form

PATIENCE_SECONDS = 120.0


def prepare() -> None:
    User.objects.create_superuser("chief")
    newsletter = Newsletter.objects.create(name="Weekly", slug="weekly")
    ConsentText.objects.get_or_create(newsletter=newsletter, version=1, defaults={"text": "I agree."})


def save(slug: str, barrier: str = "") -> int:
    """The status of a save in the admin; with a barrier, it goes on rendering until `go-on` is in that folder."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    with override_settings(ROOT_URLCONF="tests.cms.publishing.admin.urls"):
        if not barrier:
            return client.post(NOTES + "add/", note_form(slug=slug)).status_code
        with meanwhile(lambda: _hold(Path(barrier))):
            return client.post(NOTES + "add/", note_form(slug=slug)).status_code


def sign_up() -> int:
    with override_settings(ALLOWED_HOSTS=["*"]):
        return int(signup(Newsletter.objects.get()).status_code)


def slugs() -> list[Any]:
    return list(Note.objects.order_by("slug").values_list("slug", flat=True))


def _hold(folder: Path) -> None:
    (folder / "is-rendering").touch()
    wait_for(folder / "go-on")


def wait_for(path: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} never came"
        time.sleep(0.02)
