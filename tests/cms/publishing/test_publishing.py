"""Publish, schedule, expire, unschedule, retract: each on its own, and a second time."""

import pytest

from cms.publishing.binning import discard
from cms.publishing.capturing import capture
from cms.publishing.errors import CannotRender, NotPublishable, Refused, ReplacementPending, SlugTaken, TooClose
from cms.publishing.models import Draft, EntryRecord, Publication, Revision
from cms.publishing.perspectives import as_of
from cms.publishing.publishing import Pending, expire, publish, retract, unschedule
from cms.publishing.registry import EntryKey
from tests.notes.models import Note
from tests.notes.registration import meanwhile

from .conftest import Time
from .makers import edit, head, intervals_of, log_of, make_label, make_note, make_published_note, seen

pytestmark = pytest.mark.django_db


def texts() -> list[str]:
    return [text for text, _, _ in seen().values()]


def obstacles_of(note: Note) -> list[str]:
    with pytest.raises(NotPublishable) as refusal:
        publish(note)
    return [obstacle.field for obstacle in refusal.value.obstacles]


# ---------------------------------------------------------------------- publish
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


# ---------------------------------------------------------------------- schedule
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


def test_what_starts_two_seconds_from_now_can_still_be_cancelled(time: Time) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    time.advance(57.9)
    assert unschedule(note)


# ---------------------------------------------------------------------- expire
def test_an_expired_note_is_gone_at_its_moment_without_anybody_doing_anything(time: Time) -> None:
    note = make_published_note()
    expire(note, at=time.after(60))
    assert len(texts()) == 1
    assert log_of(note) == [("published", note.slug), ("retracted", note.slug)]
    time.advance(60)
    assert texts() == []


def test_setting_the_same_expiry_again_logs_nothing(time: Time) -> None:
    note = make_published_note()
    expire(note, at=None)
    expire(note, at=time.after(60))
    before = head()
    expire(note, at=time.after(60))
    assert head() == before == 2


def test_an_expiry_can_be_moved_and_cleared(time: Time) -> None:
    note = make_published_note()
    expire(note, at=time.after(60))
    expire(note, at=time.after(90))
    assert [end for _, _, end in intervals_of(note)] == [time.after(90)]
    expire(note, at=None)
    assert [end for _, _, end in intervals_of(note)] == [None]
    assert log_of(note) == [("published", note.slug)]


@pytest.mark.parametrize("seconds", [0, -1, -3600])
def test_an_expiry_in_the_past_is_refused(time: Time, seconds: float) -> None:
    note = make_published_note()
    with pytest.raises(Refused, match="passed"):
        expire(note, at=time.after(seconds))
    assert len(texts()) == 1


def test_an_expiry_needs_something_public(time: Time) -> None:
    note = make_note()
    with pytest.raises(Refused, match="nothing to expire"):
        expire(note, at=time.after(60))
    assert head() == 0


def test_an_expiry_before_the_scheduled_start_is_refused_and_a_start_after_the_expiry_too(time: Time) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    for seconds in (30, 60):
        with pytest.raises(Refused, match="later than that"):
            expire(note, at=time.after(seconds))
    expire(note, at=time.after(90))
    for seconds in (90, 120):
        with pytest.raises(Refused, match="expires before"):
            publish(note, starts_at=time.after(seconds), pending=Pending.CANCEL)
    assert intervals_of(note) == [(1, time.after(60), time.after(90))]


def test_an_expiry_of_this_very_second_is_not_moved(time: Time) -> None:
    note = make_published_note()
    expire(note, at=time.after(60))
    time.advance(59)
    for at in (None, time.after(600)):
        with pytest.raises(TooClose):
            expire(note, at=at)


def test_publishing_now_inherits_the_expiry(time: Time) -> None:
    note = make_published_note("Old")
    expire(note, at=time.after(60))
    edit(note, text="New")
    publish(note)
    assert texts() == ["New"]
    time.advance(60)
    assert texts() == []


def test_an_expiry_outlives_a_replacement_that_is_cancelled(time: Time) -> None:
    note = make_published_note("Old")
    expire(note, at=time.after(60))
    edit(note, text="New")
    publish(note, starts_at=time.after(30))
    assert unschedule(note)
    assert [end for _, _, end in intervals_of(note)] == [time.after(60)]
    assert log_of(note) == [("published", note.slug), ("retracted", note.slug)]


