"""loaddata of what is wrong: it is named, and nothing is written."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.publishing.models import Revision, seed_id
from tests.cms.publishing.makers import edit, make_note, make_published_note
from tests.notes.models import Note
from tests.tables import table

from .seeds import CREATED, LABEL, NOTE, Load, label_row, line_row, note_row, refused, seed

pytestmark = pytest.mark.django_db


def test_a_missing_reference_is_named_and_nothing_is_written(load: Load) -> None:
    gone = str(seed_id("label", "nowhere"))
    refused(load, [label_row(), note_row(labels=[["nowhere"]])], "notes.note", str(NOTE))
    refused(load, [label_row(), note_row(), line_row(label=gone)], gone)
    refused(load, [label_row(), note_row(parent=gone)], gone)
    refused(load, [line_row()], str(NOTE))


def test_a_missing_member_of_a_set_is_named_and_nothing_is_written(load: Load) -> None:
    gone = str(seed_id("label", "nowhere"))
    refused(load, [label_row(), note_row(labels=[gone])], gone)


def test_a_slug_that_is_nowhere_is_told_with_file_object_field_and_the_nearest(load: Load) -> None:
    rows = [label_row(), note_row(labels=[["seed-lable"]])]
    said = "fixture.json", "note “Seed note”", ": labels: ", "“seed-lable”", "Did you mean “seed-label”?"
    refused(load, rows, *said)


def test_a_row_may_stand_before_what_it_cannot_be_without(load: Load) -> None:
    row = line_row(note=["seed-note"])
    note = note_row(created_at=CREATED)
    del note["publish"]
    load([label_row(), row, note])
    assert Note.objects.get().lines.get().text == "Seed line"


def test_a_row_whose_entry_is_nowhere_is_told_with_the_nearest(load: Load) -> None:
    rows = [label_row(), note_row(), line_row(note=["seed-notes"])]
    refused(load, rows, ": note: ", "“seed-notes”", "Did you mean “seed-note”?")


def test_all_faults_of_a_file_are_told_in_one_run(load: Load) -> None:
    other = {**note_row(slug="other", labels=[], stars="many"), "pk": str(seed_id("note", "other"))}
    rows = [label_row(), note_row(title="x" * 101, labels=[["nowhere"]]), other, line_row(text="y" * 101), [1]]
    refused(load, rows, "at most 100 characters (it has 101)", "“nowhere”", "“many”", "line", "not an object")


def test_what_is_missing_because_it_was_refused_is_no_second_fault(load: Load) -> None:
    rows = [label_row(name="x" * 101), note_row(), line_row(label=str(LABEL))]
    with pytest.raises(CommandError) as refusal:
        load(rows)
    assert str(refusal.value).count("\n") == 0
    assert "at most 100 characters" in str(refusal.value)


@pytest.mark.parametrize("name", ["seed LABEL", " Seed  label", "Seed\u00ad label"])
def test_a_name_that_reads_like_another_is_told_with_the_one_that_exists(load: Load, name: str) -> None:
    other = {**label_row(name=name, slug="other"), "pk": str(seed_id("label", "other"))}
    refused(load, [label_row(), other], ": name: ", "The label “Seed label” exists already")


def test_an_entry_without_a_slug_gets_one_of_its_title(load: Load) -> None:
    row = note_row(title="机器学习 in 3 Schritten", labels=[])
    del row["fields"]["slug"]
    load([row])
    assert Note.objects.get().slug == "ji-qi-xue-xi-in-3-schritten"


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
    refused(load, seed(), "notes.note", str(NOTE), "slug", "has the slug")


def test_a_slug_that_another_publication_still_has_is_named_and_nothing_is_written(load: Load) -> None:
    other = make_published_note(title="Other", slug="seed-note")
    edit(other, slug="moved")
    refused(load, seed(), "note “Seed note”", "“Other” is public")


@table(
    "text",
    ["", "{", "[{]", "null", "3", '"words"', '{"model": "notes.note"}', "[1]", '["notes.note"]', "[null]", "[[]]"],
)
def test_what_is_not_a_list_of_rows_is_refused(load: Load, text: str) -> None:
    refused(load, text, "fixture.json")


@table(
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
@table("fields", [{"text": "a\x00b"}, {"stars": 10**12}, {"title": "x" * 101}])
def test_what_postgresql_cannot_hold_is_named_and_nothing_is_written(load: Load, fields: dict[str, Any]) -> None:
    refused(load, [label_row(), note_row(**fields)], str(NOTE))


@table(
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
