"""The list: states in words, filters that agree with them, and a fixed number of queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from cms.publishing.admin import EntryAdmin
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.timeline import clock
from cms.publishing.timeline.standings import State
from tests.cms.publishing.makers import edit, make_label, make_note, make_published_note
from tests.notes.models import Note
from tests.tables import table

from .makers import LABELS, NOTES
from .urls import site

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = datetime.now(UTC) + timedelta(days=3)


def make_one_in_each_state() -> dict[str, Note]:
    notes = {state: make_note(title=f"Note {state}", slug=f"in-{state}") for state in State.values}
    with clock.stopped(datetime.now(UTC) - timedelta(days=2)):
        publish(notes[State.EXPIRED])
        expire(notes[State.EXPIRED], at=datetime.now(UTC) - timedelta(days=1))
    for state in (State.PUBLISHED, State.MODIFIED, State.RETRACTED):
        publish(notes[state])
    edit(notes[State.MODIFIED], text="Other words")
    retract(notes[State.RETRACTED])
    publish(notes[State.SCHEDULED], starts_at=LATER)
    return notes


def titles(response: Any) -> set[str]:
    return {entry.title for entry in response.context["cl"].result_list}


def test_every_state_has_its_word_and_its_sentence(client: Client, chief: User) -> None:
    make_one_in_each_state()
    page = client.get(NOTES).content.decode()
    for state in State:
        assert f'class="state state-{state.value}"' in page
        assert f">{state.label}</span>" in page
    assert 'title="Live since ' in page
    assert "goes live on " in page


@table("state", State.values, given=make_one_in_each_state)
def test_the_filter_finds_what_the_column_says(client: Client, chief: User, state: str) -> None:
    assert titles(client.get(NOTES, {"state": state})) == {f"Note {state}"}


def test_facets_count_the_states(client: Client, chief: User) -> None:
    make_one_in_each_state()
    assert "Scheduled (1)" in client.get(NOTES, {"_facets": "True"}).content.decode()


def test_a_state_that_does_not_exist_filters_nothing(client: Client, chief: User) -> None:
    make_note()
    assert len(titles(client.get(NOTES, {"state": "nonsense"}))) == 1


def test_search_finds_by_title_and_slug(client: Client, chief: User) -> None:
    make_note(title="A needle", slug="x")
    make_note(title="Hay", slug="needle-too")
    make_note(title="Hay", slug="y")
    assert len(client.get(NOTES, {"q": "needle"}).context["cl"].result_list) == 2


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def make_notes(number: int, by: User) -> None:
    for place in range(number):
        note = make_note(title=f"Note {place}", labels=(make_label(),))
        if place % 2:
            publish(note, by=by)


@pytest.mark.parametrize("url", [NOTES, LABELS])
def test_a_long_list_costs_no_more_queries_than_a_short_one(client: Client, chief: User, url: str) -> None:
    make_notes(5, chief)
    client.get(url)  # what a process remembers of the ledger
    few = queries_of(client, url)
    make_notes(15, chief)
    client.get(url)
    assert queries_of(client, url) == few <= 18


def test_a_form_with_many_rows_costs_no_more_queries_than_one_with_few(client: Client, chief: User) -> None:
    few, many = make_note(lines=("One",)), make_note(lines=tuple(str(number) for number in range(30)))
    for note in (few, many):
        for line in note.lines.all():
            line.label = make_label()
            line.save()
    client.get(f"{NOTES}{few.pk}/change/")
    assert queries_of(client, f"{NOTES}{few.pk}/change/") == queries_of(client, f"{NOTES}{many.pk}/change/")


def test_what_publishes_on_save_says_whether_anything_public_uses_it(client: Client, chief: User) -> None:
    used, unused = make_label("Used"), make_label("Unused")
    make_published_note(labels=(used,))
    page = client.get(LABELS).content.decode()
    assert page.count('state-public"') == page.count('state-ready"') == 1
    for state, expected in (("public", used), ("ready", unused)):
        found = client.get(LABELS, {"state": state}).context["cl"].result_list
        assert [entry.pk for entry in found] == [expected.pk]


def test_an_admin_that_only_names_its_search_fields_works(client: Client, chief: User, rf: RequestFactory) -> None:
    class Plain(EntryAdmin):
        search_fields = ("title",)

    plain: Any = Plain(Note, site)
    note = make_note()
    request = rf.get("/")
    request.user = chief
    page = plain.changelist_view(request).render().content.decode()
    assert note.title in page
    assert "state-draft" in page
    form = plain.add_view(request).render().content.decode()
    assert "prepopulated" in form
    assert 'name="parent"' in form


def test_a_draft_that_cannot_be_shown_is_marked(client: Client, chief: User) -> None:
    make_note("BOOM")
    assert "cannot be shown" in client.get(NOTES).content.decode()