def test_an_expiry_that_has_passed_is_forgotten_by_the_next_publish(time: Time) -> None:
    note = make_published_note()
    expire(note, at=time.after(60))
    time.advance(120)
    publish(note)
    time.advance(3600)
    assert len(texts()) == 1
    assert EntryRecord.objects.get(pk=note.pk).expires_at is None


def test_an_expiry_that_has_passed_is_forgotten_by_the_next_schedule(time: Time) -> None:
    note = make_published_note()
    expire(note, at=time.after(60))
    time.advance(120)
    publish(note, starts_at=time.after(60))
    time.advance(3600)
    assert len(texts()) == 1


# ---------------------------------------------------------------------- unschedule, retract
def test_cancelling_a_schedule_restores_what_was(time: Time) -> None:
    note = make_published_note("Old")
    edit(note, text="New")
    publish(note, starts_at=time.after(60))
    assert unschedule(note)
    before = head()
    assert not unschedule(note)
    assert head() == before
    time.advance(3600)
    assert texts() == ["Old"]
    assert log_of(note) == [("published", note.slug)]


def test_a_cancelled_first_schedule_leaves_nothing_behind(time: Time) -> None:
    note = make_note()
    publish(note, starts_at=time.after(60))
    unschedule(note)
    assert (intervals_of(note), log_of(note)) == ([], [])


def test_retracting_takes_it_down_at_once_and_a_second_time_logs_nothing(time: Time) -> None:
    note = make_published_note()
    assert retract(note)
    before = head()
    assert not retract(note)
    assert (texts(), head()) == ([], before)
    assert log_of(note) == [("published", note.slug), ("retracted", note.slug)]


def test_retracting_cancels_the_schedule_and_the_expiry(time: Time) -> None:
    note = make_published_note()
    edit(note, text="New")
    publish(note, starts_at=time.after(60))
    expire(note, at=time.after(120))
    retract(note)
    publish(note)
    time.advance(3600)
    assert texts() == ["New"]


def test_what_was_retracted_keeps_its_publication_date_when_published_again(time: Time) -> None:
    note = make_note()
    first = publish(note)
    retract(note)
    time.advance(3600)
    again = publish(note)
    assert again.published_at == first.published_at
    assert again.starts_at > first.starts_at


def test_the_past_still_shows_what_was_retracted(time: Time) -> None:
    note = make_published_note("Once")
    time.advance(60)
    retract(note)
    time.advance(3600)
    make_published_note("Sweeps")
    assert list(seen(as_of(time.after(-3630))).values()) == [("Once", (), ())]


# ---------------------------------------------------------------------- slugs
@pytest.mark.parametrize("slug", ["New", "UPPER", "two words", "dot.dot", "slash/slash", "", "ünlaut", "new"])
def test_a_malformed_or_reserved_slug_is_refused(slug: str) -> None:
    assert obstacles_of(make_note(slug=slug)) == ["slug"]
    assert seen() == {}


def test_a_slug_of_something_live_is_refused_and_nothing_is_changed(time: Time) -> None:
    other = make_published_note("Other", slug="taken")
    edit(other, slug="moved")
    note = make_note("Mine", slug="taken")
    before = head()
    with pytest.raises(SlugTaken, match="taken"):
        publish(note)
    assert (head(), texts(), intervals_of(note)) == (before, ["Other"], [])
    publish(other)
    publish(note)
    assert set(seen()) == {"moved", "taken"}


def test_a_slug_that_will_be_taken_in_the_future_is_refused_unless_it_is_free_again_by_then(time: Time) -> None:
    other = make_note(slug="taken")
    publish(other, starts_at=time.after(60))
    edit(other, slug="moved")
    note = make_note(slug="taken")
    with pytest.raises(SlugTaken):
        publish(note)
    with pytest.raises(SlugTaken):
        publish(note, starts_at=time.after(30))
    expire(other, at=time.after(120))
    with pytest.raises(SlugTaken):
        publish(note, starts_at=time.after(119))
    publish(note, starts_at=time.after(120))
    time.advance(119)
    assert seen().keys() == {"taken"}
    time.advance(1)
    assert seen().keys() == {"taken"}


