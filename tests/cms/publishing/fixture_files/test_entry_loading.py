"""loaddata: seed is added once and never overwritten."""

from collections.abc import Callable
from typing import Any

import pytest

from cms.publishing.binning import discard
from cms.publishing.models import Publication, Revision, seed_id
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.reading.perspectives import as_of, drafts
from cms.publishing.timeline.content_version import current_version
from tests.cms.publishing.makers import edit, head, make_note, save_label, seen
from tests.notes.models import Label, Line, Note

from .seeds import CREATED, LABEL, Load, all_tables, label_row, line_row, note_row, refused, seed

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_what_is_marked_is_captured_and_published_with_its_rows_and_sets(load: Load) -> None:
    load(seed())
    assert seen() == {"seed-note": ("Seed words", ("Seed line",), ("Seed label",))}
    assert Revision.objects.values_list("number", "comment").distinct().get() == (1, "Loaded from a fixture")


def test_the_order_of_the_entries_in_the_fixture_is_no_matter(load: Load) -> None:
    rows = seed()
    load([note_row(labels=[str(LABEL)], text="See (label:seed-label)."), rows[2], rows[0]])
    assert seen()["seed-note"][2] == ("Seed label",)


def test_what_is_not_marked_is_captured_and_not_published(load: Load) -> None:
    rows = seed()
    for row in rows:
        row.pop("publish", None)
    load(rows)
    assert (seen(), head(), Revision.objects.count()) == ({}, 0, 2)
    assert seen(drafts()).keys() == {"seed-note"}


def test_a_second_load_changes_nothing(load: Load) -> None:
    load(seed())
    before = all_tables()
    load(seed())
    assert all_tables() == before


def test_a_second_load_of_what_is_not_marked_changes_nothing_either(load: Load) -> None:
    rows = [label_row(created_at=CREATED), note_row(created_at=CREATED), line_row()]
    for row in rows:
        row.pop("publish", None)
    load(rows)
    before = all_tables()
    load(rows)
    assert all_tables() == before


def test_the_same_fixture_twice_in_one_run_is_loaded_once(load: Load) -> None:
    load(seed() + seed())
    assert (Note.objects.count(), Line.objects.count(), Revision.objects.count()) == (1, 1, 2)


def test_a_newer_fixture_adds_what_is_new_and_leaves_the_rest(load: Load) -> None:
    load(seed())
    other = {**note_row(title="Other", slug="other"), "pk": str(seed_id("note", "other"))}
    load([label_row(name="Renamed in the fixture"), note_row(text="Changed in the fixture"), line_row(), other])
    assert seen() == {
        "seed-note": ("Seed words", ("Seed line",), ("Seed label",)),
        "other": ("Seed words", (), ("Seed label",)),
    }


def edits(note: Note) -> None:
    note.lines.update(text="Edited line")
    note.labels.clear()
    edit(note, text="Edited words")


def renames(note: Note) -> None:
    edit(note, slug="renamed")
    publish(note)


def renames_the_label(note: Note) -> None:
    save_label(Label.objects.get(), slug="renamed-label", name="Renamed")


def removes_the_row(note: Note) -> None:
    note.lines.all().delete()
    edit(note)


def deletes_all(note: Note) -> None:
    discard(note)
    discard(Label.objects.get())


def expires(note: Note) -> None:
    expire(note, at=current_version().now.replace(year=2100))


@pytest.mark.parametrize(
    "act", [edits, retract, discard, renames, renames_the_label, removes_the_row, deletes_all, expires]
)
def test_what_an_editor_did_survives_a_second_load(load: Load, act: Callable[[Note], Any]) -> None:
    load(seed())
    act(Note.objects.get())
    before = all_tables()
    load(seed())
    assert all_tables() == before


def test_rows_that_stand_before_their_entry_are_refused(load: Load) -> None:
    """They would be written before it is known that the entry must be left alone."""
    refused(load, [label_row(), line_row(), note_row()], "before")


def test_a_publication_date_that_lies_ahead_schedules(load: Load) -> None:
    load([label_row(), note_row(published_at="2100-01-01T00:00:00Z")])
    publication = Publication.objects.get(type="note")
    assert seen() == {}
    assert seen(as_of(publication.starts_at)).keys() == {"seed-note"}
    before = all_tables()
    load([label_row(), note_row(published_at="2100-01-01T00:00:00Z")])
    assert all_tables() == before


def test_a_label_over_its_interval_is_loaded_and_not_public(load: Load) -> None:
    load([label_row(ends_at="2000-01-01T00:00:00Z")])
    assert (Label.objects.count(), Publication.objects.count()) == (1, 0)


def test_an_entry_in_the_bin_comes_back_by_a_row_that_is_not_marked(load: Load) -> None:
    note = make_note(slug="seed-note")
    row = {**note_row(labels=[]), "pk": str(note.pk), "publish": False}
    discard(note)
    load([row])
    assert seen(drafts())["seed-note"] == ("Seed words", (), ())
