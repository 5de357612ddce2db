"""Restoring a revision: the inverse of capturing, as far as today's database allows."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.publishing.binning import discard
from cms.publishing.capturing import capture
from cms.publishing.models import EntryRecord, Revision
from cms.publishing.publishing import publish
from cms.publishing.refusals import Refused
from cms.publishing.restoring import restore
from tests.notes.models import Label, Line, Note

from .conftest import Time
from .makers import edit, head, make_label, make_note, make_published_note, revision_numbers, seen

pytestmark = pytest.mark.django_db

# Everything that a database takes; NUL is what PostgreSQL does not.
characters = st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")
words = st.text(characters, max_size=40) | st.sampled_from(["", " ", "\t\n", "    code\n\n  ", "\u2028é\x07", "a\r\nb"])
short = st.text(characters, max_size=30)


def latest(note: Note) -> Revision:
    revision = EntryRecord.objects.get(pk=note.pk).latest
    assert revision
    return revision


def source_of(revision: Revision) -> Any:
    return orjson.loads(revision.source)


def make_revision(note: Note, *, shape: int = 2, drop: tuple[str, ...] = (), **values: Any) -> Revision:
    """A revision as another release may have left it."""
    source = {**source_of(latest(note)), **values}
    for name in drop:
        source.pop(name)
    return Revision.objects.create(
        type="note", entry_id=note.pk, number=1000, shape=shape, source=orjson.dumps(source).decode()
    )


@given(
    texts=st.tuples(words, words),
    titles=st.tuples(short, short),
    lines=st.lists(st.tuples(short, st.integers(0, 3)), max_size=4),
    other_lines=st.lists(short, max_size=3),
    labels=st.tuples(st.sets(st.integers(0, 2)), st.sets(st.integers(0, 2))),
    stars=st.integers(-(2**31), 2**31 - 1),
    date=st.none() | st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_restoring_is_the_inverse_of_capturing(
    texts: tuple[str, str],
    titles: tuple[str, str],
    lines: list[tuple[str, int]],
    other_lines: list[str],
    labels: tuple[set[int], set[int]],
    stars: int,
    date: datetime | None,
) -> None:
    all_labels = [make_label() for _ in range(3)]
    note = make_note(texts[0], title=titles[0], stars=stars, published_at=date)
    note.labels.set(all_labels[number] for number in labels[0])
    for text, position in lines:
        Line.objects.create(note=note, text=text, position=position, label=all_labels[position % 3])
    captured = capture(note).revision

    note.labels.set(all_labels[number] for number in labels[1])
    note.lines.all().delete()
    for text in other_lines:
        Line.objects.create(note=note, text=text)
    edit(note, text=texts[1], title=titles[1], stars=0, published_at=None, parent=make_note().pk, slug=f"{note.slug}x")

    restored = restore(captured)
    assert source_of(restored.revision) == source_of(captured)
    assert restored.dropped == ()
    note.refresh_from_db()
    assert (note.text, note.title, note.stars, note.published_at) == (texts[0], titles[0], stars, date)


def test_restoring_goes_into_the_working_copy_and_not_to_the_public(time: Time) -> None:
    note = make_published_note("First")
    edit(note, text="Second")
    publish(note)
    before = head()
    restored = restore(Revision.objects.get(entry_id=note.pk, number=1))
    assert [text for text, _, _ in seen().values()] == ["Second"]
    assert head() == before
    assert restored.revision.comment == "Restored from revision 1"
    assert revision_numbers(note) == [1, 2, 3]


def test_restoring_the_latest_makes_no_revision() -> None:
    note = make_note(lines=("One", "Two"), labels=(make_label(),))
    restored = restore(latest(note))
    assert restored.revision == latest(note)
    assert revision_numbers(note) == [1]


def test_restored_rows_are_the_same_rows() -> None:
    note = make_note(lines=("One", "Two", "Three"))
    before = list(Line.objects.values_list("pk", "text", "position"))
    first = latest(note)
    note.lines.filter(text="Two").delete()
    note.lines.filter(text="One").update(position=9, text="Last")
    capture(note)
    restore(first)
    assert list(Line.objects.values_list("pk", "text", "position")) == before


def test_a_link_means_what_it_meant_when_the_revision_was_captured() -> None:
    target = make_note(slug="target")
    note = make_note("See (note:target).")
    captured = latest(note)
    assert source_of(captured)["links"] == {"note:target": str(target.pk)}
    edit(note, text="No link")
    edit(target, slug="renamed")
    make_note(slug="target")
    restored = restore(captured)
    assert source_of(restored.revision)["links"] == {"note:target": str(target.pk)}


def test_a_rename_of_the_target_breaks_no_link_of_later_edits() -> None:
    target = make_note(slug="target")
    note = make_note("See (note:target).")
    edit(target, slug="renamed")
    make_note(slug="target")
    edit(note, text="Look at (note:target).")
    assert source_of(latest(note))["links"] == {"note:target": str(target.pk)}


def test_an_old_slug_that_nobody_took_still_means_the_page_that_had_it(time: Time) -> None:
    target = make_published_note(slug="once")
    edit(target, slug="now")
    note = make_note("See (note:once).")
    assert source_of(latest(note))["links"] == {"note:once": str(target.pk)}


def test_a_revision_of_an_older_shape_is_restored_and_published_in_todays(time: Time) -> None:
    note = make_note("Today")
    old = make_revision(note, shape=1, drop=("text",), body="Yesterday")
    publish(note, revision=old)
    assert [text for text, _, _ in seen().values()] == ["Yesterday"]
    restored = restore(old)
    assert (restored.entry.text, restored.dropped) == ("Yesterday", ())  # type: ignore[attr-defined]
    assert restored.revision.shape == 2


def test_what_an_older_revision_did_not_know_gets_its_default_and_not_its_present_value() -> None:
    label = make_label()
    note = make_note(stars=5, lines=("One",), labels=(label,), published_at=datetime(2026, 1, 1, tzinfo=UTC))
    old = make_revision(note, drop=("stars", "labels", "lines", "published_at", "parent"))
    restored = restore(old)
    note.refresh_from_db()
    assert (note.stars, note.published_at, note.parent) == (3, None, None)
    assert (note.labels.count(), note.lines.count(), restored.dropped) == (0, 0, ())


def test_what_a_row_did_not_know_gets_its_default() -> None:
    note = make_note(lines=("One",))
    (row,) = source_of(latest(note))["lines"]
    old = make_revision(note, lines=[{"id": row["id"], "text": "Old"}])
    restore(old)
    line = Line.objects.get()
    assert (str(line.pk), line.text, line.position, line.label) == (row["id"], "Old", 0, None)


def test_a_field_that_no_longer_exists_is_ignored() -> None:
    note = make_note("Words")
    old = make_revision(note, subtitle="Gone", lines=[{"text": "Row", "gone": 1}], text="Older words")
    restored = restore(old)
    assert restored.dropped == ()
    assert "subtitle" not in source_of(restored.revision)
    note.refresh_from_db()
    assert note.text == "Older words"


def test_saving_unchanged_after_a_release_that_added_and_removed_fields_makes_no_revision() -> None:
    note = make_note("Words", lines=("One",))
    (row,) = source_of(latest(note))["lines"]
    row.pop("label")
    old = make_revision(
        note, shape=1, drop=("stars", "parent", "text"), body="Words", subtitle="Gone", lines=[{**row, "gone": 1}]
    )
    EntryRecord.objects.update(latest=old)
    assert not capture(note).is_new


def test_deleted_targets_are_dropped_and_said_and_the_rest_comes_back() -> None:
    kept, gone = make_label("Kept"), make_label("Gone")
    parent = make_note()
    note = make_note("Old", parent=parent, lines=("With", "Without"), labels=(kept, gone))
    note.lines.filter(text="With").update(label=gone)
    captured = capture(note).revision
    note.labels.set([])
    note.lines.all().delete()
    edit(note, text="New", parent=None)
    discard(gone)
    discard(parent)
    restored = restore(captured)
    note.refresh_from_db()
    assert (note.text, note.parent, list(note.labels.all())) == ("Old", None, [kept])
    assert list(note.lines.values_list("text", flat=True)) == ["Without"]
    assert len(restored.dropped) == 3
    assert all("no longer exists" in sentence for sentence in restored.dropped)


def test_a_text_longer_than_today_allows_is_cut_and_said() -> None:
    note = make_note()
    restored = restore(make_revision(note, title="x" * 150))
    note.refresh_from_db()
    assert note.title == "x" * 100
    assert "cut to 100 characters" in restored.dropped[0]


@pytest.mark.parametrize("value", ["many", [1], {"a": 1}])
def test_a_value_that_a_field_no_longer_takes_becomes_its_default_and_is_said(value: object) -> None:
    note = make_note(stars=5)
    restored = restore(make_revision(note, stars=value))
    note.refresh_from_db()
    assert note.stars == 3
    assert "no longer a possible value" in restored.dropped[0]


@pytest.mark.parametrize(("name", "default"), [("stars", 3), ("text", "")])
def test_an_empty_value_that_a_field_no_longer_takes_becomes_its_default_and_is_said(
    name: str, default: object
) -> None:
    note = make_note()
    values: dict[str, Any] = {name: None}
    restored = restore(make_revision(note, **values))
    note.refresh_from_db()
    assert getattr(note, name) == default
    assert "no longer a possible value" in restored.dropped[0]


@pytest.mark.postgres
def test_a_value_that_the_database_cannot_hold_is_refused_and_nothing_is_changed() -> None:
    note = make_note("Before")
    with pytest.raises(Refused, match="cannot be restored"):
        restore(make_revision(note, stars=10**12, text="After"))
    note.refresh_from_db()
    assert note.text == "Before"


def test_two_rows_with_one_id_are_refused_and_nothing_is_changed() -> None:
    note = make_note("Before", lines=("One",))
    row = source_of(latest(note))["lines"][0]
    with pytest.raises(Refused, match="cannot be restored"):
        restore(make_revision(note, text="After", lines=[row, row]))
    note.refresh_from_db()
    assert (note.text, note.lines.count()) == ("Before", 1)
    assert connection.in_atomic_block


def test_a_slug_taken_meanwhile_is_changed_and_said() -> None:
    note = make_note(slug="wanted")
    captured = latest(note)
    edit(note, slug="other")
    make_note(slug="wanted")
    make_note(slug="wanted-2")
    restored = restore(captured)
    assert restored.entry.slug == "wanted-3"
    assert "“wanted-3”" in restored.dropped[0]


def test_a_long_slug_taken_meanwhile_is_changed_within_its_length() -> None:
    note = make_note(slug="s" * 120)
    captured = latest(note)
    edit(note, slug="other")
    make_note(slug="s" * 120)
    assert restore(captured).entry.slug == "s" * 118 + "-2"


def test_half_finished_work_is_captured_and_restored_as_it_is() -> None:
    note = make_note("", title="", slug="")
    captured = latest(note)
    edit(note, title="Done", slug="done", text="Done")
    restored = restore(captured)
    assert (restored.entry.slug, str(restored.entry), restored.dropped) == ("", "", ())
    assert not Label.objects.exists()
