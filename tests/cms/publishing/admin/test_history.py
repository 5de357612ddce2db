"""The history: which revisions there are, what differs, and bringing one back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.publishing.models import Publication, Revision
from cms.publishing.publishing import publish
from cms.publishing.timeline.standings import State, standing_of
from tests.cms.publishing.makers import edit, make_label, make_note, make_published_note
from tests.notes.models import Label, Note

from .makers import LABELS, NOTES, label_form, note_form, said

pytestmark = pytest.mark.django_db


def test_it_lists_who_saved_what_and_which_is_live_and_scheduled(client: Client, chief: User) -> None:
    note = make_published_note("One")
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Two"))
    publish(note, starts_at=datetime.now(UTC) + timedelta(days=1))
    page = client.get(f"{NOTES}{note.pk}/history/").content.decode()
    assert page.count(">live</span>") == page.count(">scheduled</span>") == page.count(">latest</span>") == 1
    assert "<td>chief</td>" in page
    assert "Changed Text." in page


def test_a_long_history_costs_no_more_queries_than_a_short_one(client: Client, chief: User) -> None:
    note = make_note("0")
    url = f"{NOTES}{note.pk}/history/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(1, 60):
        edit(note, text=str(number))
        if number % 10 == 0:
            publish(note, by=chief)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert "Page 1 of 2" in response.content.decode()
    assert len(many) <= len(few) + 1
    assert client.get(url, {"p": "2"}).status_code == 200


def test_any_two_are_compared_in_words_and_marks(client: Client, chief: User) -> None:
    note = make_note("Before", lines=("A line",))
    edit(note, text="After")
    edit(note, title="Renamed")
    page = client.get(f"{NOTES}{note.pk}/compare/", {"older": 3, "newer": 1}).content.decode()
    assert "− Removed" in page
    assert "<del>Before</del>" in page
    assert "<ins>Renamed</ins>" in page
    assert "They are the same" in client.get(f"{NOTES}{note.pk}/compare/").content.decode()


def test_a_text_with_markup_is_shown_and_not_obeyed(client: Client, chief: User) -> None:
    note = make_note("<script>alert(1)</script>", title="<b>bold</b>")
    edit(note, text="<img src=x onerror=alert(2)>")
    for url in ("compare/?older=1&newer=2", "history/", "publish/", "change/", "delete/"):
        page = client.get(f"{NOTES}{note.pk}/{url}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>bold" not in page


def test_restoring_fills_the_form_and_moves_nothing_public(client: Client, chief: User) -> None:
    note = make_published_note("One")
    edit(note, text="Two")
    publish(note)
    assert "What changes in the form" in client.get(f"{NOTES}{note.pk}/restore/?revision=1").content.decode()
    response = client.post(f"{NOTES}{note.pk}/restore/", {"revision": "1"}, follow=True)
    assert "Restored revision 1 as revision 3" in said(response)
    note.refresh_from_db()
    assert (note.text, standing_of(note).live, standing_of(note).latest) == ("One", 2, 3)


def test_restoring_tells_what_could_not_come_back(client: Client, chief: User) -> None:
    label = make_label()
    note = make_note(labels=(label,))
    note.labels.clear()
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, title="Other"))
    label.delete()
    response = client.post(f"{NOTES}{note.pk}/restore/", {"revision": "1"}, follow=True)
    assert "no longer exists" in said(response)


def test_restoring_what_publishes_on_save_publishes_it(client: Client, chief: User) -> None:
    label = make_label("One")
    client.post(f"{LABELS}{label.pk}/change/", label_form(label, name="Two"))
    client.post(f"{LABELS}{label.pk}/restore/", {"revision": "1"})
    assert Label.objects.get().name == "One"
    assert standing_of(label).state == State.PUBLISHED
    assert Publication.objects.filter(entry_id=label.pk, ends_at=None).values_list("title", flat=True)[0] == "One"


def test_a_revision_of_another_entry_is_not_restored_here(client: Client, chief: User) -> None:
    note, other = make_note("Mine"), make_note("Theirs")
    edit(other, text="Theirs again")
    assert client.post(f"{NOTES}{note.pk}/restore/", {"revision": "2"}).status_code == 404
    assert Note.objects.get(pk=note.pk).text == "Mine"
    assert Revision.objects.filter(entry_id=note.pk).count() == 1
