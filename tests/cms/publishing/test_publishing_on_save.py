"""Types without review: a save publishes, in the interval that the row asks for."""

from datetime import timedelta

import pytest

from cms.publishing.models import EntryRecord
from cms.publishing.publishing import Pending, publish, publish_on_save
from cms.publishing.reading.perspectives import published
from cms.publishing.refusals import NotPublishable, Refused, SlugTaken, TooClose
from tests.notes.models import Label

from .conftest import Time
from .makers import head, intervals_of, log_of, make_label, make_published_note, revision_numbers, save_label, seen

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    """The labels that lists of the public show."""
    return list(published().entries("label").order_by("title").values_list("title", flat=True))


def make_used_label(name: str = "Label", **fields: object) -> Label:
    label = make_label(name, **fields)
    make_published_note(labels=(label,))
    return label


def test_a_save_publishes(time: Time) -> None:
    label = make_used_label("Old")
    save_label(label, name="New")
    assert names() == ["New"]
    assert log_of(label) == [("published", label.slug), ("updated", label.slug)]


def test_a_renamed_label_shows_everywhere_at_once(time: Time) -> None:
    label = make_label("Old")
    notes = [make_published_note(labels=(label,)) for _ in range(3)]
    save_label(label, name="New")
    assert {slug: labels for slug, (_, _, labels) in seen().items()} == {note.slug: ("New",) for note in notes}


def test_an_unchanged_save_makes_no_revision_and_logs_nothing(time: Time) -> None:
    for label in (make_label(), make_label(starts_at=time.after(60)), make_label(ends_at=time.after(60))):
        before = (head(), intervals_of(label))
        time.advance(1)
        publish_on_save(label)
        assert (head(), intervals_of(label)) == before
        assert revision_numbers(label) == [1]


def test_a_label_lives_from_its_start_to_its_end(time: Time) -> None:
    label = make_used_label(starts_at=time.after(60), ends_at=time.after(120))
    assert names() == []
    time.advance(60)
    assert names() == ["Label"]
    time.advance(60)
    assert names() == []
    assert log_of(label) == [("published", label.slug), ("retracted", label.slug)]


def test_an_unchanged_save_after_the_end_logs_nothing(time: Time) -> None:
    label = make_used_label(ends_at=time.after(60))
    time.advance(120)
    before = head()
    publish_on_save(label)
    assert (names(), head()) == ([], before)


def test_a_label_that_is_over_before_it_is_saved_is_never_public(time: Time) -> None:
    label = make_used_label(starts_at=time.after(-120), ends_at=time.after(-60))
    assert intervals_of(label) == []


def test_an_end_in_the_past_takes_a_live_label_down(time: Time) -> None:
    label = make_used_label()
    save_label(label, ends_at=time.after(-60))
    assert names() == []
    assert log_of(label) == [("published", label.slug), ("retracted", label.slug)]


def test_an_end_can_be_moved_and_cleared_also_after_it_has_passed(time: Time) -> None:
    label = make_used_label(ends_at=time.after(60))
    save_label(label, ends_at=time.after(90))
    time.advance(60)
    assert names() == ["Label"]
    time.advance(60)
    assert names() == []
    save_label(label, ends_at=None)
    time.advance(3600)
    assert names() == ["Label"]
    assert EntryRecord.objects.get(pk=label.pk).expires_at is None


def test_a_start_moved_ahead_hides_a_live_label_until_then(time: Time) -> None:
    label = make_used_label()
    save_label(label, starts_at=time.after(60))
    assert names() == []
    time.advance(60)
    assert names() == ["Label"]


def test_a_start_moved_back_or_cleared_shows_it_at_once(time: Time) -> None:
    label = make_used_label(starts_at=time.after(60))
    save_label(label, starts_at=time.after(30))
    assert [start for _, start, _ in intervals_of(label)] == [time.after(30)]
    save_label(label, starts_at=None)
    assert names() == ["Label"]


def test_a_start_of_this_very_second_is_not_moved_and_nothing_is_captured(time: Time) -> None:
    label = make_used_label(starts_at=time.after(60))
    time.advance(59)
    before = (head(), intervals_of(label))
    with pytest.raises(TooClose):
        save_label(label, starts_at=time.after(600))
    assert (head(), intervals_of(label), revision_numbers(label)) == (*before, [1])


def test_an_end_of_this_very_second_is_not_moved(time: Time) -> None:
    label = make_used_label(ends_at=time.after(60))
    time.advance(59)
    before = (head(), intervals_of(label))
    for ends_at in (None, time.after(600)):
        with pytest.raises(TooClose):
            save_label(label, ends_at=ends_at)
    assert (head(), intervals_of(label)) == before


@pytest.mark.parametrize("start", [60, -120])
def test_an_end_that_is_not_after_the_start_is_refused_and_nothing_is_captured(time: Time, start: float) -> None:
    label = make_used_label()
    before = (head(), intervals_of(label))
    for length in (0, -1):
        with pytest.raises(NotPublishable, match="end"):
            save_label(label, starts_at=time.after(start), ends_at=time.after(start) + timedelta(seconds=length))
    assert (head(), intervals_of(label), revision_numbers(label)) == (*before, [1])


def test_a_save_replaces_what_was_scheduled_otherwise(time: Time) -> None:
    label = make_used_label("Now")
    Label.objects.filter(pk=label.pk).update(name="Then")
    label.refresh_from_db()
    publish_on_save(label)
    publish(label, starts_at=time.after(60), pending=Pending.CANCEL)
    save_label(label, name="Again")
    assert [number for number, _, _ in intervals_of(label)] == [1, 2, 3]
    time.advance(3600)
    assert names() == ["Again"]


def test_a_taken_slug_is_refused_and_nothing_is_captured(time: Time) -> None:
    other = make_label("Other", slug="taken")
    Label.objects.filter(pk=other.pk).update(slug="moved behind the doors")
    label = make_label("Mine")
    before = head()
    with pytest.raises(SlugTaken):
        save_label(label, slug="taken")
    assert (head(), revision_numbers(label)) == (before, [1])


def test_a_malformed_slug_is_refused_and_nothing_is_captured(time: Time) -> None:
    label = make_label()
    with pytest.raises(Refused):
        save_label(label, slug="Not A Slug")
    assert revision_numbers(label) == [1]
