"""Publish now and publish at a moment: each on its own, and a second time."""

from datetime import timedelta
from typing import Any

import pytest

from cms.publishing.binning import discard
from cms.publishing.content_types import EntryKey
from cms.publishing.models import Publication, Revision
from cms.publishing.publishing import Pending, expire, publish, retract, unschedule
from cms.publishing.refusals import Refused, ReplacementPending, TooClose
from tests.notes.models import Note
from tests.notes.types import meanwhile

from .conftest import Time
from .makers import edit, head, intervals_of, log_of, make_note, make_published_note, seen, texts

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_note_is_public_only_once_it_is_published(time: Time) -> None:
    note = make_note("Words")
    assert seen() == {}
    publish(note)
    assert seen() == {note.slug: ("Words", (), ())}


def test_an_edit_stays_private_until_it_is_published(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="New")
    assert texts() == ["Old"]
    publish(note)
    assert texts() == ["New"]


def test_publishing_what_is_live_changes_nothing_and_logs_nothing(time: Time) -> None:
    note = make_note()
    first = publish(note)
    before = head()
    time.advance(60)
    assert publish(note).pk == first.pk
    assert publish(note, pending=Pending.CANCEL).pk == first.pk
    assert head() == before


def test_an_older_revision_can_be_made_public_again(time: Time) -> None:
    note = make_published_note("First")
    edit(note, text="Second")
    publish(note)
    publish(note, revision=Revision.objects.get(entry_id=note.pk, number=1))
    assert texts() == ["First"]


def test_a_revision_of_another_entry_is_refused(time: Time) -> None:
    note, other = make_note("Mine"), make_published_note("Theirs")
    before = head()
    with pytest.raises(Refused):
        publish(note, revision=Revision.objects.get(entry_id=other.pk))
    assert (texts(), head()) == (["Theirs"], before)


def test_what_was_never_saved_through_a_door_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="Nothing of it has been saved"):
        publish(Note.objects.create(slug="raw", title="Raw"))


def test_what_is_in_the_bin_is_not_published(time: Time) -> None:
    note = make_note()
    key = EntryKey("note", note.pk)
    discard(note)
    with pytest.raises(Refused, match="bin"):
        publish(key)
    assert head() == 0


def test_a_publication_of_a_newer_revision_is_not_undone_by_a_slower_one(time: Time) -> None:
    """Rendering happens before the lock: meanwhile somebody else may have saved and published more."""
    note = make_note("Older")

    def somebody_else() -> None:
        edit(note, text="Newer")
        publish(note)

    with meanwhile(somebody_else):
        published = publish(note)
    assert texts() == ["Newer"]
    assert published.revision.number == 2


def test_a_scheduled_note_appears_at_its_moment_without_anybody_doing_anything(time: Time) -> None:
    note = make_note("Later")
    publish(note, starts_at=time.after(60))
    before = head()
    time.advance(59.999999)
    assert texts() == []
    time.advance(0.000001)
    assert texts() == ["Later"]
    assert (head(), log_of(note)) == (before, [("published", note.slug)])


def test_a_start_that_has_passed_means_now(time: Time) -> None:
    note = make_note("Words")
    publication = publish(note, starts_at=time.after(-60))
    assert texts() == ["Words"]
    assert publication.starts_at >= time.now


def test_a_replacement_takes_over_without_a_gap(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="New")
    publish(note, starts_at=time.after(60))
    assert texts() == ["Old"]
    assert log_of(note) == [("published", note.slug), ("updated", note.slug)]
    time.advance(60)
    assert texts() == ["New"]


def test_scheduling_the_same_again_changes_nothing_and_logs_nothing(time: Time) -> None:
    note = make_note()
    first = publish(note, starts_at=time.after(60))
    before = head()
    time.advance(1)
    assert publish(note, starts_at=first.starts_at).pk == first.pk
    assert head() == before


@pytest.mark.parametrize("pending", [Pending.REFUSE, Pending.KEEP])
def test_a_second_schedule_needs_the_first_to_be_cancelled(time: Time, pending: Pending) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    before = (head(), intervals_of(note))
    with pytest.raises(ReplacementPending, match="Revision 1"):
        publish(note, starts_at=time.after(120), pending=pending)
    assert (head(), intervals_of(note)) == before