def make_rivals(time: Time) -> tuple[Note, Note]:
    """One that leaves the slug `taken` in a minute, and one that takes it over then."""
    leaving = make_published_note(slug="taken")
    edit(leaving, slug="moved")
    publish(leaving, starts_at=time.after(60))
    taking = make_note(slug="taken")
    publish(taking, starts_at=time.after(60))
    return leaving, taking


def test_a_schedule_is_not_cancelled_while_another_entry_counts_on_its_slug(time: Time) -> None:
    leaving, _ = make_rivals(time)
    before = (head(), intervals_of(leaving))
    with pytest.raises(SlugTaken):
        unschedule(leaving)
    assert (head(), intervals_of(leaving)) == before


def test_an_expiry_is_not_cleared_while_another_entry_counts_on_its_slug(time: Time) -> None:
    leaving = make_published_note(slug="taken")
    expire(leaving, at=time.after(60))
    edit(leaving, slug="moved")
    taking = make_note(slug="taken")
    publish(taking, starts_at=time.after(60))
    for at in (None, time.after(61)):
        with pytest.raises(SlugTaken):
            expire(leaving, at=at)
    expire(leaving, at=time.after(59))


def test_the_same_slug_in_another_type_is_no_matter(time: Time) -> None:
    make_label("Label", slug="shared")
    make_published_note(slug="shared")
    assert set(seen()) == {"shared"}


# ---------------------------------------------------------------------- what keeps it from being published
def test_all_obstacles_are_said_at_once() -> None:
    note = make_note("See (note:nowhere).", slug="New", title="")
    assert obstacles_of(note) == ["slug", "", "title"]


def test_a_publication_date_in_the_past_is_the_date_of_the_page(time: Time) -> None:
    note = make_note(published_at=time.after(-86_400))
    assert publish(note).published_at == time.after(-86_400)


def test_a_publication_date_after_the_moment_it_goes_live_is_refused(time: Time) -> None:
    note = make_note(published_at=time.after(60))
    assert obstacles_of(note) == ["published_at"]
    with pytest.raises(NotPublishable):
        publish(note, starts_at=time.after(59))
    assert (head(), intervals_of(note)) == (0, [])
    publish(note, starts_at=time.after(60))


def test_a_dead_link_is_refused_by_name_and_a_live_one_is_a_reference(time: Time) -> None:
    note = make_note("See (note:nowhere).")
    with pytest.raises(NotPublishable, match="note:nowhere"):
        publish(note)
    target = make_note(slug="nowhere")
    capture(note)
    publication = publish(note)
    assert list(publication.references.values_list("kind", "target_id")) == [("link", target.pk)]


def test_an_older_revision_that_refers_to_a_deleted_entry_is_refused(time: Time) -> None:
    label = make_label()
    note = make_note(labels=(label,))
    note.labels.clear()
    capture(note)
    discard(label)
    with pytest.raises(NotPublishable, match="a label that was deleted"):
        publish(note, revision=Revision.objects.get(entry_id=note.pk, number=1))


def test_what_cannot_be_rendered_is_captured_but_has_no_draft_and_is_not_published(time: Time) -> None:
    note = make_published_note("Fine")
    before = head()
    edit(note, text="BOOM")
    record = EntryRecord.objects.select_related("latest").get(pk=note.pk)
    assert record.obstacle == "This text takes too long to render."
    assert record.latest
    assert record.latest.number == 2
    assert not Draft.objects.filter(entry_id=note.pk).exists()
    with pytest.raises(CannotRender):
        publish(note)
    assert (texts(), head()) == (["Fine"], before)
    edit(note, text="Fine again")
    assert EntryRecord.objects.get(pk=note.pk).obstacle == ""
    assert Draft.objects.filter(entry_id=note.pk).exists()


def test_a_publication_names_who_published_it(time: Time, admin_user: object) -> None:
    publication = publish(make_note(), by=admin_user)  # type: ignore[arg-type]
    assert Publication.objects.get(pk=publication.pk).published_by == admin_user
