"""Strangers get nothing, writers do not publish, and nothing moves without a POST and its token."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cms.publishing.binning import discard
from cms.publishing.publishing import publish
from cms.publishing.timeline.standings import State, standing_of
from tests.cms.publishing.makers import make_label, make_note, make_published_note
from tests.notes.models import Label, Note

from .makers import LABELS, NOTES, label_form, make_editor, note_form, said

pytestmark = pytest.mark.django_db
MOVES = ("publish", "schedule", "expire", "unschedule", "retract")
PAGES = (*MOVES, "history", "compare", "restore", "delete", "change")


def test_a_stranger_is_sent_to_the_login_and_moves_nothing(client: Client) -> None:
    note = make_published_note()
    for name in PAGES:
        for response in (client.get(f"{NOTES}{note.pk}/{name}/"), client.post(f"{NOTES}{note.pk}/{name}/")):
            assert response.status_code == 302
            assert "/login/" in response["Location"]
    assert standing_of(note).state == State.PUBLISHED


def test_staff_without_any_permission_is_refused_everywhere(client: Client) -> None:
    note = make_published_note()
    client.force_login(make_editor("nobody"))
    for name in PAGES:
        assert client.get(f"{NOTES}{note.pk}/{name}/").status_code == 403
        assert client.post(f"{NOTES}{note.pk}/{name}/").status_code == 403
    assert client.get(NOTES + "bin/").status_code == 403
    assert client.post(f"{NOTES}bin/{note.pk}/").status_code == 403
    assert Note.objects.filter(pk=note.pk).exists()


def test_a_writer_moves_no_state_and_sees_no_button_for_it(client: Client, writer: User) -> None:
    note = make_published_note()
    for name in MOVES:
        assert client.get(f"{NOTES}{note.pk}/{name}/").status_code == 403
        assert client.post(f"{NOTES}{note.pk}/{name}/").status_code == 403
    form = client.get(f"{NOTES}{note.pk}/change/").content.decode()
    for words in ("Publish…", "Schedule…", "Retract…", "Save and publish", "Move to the bin"):
        assert words not in form
    assert "History" in form
    assert "publish_selected" not in client.get(NOTES).content.decode()
    history = client.get(f"{NOTES}{note.pk}/history/").content.decode()
    assert "Publish…" not in history
    assert standing_of(note).state == State.PUBLISHED


def test_a_writer_cannot_smuggle_a_publication_into_a_save(client: Client, writer: User) -> None:
    note = make_note("Before")
    assert client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="After", _publish="1")).status_code == 403
    note.refresh_from_db()
    assert note.text == "Before"
    data = {"action": "publish_selected", "_selected_action": [str(note.pk)], "confirmed": "1"}
    client.post(NOTES, data)
    assert standing_of(note).state == State.DRAFT


def test_a_writer_edits_drafts_and_live_pages_without_publishing(client: Client, writer: User) -> None:
    note = make_published_note("Live")
    assert client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Draft")).status_code == 302
    assert standing_of(note).state == State.MODIFIED


def test_a_writer_bins_drafts_and_nothing_that_is_public(client: Client, writer: User) -> None:
    draft, live = make_note(), make_published_note()
    assert client.post(f"{NOTES}{draft.pk}/delete/").status_code == 302
    assert client.post(f"{NOTES}{live.pk}/delete/").status_code == 403
    data = {"action": "discard_selected", "_selected_action": [str(live.pk)], "confirmed": "1"}
    response = client.post(NOTES, data, follow=True)
    assert "It is public, and you may not take it down." in said(response)
    assert list(Note.objects.all()) == [live]


def test_a_writer_changes_a_label_until_something_public_shows_it(client: Client, writer: User) -> None:
    label = make_label("Before")
    url = f"{LABELS}{label.pk}/change/"
    assert client.post(url, label_form(label, name="Changed")).status_code == 302
    make_published_note(labels=(label,))
    assert client.post(url, label_form(label, name="Again")).status_code == 403
    assert client.post(f"{LABELS}{label.pk}/restore/", {"revision": 1}).status_code == 403
    label.refresh_from_db()
    assert label.name == "Changed"
    shown = client.get(url)
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()


def test_who_may_publish_changes_a_label_that_is_shown(client: Client, chief: User) -> None:
    label = make_label("Before")
    make_published_note(labels=(label,))
    assert client.post(f"{LABELS}{label.pk}/change/", label_form(label, name="After")).status_code == 302
    assert Label.objects.get().name == "After"


def test_a_publisher_who_may_not_edit_publishes_and_edits_nothing(client: Client) -> None:
    client.force_login(make_editor("publisher", "view_note", "publish_note"))
    note = make_note("Text")
    assert client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Other")).status_code == 403
    assert client.post(f"{NOTES}{note.pk}/restore/", {"revision": 1}).status_code == 403
    client.post(f"{NOTES}{note.pk}/publish/")
    assert standing_of(note).state == State.PUBLISHED


def test_nothing_moves_by_a_get_or_without_the_token(chief: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(chief)
    note = make_note()
    for name in ("publish", "delete", "restore"):
        strict.get(f"{NOTES}{note.pk}/{name}/")
        assert strict.post(f"{NOTES}{note.pk}/{name}/").status_code == 403
    assert standing_of(note).state == State.DRAFT
    publish(note)
    strict.get(f"{NOTES}{note.pk}/retract/")
    assert standing_of(note).state == State.PUBLISHED


def test_the_bin_is_emptied_of_nothing_by_a_get(client: Client, chief: User) -> None:
    note = make_note()
    discard(note)
    assert client.get(f"{NOTES}bin/{note.pk}/").status_code == 403
    assert not Note.objects.exists()