def test_a_second_schedule_replaces_the_first_when_told_to(time: Time) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    publish(note, starts_at=time.after(120), pending=Pending.CANCEL)
    assert intervals_of(note) == [(1, time.after(120), None)]
    assert log_of(note) == [("published", note.slug)]


def test_publishing_now_while_something_is_scheduled_is_refused_until_decided(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="Scheduled")
    publish(note, starts_at=time.after(60))
    edit(note, text="Now")
    with pytest.raises(ReplacementPending, match="Revision 2"):
        publish(note)
    assert texts() == ["Old"]


def test_publishing_now_can_keep_what_is_scheduled(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="Scheduled")
    publish(note, starts_at=time.after(60))
    edit(note, text="Now")
    publish(note, pending=Pending.KEEP)
    assert texts() == ["Now"]
    time.advance(60)
    assert texts() == ["Scheduled"]
    assert log_of(note) == [("published", note.slug), ("updated", note.slug), ("updated", note.slug)]


def test_publishing_now_can_cancel_what_is_scheduled(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="Scheduled")
    publish(note, starts_at=time.after(60))
    edit(note, text="Now")
    publish(note, pending=Pending.CANCEL)
    time.advance(3600)
    assert texts() == ["Now"]


def test_publishing_what_is_live_and_cancelling_the_replacement_keeps_it_live(time: Time) -> None:
    note = make_published_note("Old")
    live = Revision.objects.get(entry_id=note.pk)
    edit(note, text="Scheduled")
    publish(note, starts_at=time.after(60))
    publish(note, revision=live, pending=Pending.CANCEL)
    time.advance(3600)
    assert texts() == ["Old"]
    assert log_of(note) == [("published", note.slug)]


@pytest.mark.parametrize("seconds", [1.999999, 0.5])
def test_what_starts_this_very_second_is_not_moved(time: Time, seconds: float) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    time.advance(60 - seconds)
    before = (head(), intervals_of(note))
    for verb in (
        lambda: unschedule(note),
        lambda: retract(note),
        lambda: publish(note, pending=Pending.CANCEL),
        lambda: publish(note, pending=Pending.KEEP),
    ):
        with pytest.raises(TooClose):
            verb()
    with pytest.raises(TooClose):
        discard(note)
    assert (head(), intervals_of(note)) == before
    assert Note.objects.filter(pk=note.pk).exists()


def test_a_verb_at_the_very_moment_of_a_start_or_an_end_comes_just_after_it(time: Time) -> None:
    note = make_note("Scheduled")
    publish(note, starts_at=time.after(60))
    expire(note, at=time.after(120))
    start, end, tick = time.after(60), time.after(120), timedelta(microseconds=1)
    edit(note, text="Newer")
    time.advance(60)
    publish(note)
    assert intervals_of(note) == [(1, start, start + tick), (2, start + tick, end)]
    time.advance(60)
    publish(note)
    assert intervals_of(note)[2:] == [(2, end + tick, None)]
    assert [action for action, _ in log_of(note)] == ["published", "updated", "retracted", "published"]


def test_what_starts_two_seconds_from_now_can_still_be_cancelled(time: Time) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    time.advance(57.9)
    assert unschedule(note)


def updated_at(note: Note) -> Any:
    return Publication.objects.filter(entry_id=note.pk).latest("starts_at").updated_at


def test_going_live_for_the_first_time_is_no_update_of_an_older_text(time: Time) -> None:
    note = make_note(published_at=time.after(-86_400))
    publish(note)
    assert updated_at(note) == time.after(-86_400)


def test_a_changed_text_is_updated_when_it_goes_live(time: Time) -> None:
    note = make_note(published_at=time.after(-86_400))
    publish(note)
    edit(note, text="Changed")
    publish(note, starts_at=time.after(60))
    assert updated_at(note) == time.after(60)


@pytest.mark.parametrize("change", [{}, {"slug": "elsewhere"}], ids=["as it was", "at another slug"])
def test_what_comes_back_with_the_same_words_is_not_updated(time: Time, change: dict[str, str]) -> None:
    note = make_published_note()
    first = updated_at(note)
    time.advance(60)
    retract(note)
    time.advance(60)
    edit(note, **change)
    publish(note)
    assert updated_at(note) == first
