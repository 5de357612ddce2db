"""The content version: what changes it, what does not, and what it costs."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytest_django import DjangoAssertNumQueries

from cms.publishing.binning import discard
from cms.publishing.capturing import capture
from cms.publishing.models import Change, Ledger, Publication
from cms.publishing.publishing import Pending, expire, publish, retract, unschedule
from cms.publishing.republishing import republish
from cms.publishing.timeline import content_version
from cms.publishing.timeline.content_version import current_version, next_change_after
from tests.cms.publishing.conftest import Time
from tests.cms.publishing.makers import edit, make_label, make_note, make_published_note, save_label, seen
from tests.notes.models import Note

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def make_scheduled_replacement(time: Time) -> Note:
    note = make_published_note()
    edit(note, text="New")
    publish(note, starts_at=time.after(60))
    return note


def make_scheduled(time: Time) -> Note:
    note = make_note()
    publish(note, starts_at=time.after(60))
    return note


def renders_otherwise(note: Note, time: Time) -> None:
    Publication.objects.filter(entry_id=note.pk).update(document="{}")
    list(republish())


WRITES: dict[str, tuple[Callable[[Time], Note], Callable[[Note, Time], object]]] = {
    "publish": (lambda time: make_note(), lambda note, time: publish(note)),
    "schedule": (lambda time: make_note(), lambda note, time: publish(note, starts_at=time.after(60))),
    "replace": (make_scheduled_replacement, lambda note, time: publish(note, pending=Pending.CANCEL)),
    "cancel": (make_scheduled_replacement, lambda note, time: unschedule(note)),
    "expire": (make_scheduled_replacement, lambda note, time: expire(note, at=time.after(90))),
    "retract": (make_scheduled_replacement, lambda note, time: retract(note)),
    "delete": (make_scheduled_replacement, lambda note, time: discard(note)),
    "republish": (make_scheduled_replacement, renders_otherwise),
    "republish what comes": (make_scheduled, renders_otherwise),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_changes_the_token(time: Time, name: str) -> None:
    make, act = WRITES[name]
    note = make(time)
    before = current_version()
    act(note, time)
    after = current_version()
    assert after.token != before.token
    assert after.head == before.head + 1


def test_what_readers_do_not_see_keeps_the_token(time: Time) -> None:
    note = make_published_note("Public")
    before = current_version().token
    edit(note, text="Draft")
    capture(note)
    discard(make_note())
    list(republish())
    time.advance(60)
    assert current_version().token == before


def test_a_saved_label_changes_the_token(time: Time) -> None:
    label = make_label()
    before = current_version().token
    save_label(label, name="New")
    assert current_version().token != before


def test_a_scheduled_moment_changes_the_token_without_a_write(time: Time) -> None:
    note = make_scheduled_replacement(time)
    expire(note, at=time.after(90))
    tokens = [current_version().token]
    for step in (59, 1, 29, 1, 3600):
        time.advance(step)
        tokens.append(current_version().token)
    same = [first == second for first, second in pairwise(tokens)]
    assert same == [True, False, True, False, True]


def test_the_next_change_is_known_before_it_comes(time: Time) -> None:
    note = make_scheduled_replacement(time)
    start, end = time.after(60), time.after(90)
    expire(note, at=end)
    assert next_change_after(current_version()) == start
    time.advance(60)
    assert next_change_after(current_version()) == end
    time.advance(30)
    assert next_change_after(current_version()) is None


def test_the_next_change_is_the_nearest_of_all_entries(time: Time) -> None:
    for seconds in (90, 30, 60):
        publish(make_note(), starts_at=time.after(seconds))
    assert next_change_after(current_version()) == time.after(30)


def test_an_empty_ledger_has_a_version_too(time: Time) -> None:
    version = current_version()
    assert (version.head, seen(), next_change_after(version)) == (0, {}, None)
    time.advance(60)
    assert current_version().token == version.token


def test_a_clock_that_steps_back_takes_nothing_back(time: Time) -> None:
    note = make_published_note("Words")
    before = current_version()
    time.advance(-3600)
    assert current_version().token == before.token
    assert [text for text, _, _ in seen().values()] == ["Words"]
    edit(note, text="Newer")
    publish(note)
    after = current_version()
    assert (after.head, after.boundary) > (before.head, before.boundary)
    assert after.now > before.now
    assert [text for text, _, _ in seen().values()] == ["Newer"]


def test_a_head_that_is_reached_again_with_other_content_has_another_token(time: Time) -> None:
    """As after a backup was restored."""
    make_scheduled_replacement(time)
    before = current_version()
    Ledger.objects.update(head_at=time.after(1))
    Change.objects.filter(effective_at=time.after(60)).update(effective_at=time.after(90))
    after = current_version()
    assert (after.head, after.boundary) == (before.head, before.boundary)
    assert after.token != before.token
    assert next_change_after(after) == time.after(90)


def test_a_version_is_one_query_while_nothing_is_written(
    time: Time, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_scheduled_replacement(time)
    current_version()
    with django_assert_num_queries(1):
        current_version()
    time.advance(60)
    with django_assert_num_queries(1):
        next_change_after(current_version())


def test_a_version_is_one_query_by_the_databases_own_clock(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_published_note()
    current_version()
    with django_assert_num_queries(1):
        current_version()


def test_a_version_in_a_new_process_is_a_fixed_number_of_queries(
    time: Time, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_scheduled_replacement(time)
    content_version.forget()
    with django_assert_num_queries(4):
        current_version()
