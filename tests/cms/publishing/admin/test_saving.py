"""Saving: one revision an act, all of it or nothing, and nothing that was typed is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.test import Client

from cms.publishing.models import Publication, Revision
from cms.publishing.timeline.standings import State, standing_of
from tests.cms.publishing.makers import make_label, make_note, make_published_note
from tests.notes.models import Label, Line, Note

from .makers import LABELS, NOTES, errors, label_form, line_form, note_form, said

pytestmark = pytest.mark.django_db


def source_of_latest(note: Note) -> dict[str, Any]:
    latest = Revision.objects.filter(entry_id=note.pk).order_by("number").last()
    assert latest
    return dict(orjson.loads(latest.source))


def test_a_save_makes_exactly_one_revision_with_fields_rows_and_sets(client: Client, chief: User) -> None:
    label = make_label()
    form = note_form(labels=[str(label.pk)], **line_form(0, "First"), **line_form(1, "Second"))
    response = client.post(NOTES + "add/", {**form, "lines-TOTAL_FORMS": 2})
    assert response.status_code == 302
    note = Note.objects.get()
    revision = Revision.objects.get(entry_id=note.pk)
    source = source_of_latest(note)
    assert revision.created_by == chief
    assert source["title"] == "A title"
    assert source["labels"] == [str(label.pk)]
    assert [line["text"] for line in source["lines"]] == ["First", "Second"]
    assert not Publication.objects.filter(entry_id=note.pk).exists()


def test_saving_unchanged_makes_no_revision(client: Client, chief: User) -> None:
    note = make_note("  indented\nand more\n", lines=("One", "Two"))
    assert client.post(f"{NOTES}{note.pk}/change/", note_form(note)).status_code == 302
    assert Revision.objects.filter(entry_id=note.pk).count() == 1


def test_line_ends_of_a_browser_are_no_change(client: Client, chief: User) -> None:
    note = make_note("One\n\nTwo")
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="One\r\n\r\nTwo"))
    assert Revision.objects.filter(entry_id=note.pk).count() == 1


def test_an_edit_of_a_live_page_moves_nothing_public(client: Client, chief: User) -> None:
    note = make_published_note("Live words")
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Draft words"))
    assert standing_of(note).state == State.MODIFIED
    assert "Live words" in Publication.objects.get(entry_id=note.pk).document


def test_save_and_publish_publishes_what_was_typed(client: Client, chief: User) -> None:
    note = make_published_note("Old")
    response = client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="New", _publish="1"), follow=True)
    assert "Published revision 2" in said(response)
    assert standing_of(note).state == State.PUBLISHED
    assert Publication.objects.filter(entry_id=note.pk, ends_at=None, document__contains="New").exists()


def test_save_and_publish_of_a_new_entry(client: Client, chief: User) -> None:
    client.post(NOTES + "add/", note_form(_publish="1"))
    assert standing_of(Note.objects.get()).state == State.PUBLISHED


def test_save_and_publish_with_an_obstacle_saves_the_draft_and_says_what_is_missing(
    client: Client, chief: User
) -> None:
    note = make_note()
    form = note_form(note, text="See [it](note:nowhere)", _publish="1")
    response = client.post(f"{NOTES}{note.pk}/change/", form, follow=True)
    assert "not published" in said(response)
    assert "note:nowhere, which does not exist" in said(response)
    note.refresh_from_db()
    assert note.text == "See [it](note:nowhere)"
    assert standing_of(note).state == State.DRAFT


def test_save_and_publish_asks_when_a_replacement_is_pending(client: Client, chief: User) -> None:
    note = make_published_note("Live")
    soon = datetime.now(UTC) + timedelta(days=1)
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Later"))
    client.post(f"{NOTES}{note.pk}/schedule/", {"starts_at": f"{soon:%Y-%m-%dT%H:%M}", "revision": "2"})
    response = client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="Now", _publish="1"))
    assert response["Location"] == f"{NOTES}{note.pk}/publish/"
    assert standing_of(note).live == 1


def test_a_text_that_cannot_be_shown_is_refused_and_kept_in_the_form(client: Client, chief: User) -> None:
    note = make_note("Fine")
    response = client.post(f"{NOTES}{note.pk}/change/", note_form(note, text="BOOM", title="Typed"))
    assert response.status_code == 200
    assert "takes too long to render" in errors(response)
    assert b"BOOM" in response.content
    assert b'value="Typed"' in response.content
    note.refresh_from_db()
    assert (note.text, note.title) == ("Fine", note.title)
    assert Revision.objects.filter(entry_id=note.pk).count() == 1


def test_a_refused_new_entry_leaves_nothing_behind(client: Client, chief: User) -> None:
    response = client.post(NOTES + "add/", {**note_form(text="BOOM"), **line_form(0, "A line"), "lines-TOTAL_FORMS": 1})
    assert response.status_code == 200
    assert (Note.objects.count(), Line.objects.count(), Revision.objects.count()) == (0, 0, 0)
    assert b"A line" in response.content


def test_a_type_without_review_is_public_with_the_save(client: Client, chief: User) -> None:
    client.post(LABELS + "add/", label_form())
    assert Publication.objects.get(entry_id=Label.objects.get().pk).title == "A label"


def test_a_refusal_of_publish_on_save_keeps_the_input_and_saves_nothing(client: Client, chief: User) -> None:
    label = make_label("First", slug="first")
    client.post(f"{LABELS}{label.pk}/change/", label_form(label, slug="second"))
    client.post(f"{LABELS}{label.pk}/delete/")
    taken = make_label("Taker", slug="second")
    soon = datetime.now(UTC) + timedelta(days=1)
    other = make_label("Other", slug="third", starts_at=soon)
    Label.objects.filter(pk=taken.pk).update(slug="fourth")
    form = label_form(other, slug="second", name="Typed", starts_at_0=f"{soon:%Y-%m-%d}", starts_at_1="00:00")
    response = client.post(f"{LABELS}{other.pk}/change/", form)
    assert response.status_code == 200
    assert "“Taker” is public" in errors(response)
    assert b'value="Typed"' in response.content
    other.refresh_from_db()
    assert (other.slug, other.name) == ("third", "Other")
    assert Revision.objects.filter(entry_id=other.pk).count() == 1


def test_rows_left_without_a_number_come_last_in_the_order_of_the_form(client: Client, chief: User) -> None:
    note = make_note(lines=("One", "Two"))
    form = note_form(note, **line_form(2, "Three"), **line_form(3, "Four"))
    client.post(f"{NOTES}{note.pk}/change/", {**form, "lines-TOTAL_FORMS": 4})
    assert list(note.lines.values_list("text", "position")) == [("One", 0), ("Two", 1), ("Three", 2), ("Four", 3)]


def test_a_row_moved_to_a_taken_number_goes_before_when_moved_up_and_after_when_moved_down(
    client: Client, chief: User
) -> None:
    note = make_note(lines=("A", "B", "C"))
    of = dict(note.lines.values_list("text", "pk"))
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, **{f"lines-{of['C']}-position": 0}))
    assert list(note.lines.values_list("text", flat=True)) == ["C", "A", "B"]
    client.post(f"{NOTES}{note.pk}/change/", note_form(note, **{f"lines-{of['C']}-position": 3}))
    assert list(note.lines.values_list("text", flat=True)) == ["A", "B", "C"]
