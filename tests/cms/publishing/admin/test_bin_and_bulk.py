"""The bin, and acts on many at once: each entry by itself, each refusal by name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.test import Client

from cms.publishing.models import EntryRecord, Publication, Revision
from cms.publishing.publishing import publish
from cms.publishing.timeline.standings import State, standing_of
from tests.cms.publishing.makers import make_label, make_note, make_published_note
from tests.notes.models import Label, Note

from .makers import LABELS, NOTES, said

pytestmark = pytest.mark.django_db
LATER = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0)


def act_on(name: str, *entries: Any, **values: Any) -> dict[str, Any]:
    return {"action": name, "_selected_action": [str(entry.pk) for entry in entries], **values}


def states(*notes: Note) -> list[State]:
    return [standing_of(note).state for note in notes]


def test_deleting_is_the_bin_and_can_be_undone_with_its_id(client: Client, chief: User) -> None:
    note = make_published_note("Text", lines=("A line",))
    assert "Readers get “gone” at once" in client.get(f"{NOTES}{note.pk}/delete/").content.decode()
    response = client.post(f"{NOTES}{note.pk}/delete/", follow=True)
    assert "to the bin" in said(response)
    assert not Note.objects.exists()
    assert EntryRecord.objects.get(pk=note.pk).deleted_by == chief
    assert LogEntry.objects.get(action_flag=DELETION).object_id == str(note.pk)
    assert "Bin (1)" in client.get(NOTES).content.decode()
    assert note.title in client.get(NOTES + "bin/").content.decode()
    response = client.post(f"{NOTES}bin/{note.pk}/", follow=True)
    assert "is back, as a draft" in said(response)
    assert Note.objects.get().lines.get().text == "A line"
    assert standing_of(note).state == State.RETRACTED


def test_what_is_used_is_not_deleted_and_says_by_whom(client: Client, chief: User) -> None:
    label = make_label()
    make_note(title="The one that uses it", labels=(label,))
    page = client.get(f"{LABELS}{label.pk}/delete/").content.decode()
    assert "The one that uses it" in page
    assert "act-danger" not in page
    assert "It is used by “The one that uses it”" in said(client.post(f"{LABELS}{label.pk}/delete/"))
    assert Label.objects.exists()


def test_a_slug_taken_meanwhile_is_reported_when_it_comes_back(client: Client, chief: User) -> None:
    note = make_note(slug="mine")
    client.post(f"{NOTES}{note.pk}/delete/")
    make_note(slug="mine")
    response = client.post(f"{NOTES}bin/{note.pk}/", follow=True)
    assert "this one became “mine-2”" in said(response)


def test_taking_out_of_the_bin_twice_is_a_message(client: Client, chief: User) -> None:
    note = make_note()
    client.post(f"{NOTES}{note.pk}/delete/")
    client.post(f"{NOTES}bin/{note.pk}/")
    assert "It is not in the bin." in said(client.post(f"{NOTES}bin/{note.pk}/", follow=True))
    assert "not in the bin" in said(client.post(f"{NOTES}bin/00000000-0000-4000-8000-000000000000/", follow=True))


def test_an_entry_of_another_type_does_not_come_out_of_this_bin(client: Client, chief: User) -> None:
    label = make_label()
    client.post(f"{LABELS}{label.pk}/delete/", follow=True)
    assert label.name not in client.get(NOTES + "bin/").content.decode()
    client.post(f"{NOTES}bin/{label.pk}/")
    assert not Label.objects.exists()


def test_what_publishes_on_save_is_public_again_when_it_comes_back(client: Client, chief: User) -> None:
    label = make_label()
    client.post(f"{LABELS}{label.pk}/delete/")
    client.post(f"{LABELS}bin/{label.pk}/")
    assert standing_of(label).state == State.PUBLISHED


def test_the_stock_delete_is_not_offered(client: Client, chief: User) -> None:
    note = make_note()
    assert "delete_selected" not in client.get(NOTES).content.decode()
    client.post(NOTES, act_on("delete_selected", note, post="yes"))
    assert Note.objects.exists()


def test_an_act_on_many_asks_first_and_lists_them(client: Client, chief: User) -> None:
    notes = [make_note(title=f"Number {number}") for number in range(3)]
    page = client.post(NOTES, act_on("publish_selected", *notes)).content.decode()
    assert all(note.title in page for note in notes)
    assert "Publish 3" in page
    assert states(*notes) == [State.DRAFT] * 3


def test_part_of_many_may_be_refused_and_each_is_named(client: Client, chief: User) -> None:
    good, bad, pending = make_note(title="Good"), make_note("[x](note:nowhere)", title="Bad"), make_note(title="Waits")
    publish(pending, starts_at=LATER)
    response = client.post(NOTES, act_on("publish_selected", good, bad, pending, confirmed="1"), follow=True)
    assert "1 note published." in said(response)
    assert "“Bad”: The text links to note:nowhere" in said(response)
    assert "“Waits”: Revision 1 is already scheduled" in said(response)
    assert states(good, bad, pending) == [State.PUBLISHED, State.DRAFT, State.SCHEDULED]
    assert LogEntry.objects.get().get_change_message() == "Published revision 1"


def test_many_are_scheduled_set_to_expire_retracted_and_binned(client: Client, chief: User) -> None:
    notes = [make_note(), make_note()]
    moment = f"{LATER:%Y-%m-%dT%H:%M}"
    client.post(NOTES, act_on("schedule_selected", *notes, confirmed="1", starts_at=moment))
    assert states(*notes) == [State.SCHEDULED] * 2
    client.post(NOTES, act_on("retract_selected", *notes, confirmed="1"))
    assert states(*notes) == [State.DRAFT] * 2
    client.post(NOTES, act_on("publish_selected", *notes, confirmed="1"))
    client.post(NOTES, act_on("expire_selected", *notes, confirmed="1", at=moment))
    assert [standing_of(note).expires_at for note in notes] == [LATER] * 2
    client.post(NOTES, act_on("discard_selected", *notes, confirmed="1"))
    assert not Note.objects.exists()
    assert Revision.objects.filter(entry_id=notes[0].pk).exists()
    assert not Publication.objects.filter(ends_at=None).exists()


def test_a_wrong_moment_for_many_is_asked_again(client: Client, chief: User) -> None:
    note = make_note()
    act = act_on("schedule_selected", note, confirmed="1", starts_at="2001-01-01T00:00")
    page = client.post(NOTES, act).content.decode()
    assert "That moment has passed." in page
    assert note.title in page
    assert standing_of(note).state == State.DRAFT


def test_too_many_at_once_are_refused_before_anything_happens(client: Client, chief: User) -> None:
    Note.objects.bulk_create([Note(title=str(number), slug=f"n-{number}") for number in range(201)])
    data = {"action": "publish_selected", "select_across": "1", "_selected_action": [str(Note.objects.first().pk)]}  # type: ignore[union-attr]
    response = client.post(NOTES, data, follow=True)
    assert "at most 200" in said(response)
    assert not Publication.objects.exists()


def test_types_without_review_offer_only_the_bin(client: Client, chief: User) -> None:
    make_label()
    page = client.get(LABELS).content.decode()
    assert "discard_selected" in page
    assert "publish_selected" not in page
