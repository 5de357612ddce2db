"""How an entry stands, said in a state and in a sentence."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from cms.publishing.capturing import capture
from cms.publishing.models import Revision
from cms.publishing.publishing import Pending, expire, publish, retract, unschedule
from cms.publishing.refusals import Refused
from cms.publishing.timeline.standings import State, in_state, standing_of, standings
from tests.cms.publishing.conftest import Time
from tests.cms.publishing.makers import edit, make_note, make_published_note
from tests.notes.models import Note

pytestmark = pytest.mark.django_db


def make_draft(time: Time) -> Note:
    return make_note()


def make_scheduled(time: Time) -> Note:
    note = make_note()
    publish(note, starts_at=time.after(3600))
    return note


def make_modified(time: Time) -> Note:
    note = make_published_note()
    edit(note, text="Newer")
    return note


def make_replaced(time: Time) -> Note:
    note = make_modified(time)
    publish(note, starts_at=time.after(3600))
    expire(note, at=time.after(86_400))
    return note


def make_published(time: Time) -> Note:
    return make_published_note()


def make_expired(time: Time) -> Note:
    note = make_published_note()
    expire(note, at=time.after(60))
    time.advance(60)
    return note


def make_retracted(time: Time) -> Note:
    note = make_published_note()
    retract(note)
    return note


def make_raw(time: Time) -> Note:
    return Note.objects.create(slug="raw", title="Raw")


CASES: list[tuple[Callable[[Time], Note], State, str]] = [
    (make_raw, State.DRAFT, "Never published."),
    (make_draft, State.DRAFT, "Never published."),
    (make_scheduled, State.SCHEDULED, "Revision 1 goes live on 1 June 2026, 13:00 UTC."),
    (make_published, State.PUBLISHED, "Live since 1 June 2026, 12:00 UTC."),
    (make_modified, State.MODIFIED, "Live since 1 June 2026, 12:00 UTC with unpublished changes."),
    (
        make_replaced,
        State.MODIFIED,
        "Live since 1 June 2026, 12:00 UTC with unpublished changes, replaced on 1 June 2026, 13:00 UTC by revision 2, "
        "gone on 2 June 2026, 12:00 UTC.",
    ),
    (make_expired, State.EXPIRED, "Gone since 1 June 2026, 12:01 UTC."),
    (make_retracted, State.RETRACTED, "Retracted."),
]


@pytest.mark.parametrize(("make", "state", "sentence"), CASES, ids=[case[0].__name__[5:] for case in CASES])
def test_every_state_has_its_sentence(time: Time, make: Callable[[Time], Note], state: State, sentence: str) -> None:
    standing = standing_of(make(time))
    assert (standing.state, standing.sentence) == (state, sentence)


def test_times_are_said_in_the_zone_of_the_installation(time: Time, settings: object) -> None:
    settings.TIME_ZONE = "Europe/Berlin"  # type: ignore[attr-defined]
    assert standing_of(make_published(time)).sentence == "Live since 1 June 2026, 14:00 CEST."


def test_a_replacement_older_than_what_is_live_is_said_to_be(time: Time) -> None:
    note = make_modified(time)
    publish(note)
    publish(note, revision=Revision.objects.get(entry_id=note.pk, number=1), starts_at=time.after(60))
    assert "by revision 1, which is older than what is live" in standing_of(note).sentence


def test_standing_changes_at_the_moment_without_a_write(time: Time) -> None:
    note = make_scheduled(time)
    expire(note, at=time.after(7200))
    states = []
    for _ in range(3):
        states.append(standing_of(note).state)
        time.advance(3600)
    assert states == [State.SCHEDULED, State.PUBLISHED, State.EXPIRED]


def test_what_was_retracted_after_it_expired_once_is_retracted(time: Time) -> None:
    note = make_expired(time)
    publish(note)
    assert standing_of(note).sentence == "Live since 1 June 2026, 12:01 UTC."
    retract(note)
    assert standing_of(note).state == State.RETRACTED


def test_a_publish_is_seen_in_the_standing_although_the_clock_lags_behind_it(time: Time) -> None:
    note = make_scheduled(time)
    time.advance(-60)
    publish(note, pending=Pending.CANCEL)
    assert standing_of(note).state == State.PUBLISHED
    assert list(in_state(Note.objects.all(), State.PUBLISHED)) == [note]


@pytest.mark.parametrize("count", [1, 50])
def test_standings_cost_the_same_for_one_and_for_fifty(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    notes = [make_published_note() for _ in range(count)]
    with django_assert_num_queries(4):
        assert len(standings([note.pk for note in notes])) == count


def test_a_list_of_a_state_is_one_query_and_one_for_the_clock(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    note = make_published_note()
    for state in State:
        with django_assert_num_queries(2):
            assert list(in_state(Note.objects.all(), state)) == ([note] if state == State.PUBLISHED else [])


verbs = st.sampled_from(["edit", "publish", "schedule", "expire", "unschedule", "retract", "wait", "wait long"])


@given(histories=st.lists(st.lists(verbs, max_size=8), min_size=2, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_lists_by_state_agree_with_standings(histories: list[list[str]]) -> None:
    time = Time()
    try:
        notes = [make_note() for _ in histories]
        for note, history in zip(notes, histories, strict=True):
            for verb in history:
                try:
                    act(note, verb, time)
                except Refused:
                    continue
        stand = standings([note.pk for note in notes])
        for state in State:
            listed = in_state(Note.objects.filter(pk__in=stand), state)
            assert {note.pk for note in listed} == {pk for pk, standing in stand.items() if standing.state == state}
    finally:
        time.release()


def act(note: Note, verb: str, time: Time) -> None:
    if verb == "edit":
        Note.objects.filter(pk=note.pk).update(text=str(time.now))
        capture(note)
    elif verb == "publish":
        publish(note, pending=Pending.KEEP)
    elif verb == "schedule":
        publish(note, starts_at=time.after(60), pending=Pending.CANCEL)
    elif verb == "expire":
        expire(note, at=time.after(90))
    elif verb == "unschedule":
        unschedule(note)
    elif verb == "retract":
        retract(note)
    time.advance(100 if verb == "wait long" else 1)
