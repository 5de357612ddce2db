"""Deleting to the bin and back."""

import pytest

from cms.publishing.binning import discard, undelete, used_by
from cms.publishing.capturing import capture
from cms.publishing.content_types import EntryKey, key_of
from cms.publishing.models import Draft, EntryRecord, Revision
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.reading.perspectives import drafts, published
from cms.publishing.refusals import Refused, StillReferred
from tests.notes.models import Label, Line, Note

from .conftest import Time
from .makers import (
    edit,
    head,
    intervals_of,
    log_of,
    make_label,
    make_note,
    make_published_note,
    revision_numbers,
    seen,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def titles_in_the_bin() -> list[str]:
    return [record.title for record in EntryRecord.objects.filter(deleted_at__isnull=False)]


def throw_away(note: Note) -> EntryKey:
    key = key_of(note)
    discard(note)
    return key


def test_deleting_retracts_keeps_the_history_and_frees_the_slug(time: Time) -> None:
    note = make_published_note(slug="wanted", lines=("One",))
    edit(note, text="Scheduled")
    publish(note, starts_at=time.after(60))
    key = throw_away(note)
    assert not Note.objects.exists()
    assert not Line.objects.exists()
    assert not drafts().entries("note").exists()
    time.advance(3600)
    assert seen() == {}
    assert Revision.objects.filter(entry_id=key.id).count() == 2
    assert titles_in_the_bin() == [note.title]
    make_published_note(slug="wanted")
    assert seen().keys() == {"wanted"}


def test_deleting_a_draft_logs_nothing(time: Time) -> None:
    throw_away(make_note())
    assert head() == 0


def test_deleting_captures_what_was_not_captured_yet(time: Time) -> None:
    note = make_note("Old")
    Note.objects.filter(pk=note.pk).update(text="Newest words")
    undelete(throw_away(note))
    assert Note.objects.get().text == "Newest words"


def test_deleting_twice_is_refused_in_words(time: Time) -> None:
    note = make_note()
    seen_by_another = Note.objects.get(pk=note.pk)
    discard(note)
    with pytest.raises(Refused, match="deleted already"):
        discard(seen_by_another)


def test_the_deleted_comes_back_as_a_draft_with_its_id_its_rows_and_its_history(time: Time) -> None:
    label = make_label()
    note = make_published_note("Words", lines=("One", "Two"), labels=(label,))
    rows = list(Line.objects.values_list("pk", "text", "position"))
    restored = undelete(throw_away(note))
    back = Note.objects.get()
    assert (back.pk, back.created_at, back.slug, back.text) == (note.pk, note.created_at, note.slug, "Words")
    assert list(Line.objects.values_list("pk", "text", "position")) == rows
    assert list(back.labels.all()) == [label]
    assert (restored.entry, restored.dropped) == (back, ())
    assert revision_numbers(back) == [1, 2]
    assert seen() == {}
    assert [draft.slug for draft in drafts().entries("note")] == [note.slug]
    assert titles_in_the_bin() == []
    publish(back)
    assert len(seen()) == 1


def test_what_is_not_in_the_bin_is_not_taken_out_of_it(time: Time) -> None:
    note = make_note()
    with pytest.raises(Refused, match="not in the bin"):
        undelete(key_of(note))
    key = throw_away(note)
    undelete(key)
    with pytest.raises(Refused, match="not in the bin"):
        undelete(key)
    with pytest.raises(Refused, match="not in the bin"):
        undelete(EntryKey("note", Revision.objects.get(number=1).entry_id))


def test_an_unknown_entry_is_not_in_the_bin() -> None:
    import uuid

    with pytest.raises(Refused, match="not in the bin"):
        undelete(EntryKey("note", uuid.uuid4()))
    assert not EntryRecord.objects.exists()


def test_a_slug_taken_meanwhile_is_changed_and_said(time: Time) -> None:
    key = throw_away(make_note(slug="wanted"))
    make_note(slug="wanted")
    restored = undelete(key)
    assert restored.entry.slug == "wanted-2"
    assert "“wanted” is used by another entry" in restored.dropped[0]


def test_what_a_working_copy_refers_to_is_not_deleted_from_under_it(time: Time) -> None:
    label = make_label()
    make_note(title="User", labels=(label,))
    with pytest.raises(StillReferred, match="“User”"):
        discard(label)
    assert Label.objects.filter(pk=label.pk).exists()


def test_what_a_working_copy_without_a_rendering_refers_to_is_not_deleted_either(time: Time) -> None:
    label = make_label()
    note = make_note("BOOM", title="User", labels=(label,))
    assert not Draft.objects.filter(entry_id=note.pk).exists()
    with pytest.raises(StillReferred, match="“User”"):
        discard(label)
    assert list(note.labels.all()) == [label]


def test_what_an_inline_row_refers_to_is_not_deleted(time: Time) -> None:
    label, note = make_label(), make_note("BOOM", title="User", lines=("Row",))
    Line.objects.update(label=label)
    with pytest.raises(StillReferred, match="Row"):
        discard(label)
    capture(note)


def test_what_only_the_public_or_the_schedule_refers_to_is_not_deleted(time: Time) -> None:
    label = make_label()
    live = make_published_note(title="Live", labels=(label,))
    coming = make_note(title="Coming", labels=(label,))
    publish(coming, starts_at=time.after(60))
    for note in (live, coming):
        note.labels.clear()
        capture(note)
    assert used_by(key_of(label)) == ["Coming", "Live"]
    with pytest.raises(StillReferred, match="“Coming”, “Live”"):
        discard(label)
    retract(live)
    retract(coming)
    discard(label)


def test_a_reference_that_expired_holds_nothing_back(time: Time) -> None:
    label = make_label()
    note = make_published_note(labels=(label,))
    expire(note, at=time.after(60))
    note.labels.clear()
    capture(note)
    time.advance(60)
    discard(label)


def test_more_users_than_a_sentence_holds_are_counted(time: Time) -> None:
    label = make_label()
    for number in range(7):
        make_note(title=f"User {number}", labels=(label,))
    with pytest.raises(StillReferred, match="“User 4” and 2 more"):
        discard(label)


def test_a_link_to_itself_holds_nothing_back(time: Time) -> None:
    note = make_note("See (note:me).", slug="me")
    capture(note)
    publish(note)
    discard(note)
    assert log_of(note) == [("published", "me"), ("retracted", "me")]


def test_a_label_only_used_by_the_deleted_is_in_no_list(time: Time) -> None:
    label = make_label()
    note = make_published_note(labels=(label,))
    discard(note)
    assert not published().entries("label").exists()
    assert len(intervals_of(label)) == 1
