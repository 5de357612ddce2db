"""A database that is busy, full or away: the admin says so, and keeps what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from tests.cms.publishing.makers import make_note
from tests.notes.models import Note

from .makers import NOTES, errors, note_form

pytestmark = pytest.mark.django_db
BUSY, FULL, AWAY = "database is locked", "database or disk is full", "could not connect to server"


@contextmanager
def failing(reason: str, *beginnings: str) -> Iterator[None]:
    """Statements that begin so fail."""

    def fail(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith(beginnings):
            raise OperationalError(reason)
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize("reason", [BUSY, FULL])
def test_a_form_that_cannot_be_saved_is_shown_again(client: Client, chief: User, reason: str) -> None:
    note = make_note("Old")
    with failing(reason, "INSERT", "UPDATE"):
        response = client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Typed words"))
    assert response.status_code == 503
    assert "Typed words" in response.content.decode()
    assert ("busy" if reason == BUSY else "disk is full") in errors(response)
    assert Note.objects.get().text == "Old"


def test_a_page_of_one_act_says_it_and_can_be_sent_again(client: Client, chief: User) -> None:
    note = make_note()
    with failing(BUSY, "INSERT", "UPDATE"):
        response = client.post(f"{NOTES}{note.pk}/publish/", {"revision": "1"})
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "busy" in page
    assert f'action="{NOTES}{note.pk}/publish/"' in page
    assert '<input type="hidden" name="revision" value="1">' in page


def test_with_no_database_at_all_what_was_typed_stands_in_a_form_of_its_own(client: Client, chief: User) -> None:
    with failing(AWAY, "SELECT", "INSERT", "UPDATE", "SAVEPOINT"):
        response = client.post(NOTES + "add/", note_form(text="<b>Typed</b>\nwords"))
        shown = client.get(NOTES)
    assert response.status_code == shown.status_code == 503
    page = response.content.decode()
    assert "does not answer" in page
    assert "\n&lt;b&gt;Typed&lt;/b&gt;\nwords</textarea>" in page
    assert "<form" not in shown.content.decode()


def test_another_form_of_the_admin_keeps_what_was_typed_but_no_password(
    client: Client, admin_user: User, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "cms.urls"
    client.force_login(admin_user)
    with failing(BUSY, "INSERT", "UPDATE"):
        group = client.post("/admin/auth/group/add/", {"name": "Proof-readers"})
        user = client.post(
            "/admin/auth/user/add/", {"username": "new", "password1": "secret-1", "password2": "secret-1"}
        )
    assert group.status_code == user.status_code == 503
    assert 'name="name" value="Proof-readers"' in group.content.decode()
    assert "secret-1" not in user.content.decode()


def test_a_session_that_cannot_be_stored_is_said_on_a_page(client: Client, chief: User, settings: Settings) -> None:
    settings.ROOT_URLCONF = "cms.urls"
    chief.set_password("right")
    chief.save()
    client.logout()
    client.raise_request_exception = False
    with failing(FULL, "INSERT"):
        response = client.post("/admin/login/", {"username": "chief", "password": "right"})
    assert response.status_code == 503
    assert "disk is full" in response.content.decode()


def test_what_was_saved_and_could_not_be_published_is_said(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any) -> Any:
        raise OperationalError(AWAY)

    monkeypatch.setattr("cms.publishing.admin.entry_form.saving.publish_saved", away)
    response = client.post(NOTES + "add/", note_form(_publish="1"), follow=True)
    assert "Saved, but not published" in response.content.decode()
    assert Note.objects.count() == 1
