"""loaddata and dumpdata: seed is added once and never overwritten; a dump brings back what it was taken from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from cms.publishing import versions
from cms.publishing.binning import discard
from cms.publishing.models import Publication, Revision, seed_id
from cms.publishing.perspectives import as_of, drafts
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.versions import current_version
from tests.notes.models import Label, Line, Note

from .conftest import Time
from .makers import edit, head, log_of, make_label, make_note, make_published_note, save_label, seen

pytestmark = pytest.mark.django_db

LABEL, NOTE, ROW = seed_id("label", "seed-label"), seed_id("note", "seed-note"), seed_id("line", "seed-row")
CREATED = "2026-01-01T00:00:00Z"
Load = Callable[..., None]


def label_row(**fields: Any) -> dict[str, Any]:
    values = {"name": "Seed label", "slug": "seed-label", **fields}
    return {"model": "notes.label", "pk": str(LABEL), "publish": True, "fields": values}


def note_row(**fields: Any) -> dict[str, Any]:
    values = {"title": "Seed note", "slug": "seed-note", "text": "Seed words", "labels": [["seed-label"]], **fields}
    return {"model": "notes.note", "pk": str(NOTE), "publish": True, "fields": values}


def line_row(**fields: Any) -> dict[str, Any]:
    return {"model": "notes.line", "pk": str(ROW), "fields": {"note": str(NOTE), "text": "Seed line", **fields}}


def seed() -> list[dict[str, Any]]:
    return [label_row(), note_row(), line_row()]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(rows: Any) -> None:
        path = tmp_path / "fixture.json"
        path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
        call_command("loaddata", path, verbosity=0)
        versions.forget()

    return load


def all_tables() -> dict[str, list[Any]]:
    """Every row of the content and of the core."""
    models = [*apps.get_app_config("publishing").get_models(), *apps.get_app_config("notes").get_models()]
    tables: dict[str, list[Any]] = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}
    # A dump says who is in a set, and not in which row.
    tables["labels"] = list(Note.labels.through.objects.order_by("note_id", "label_id").values("note_id", "label_id"))
    return tables


# ---------------------------------------------------------------------- seed
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


# ---------------------------------------------------------------------- bad fixtures
def refused(load: Load, rows: Any, *words: str) -> None:
    before = all_tables()
    with pytest.raises(CommandError) as refusal:
        load(rows)
    for word in words:
        assert word.replace("-", "") in str(refusal.value).replace("-", "")
    assert all_tables() == before


def test_a_missing_reference_is_named_and_nothing_is_written(load: Load) -> None:
    gone = str(seed_id("label", "nowhere"))
    refused(load, [label_row(), note_row(labels=[["nowhere"]])], "notes.note", str(NOTE))
    refused(load, [label_row(), note_row(), line_row(label=gone)], gone)
    refused(load, [label_row(), note_row(parent=gone)], gone)
    refused(load, [line_row()], str(NOTE))


def test_a_missing_member_of_a_set_is_named_and_nothing_is_written(load: Load) -> None:
    gone = str(seed_id("label", "nowhere"))
    refused(load, [label_row(), note_row(labels=[gone])], gone)


def test_a_row_without_an_id_is_refused(load: Load) -> None:
    """The second load would make another one."""
    for row in (line_row(), note_row(labels=[])):
        row.pop("pk")
        refused(load, [label_row(), note_row(slug="other"), row], row["model"], "pk")


def test_an_entry_without_a_mark_may_be_known_by_its_slug_alone(load: Load) -> None:
    row = note_row(labels=[], created_at=CREATED)
    del row["pk"], row["publish"]
    load([row])
    load([row])
    assert (Note.objects.count(), Revision.objects.count()) == (1, 1)


def test_a_slug_of_another_entry_is_named_and_nothing_is_written(load: Load) -> None:
    make_note(slug="seed-note")
    refused(load, seed(), "notes.Note", str(NOTE), "slug")


def test_a_slug_that_another_publication_still_has_is_named_and_nothing_is_written(load: Load) -> None:
    other = make_published_note(title="Other", slug="seed-note")
    edit(other, slug="moved")
    refused(load, seed(), "note “Seed note”", "“Other” is public")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[{]", "null", "3", '"words"', '{"model": "notes.note"}', "[1]", '["notes.note"]', "[null]", "[[]]"],
)
def test_what_is_not_a_list_of_rows_is_refused(load: Load, text: str) -> None:
    refused(load, text, "fixture.json")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"model": "notes.nothing", "pk": 1, "fields": {}}, "notes.nothing"),
        ({"model": "notes", "pk": 1, "fields": {}}, "notes"),
        ({"pk": 1, "fields": {}}, "model"),
        ({"model": "notes.note", "pk": str(NOTE)}, "fields"),
        ({"model": "notes.note", "pk": str(NOTE), "fields": []}, str(NOTE)),
        ({"model": "notes.note", "pk": "7", "fields": {"title": "T", "slug": "s"}}, "7"),
        (note_row(nonsense=1), str(NOTE)),
        (note_row(stars="many"), str(NOTE)),
        (note_row(stars=None), str(NOTE)),
        (note_row(published_at="tomorrow"), str(NOTE)),
        (note_row(labels="words"), str(NOTE)),
        (note_row(title=None), str(NOTE)),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(load: Load, row: Any, word: str) -> None:
    refused(load, [label_row(), row], word)


def test_a_number_that_no_column_holds_is_named_and_nothing_is_written(load: Load) -> None:
    refused(load, [label_row(), note_row(stars=10**30)], str(NOTE))


@pytest.mark.postgres
@pytest.mark.parametrize("fields", [{"text": "a\x00b"}, {"stars": 10**12}, {"title": "x" * 101}])
def test_what_postgresql_cannot_hold_is_named_and_nothing_is_written(load: Load, fields: dict[str, Any]) -> None:
    refused(load, [label_row(), note_row(**fields)], str(NOTE))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Give it a title"),
        ({"text": "BOOM"}, "takes too long to render"),
        ({"text": "See (note:nowhere)."}, "note:nowhere"),
        ({"slug": "new"}, "reserved"),
    ],
)
def test_what_cannot_be_published_is_named_and_nothing_is_written(
    load: Load, fields: dict[str, Any], words: str
) -> None:
    refused(load, [label_row(), note_row(**fields)], "note “", words)


def test_a_fixture_that_is_not_there_is_said() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("loaddata", "nowhere")


# ---------------------------------------------------------------------- dumps
def make_much(time: Time) -> list[Note]:
    """Every state, with history, rows, labels, links and something in the bin."""
    label = make_label("Label", ends_at=time.after(86_400))
    live = make_published_note("Live", labels=(label,), lines=("One", "Two"))
    time.advance(90)
    edit(live, text="Replaced (label:label-x)", slug="renamed")
    edit(live, text="Replaced")
    publish(live)
    edit(live, text="Later")
    publish(live, starts_at=time.after(60))
    expire(live, at=time.after(120))
    scheduled = make_note("Scheduled", published_at=time.after(-3600))
    publish(scheduled, starts_at=time.after(30.000001))
    gone = make_published_note("Gone")
    retract(gone)
    discard(make_published_note("Deleted"))
    make_note("  BOOM\n")
    make_note("Only a draft\t", title="")
    time.advance(1)
    return [live, scheduled, gone]


def dump(path: Path) -> None:
    """What `migrate` makes by itself is left out, as everywhere with Django."""
    left_out = ["contenttypes", "auth.permission", "sessions"]
    call_command("dumpdata", exclude=left_out, output=str(path), verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_everything_brings_back_the_same_publication(time: Time, tmp_path: Path) -> None:
    notes = make_much(time)
    moments = [time.after(seconds) for seconds in (-91, -45, 0, 29.000001, 29.5, 59, 59.5, 119.5, 200_000)]
    before = all_tables()
    public = [seen(as_of(moment)) for moment in moments]
    version, logs = current_version(), [log_of(note) for note in notes]
    dump(tmp_path / "dump.json")
    call_command("flush", interactive=False, verbosity=0)
    assert seen() == {}
    versions.forget()
    call_command("loaddata", tmp_path / "dump.json", verbosity=0)
    versions.forget()
    assert all_tables() == before
    assert [seen(as_of(moment)) for moment in moments] == public
    assert current_version() == version
    assert [log_of(note) for note in notes] == logs
    make_published_note("The counters of the ids follow")


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_everything_loaded_over_itself_changes_nothing(time: Time, tmp_path: Path) -> None:
    make_much(time)
    before = all_tables()
    dump(tmp_path / "dump.json")
    call_command("loaddata", tmp_path / "dump.json", verbosity=0)
    assert all_tables() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("options", [{}, {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}])
def test_a_dump_of_the_entries_alone_publishes_nothing(time: Time, tmp_path: Path, options: dict[str, bool]) -> None:
    make_much(time)
    working_copies = seen(drafts())
    call_command("dumpdata", "notes", output=str(tmp_path / "dump.json"), verbosity=0, **options)
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", tmp_path / "dump.json", verbosity=0)
    versions.forget()
    assert (seen(), head(), Publication.objects.count()) == ({}, 0, 0)
    assert seen(drafts()) == working_copies


def test_the_ids_of_the_seed_are_fixed() -> None:
    assert seed_id("label", "seed-label") == LABEL != NOTE
    assert isinstance(LABEL, UUID)
