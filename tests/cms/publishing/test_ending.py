"""Expire, unschedule, retract: each on its own, and a second time."""

import pytest

from cms.publishing.models import EntryRecord
from cms.publishing.publishing import Pending, expire, publish, retract, unschedule
from cms.publishing.reading.perspectives import as_of
from cms.publishing.refusals import Refused, TooClose

from .conftest import Time
from .makers import edit, head, intervals_of, log_of, make_note, make_published_note, seen, texts

pytestmark = [pytest.mark.django_db, pytest.mark.both]


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
