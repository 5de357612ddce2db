"""What is typed is kept for its editor, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.forms import buffering
from cms.forms.models import FormBuffer
from tests.cms.publishing.admin.makers import NOTES, make_editor, note_form
from tests.cms.publishing.makers import make_note

pytestmark = pytest.mark.django_db
BUFFER, OTHERS = f"{NOTES}buffer/", f"{NOTES}others/"
KEY = "0b52b3fb-9d2f-4d3c-9a5e-3f1a0d5a7c11"


def keep(client: Client, body: Any, pk: object = KEY) -> Any:
    return client.post(f"{BUFFER}?id={pk}", body, content_type="application/json")


def test_what_is_kept_comes_back_and_is_replaced_and_dropped(client: Client, chief: User) -> None:
    address = f"{BUFFER}?id={KEY}"
    assert client.get(address).json() == {"saved_at": None}
    for text in ("One", "Two"):
        assert keep(client, {"base": "token", "fields": [["text", text], ["password1", "secret"]]}).status_code == 200
    kept = client.get(address).json()
    assert (kept["base"], kept["fields"]) == ("token", [["text", "Two"]])
    assert FormBuffer.objects.count() == 1
    assert client.delete(address).status_code == 200
    assert client.get(address).json() == {"saved_at": None}


def test_nobody_reads_what_another_typed(client: Client, chief: User) -> None:
    keep(client, {"base": "", "fields": [["text", "Mine"]]})
    other = Client()
    other.force_login(make_editor("other", "change_note", "view_note"))
    assert other.get(f"{BUFFER}?id={KEY}").json() == {"saved_at": None}
    other.delete(f"{BUFFER}?id={KEY}")
    assert FormBuffer.objects.count() == 1


def test_it_takes_the_permission_to_write_such_a_thing(client: Client, db: None) -> None:
    assert client.get(f"{BUFFER}?id={KEY}").status_code == 302
    client.force_login(make_editor("reader", "view_note"))
    assert client.get(f"{BUFFER}?id={KEY}").status_code == 403
    assert keep(client, {"base": "", "fields": []}).status_code == 403


def test_what_is_no_buffer_is_refused(client: Client, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[Any] = [
        "",
        "[]",
        "{",
        "null",
        {"base": 1, "fields": []},
        {"fields": []},
        {"base": "", "fields": [["a"]]},
    ]
    bodies += [
        {"base": "", "fields": [["a", None]]},
        {"base": "", "fields": [["a", "\x00"]]},
        {"base": "", "fields": 7},
    ]
    assert {keep(client, body).status_code for body in bodies} == {400}
    assert keep(client, {"base": "", "fields": []}, pk="../x").status_code == 400
    monkeypatch.setattr("cms.forms.buffer_views.MOST_BYTES", 100)
    assert keep(client, {"base": "", "fields": [["text", "x" * 200]]}).status_code == 413
    assert not FormBuffer.objects.exists()


def test_a_buffer_goes_with_its_account_and_with_time(client: Client, chief: User, settings: Settings) -> None:
    keep(client, {"base": "", "fields": []})
    keep(client, {"base": "", "fields": []}, pk="new")
    settings.DRAFT_BUFFER_DAYS = 2
    assert buffering.oldest_overdue() is None
    FormBuffer.objects.filter(subject__endswith=":new").update(saved_at=timezone.now() - timedelta(days=3))
    assert buffering.oldest_overdue() is not None
    assert buffering.forget_old_buffers() is False
    assert FormBuffer.objects.count() == 1
    chief.delete()
    assert not FormBuffer.objects.exists()


def test_very_many_buffers_of_one_editor_lose_the_oldest(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffering, "MOST_BUFFERS", 2)
    for number in range(4):
        keep(client, {"base": "", "fields": []}, pk=number)
    assert sorted(FormBuffer.objects.values_list("subject", flat=True)) == ["notes.note:2", "notes.note:3"]


def test_an_open_page_is_told_who_saved_and_who_types(client: Client, chief: User) -> None:
    note = make_note()
    address = f"{OTHERS}?id={note.pk}&seen=1"
    assert client.get(address).json() == {"notice": ""}
    other = Client()
    other.force_login(make_editor("other", "change_note", "view_note"))
    keep(other, {"base": "", "fields": []}, pk=note.pk)
    assert client.get(address).json() == {"notice": "other is typing here, too."}
    other.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Changed"))
    assert client.get(address).json()["notice"].startswith("other saved this while you had it open.")
    assert other.get(f"{OTHERS}?id={note.pk}&seen=2").json() == {"notice": ""}
    client.force_login(make_editor("nobody"))
    assert client.get(address).status_code == 403


def test_a_page_saved_by_its_script_is_told_where_to_go(client: Client, chief: User) -> None:
    note = make_note()
    form = {**note_form(note, text="New"), "_continue": "1"}
    response = client.post(f"{NOTES}{note.pk}/change/", form, headers={"X-Form-Save": "1"})
    assert response.json() == {"location": f"{NOTES}{note.pk}/change/"}
