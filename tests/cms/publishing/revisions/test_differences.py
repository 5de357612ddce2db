"""What changed between two revisions, as an editor reads it."""

from datetime import UTC, datetime

import orjson
import pytest
from pytest_django import DjangoAssertNumQueries

from cms.publishing.capturing import capture
from cms.publishing.models import Revision
from cms.publishing.revisions.differences import Difference, differences
from tests.cms.publishing.makers import edit, make_label, make_note
from tests.notes.models import Line, Note

pytestmark = pytest.mark.django_db


def difference_of(note: Note, older: int = 1, newer: int = 2) -> dict[str, tuple[tuple[str, str], ...]]:
    revisions = {r.number: r for r in Revision.objects.filter(entry_id=note.pk)}
    return {found.label: found.pieces for found in differences(revisions[older], revisions[newer])}


def test_a_short_text_is_shown_whole() -> None:
    note = make_note("Old words")
    edit(note, text="New words")
    assert difference_of(note) == {"Text": (("removed", "Old words"), ("added", "New words"))}


def test_a_long_text_is_compared_by_line() -> None:
    note = make_note("one\ntwo\nthree\nfour")
    edit(note, text="one\n2\nthree\nfour\nfive")
    assert difference_of(note)["Text"] == (
        ("same", "one"),
        ("removed", "two"),
        ("added", "2"),
        ("same", "three\nfour"),
        ("added", "five"),
    )


def test_what_is_filled_or_emptied_has_one_piece() -> None:
    note = make_note("Words")
    edit(note, text="", published_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert difference_of(note) == {
        "Text": (("removed", "Words"),),
        "Published at": (("added", "2026-01-01T00:00:00+00:00"),),
    }


def test_the_same_revision_does_not_differ() -> None:
    note = make_note("Words", lines=("One",), labels=(make_label(),))
    assert difference_of(note, 1, 1) == {}


def test_sets_and_references_are_named_by_title() -> None:
    red, blue = make_label("Red"), make_label("Blue")
    parent = make_note(title="Parent")
    note = make_note(labels=(red,))
    note.labels.set([blue])
    edit(note, parent=parent.pk)
    assert difference_of(note) == {
        "Labels": (("removed", "Red"), ("added", "Blue")),
        "Parent": (("added", "Parent"),),
    }


def test_rows_are_compared_one_by_one() -> None:
    note = make_note(lines=("One", "Two", "Three"))
    note.lines.filter(text="Two").update(text="Second")
    Line.objects.create(note=note, text="Four", position=3, label=make_label("Red"))
    capture(note)
    assert difference_of(note)["Lines"] == (
        ("same", "text: One"),
        ("removed", "text: Two"),
        ("added", "text: Second"),
        ("same", "text: Three"),
        ("added", "text: Four, label: Red"),
    )


def test_rows_in_another_order_are_shown_as_moved() -> None:
    note = make_note(lines=("One", "Two"))
    note.lines.filter(text="One").update(position=9)
    capture(note)
    assert difference_of(note)["Lines"] == (("added", "text: Two"), ("same", "text: One"), ("removed", "text: Two"))


def test_fields_stand_in_the_order_of_the_model() -> None:
    note = make_note("Old", title="Old", lines=("Old",), slug="old")
    note.labels.set([make_label()])
    note.lines.update(text="New")
    edit(note, text="New", title="New", slug="new", stars=1)
    assert list(difference_of(note)) == ["Slug", "Title", "Text", "Stars", "Labels", "Lines"]


def test_revisions_of_older_releases_are_compared_in_todays_shape() -> None:
    note = make_note("Words")
    first = Revision.objects.get(entry_id=note.pk)
    source = orjson.loads(first.source)
    source["body"] = source.pop("text")
    source["subtitle"] = "Gone"
    older = Revision.objects.create(
        type="note", entry_id=note.pk, number=2, shape=1, source=orjson.dumps(source).decode()
    )
    source["body"], source["subtitle"] = "Other words", "Gone too"
    newer = Revision.objects.create(
        type="note", entry_id=note.pk, number=3, shape=1, source=orjson.dumps(source).decode()
    )
    assert differences(first, older) == []
    assert differences(older, newer) == [Difference("Text", (("removed", "Words"), ("added", "Other words")))]


def test_titles_cost_one_query_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    note = make_note(labels=tuple(make_label() for _ in range(5)))
    note.labels.set([make_label() for _ in range(5)])
    capture(note)
    older, newer = Revision.objects.filter(entry_id=note.pk).order_by("number")
    with django_assert_num_queries(1):
        assert differences(older, newer)
