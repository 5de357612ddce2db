"""What is visible now, at another moment, and in the drafts."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from cms.publishing.content_types import Rendered, Source, Target
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.reading.perspectives import as_of, drafts, published
from tests.cms.publishing.conftest import Time
from tests.cms.publishing.makers import edit, make_label, make_note, make_published_note, save_label, seen
from tests.notes.types import LabelType

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def labels_in(perspective: object) -> list[str]:
    return list(perspective.entries("label").order_by("title").values_list("title", flat=True))  # type: ignore[attr-defined]


def test_another_moment_shows_the_revision_of_that_moment_past_and_future(time: Time) -> None:
    note = make_note("First")
    time.advance(60)
    publish(note)
    time.advance(60)
    edit(note, text="Second")
    publish(note)
    edit(note, text="Third")
    publish(note, starts_at=time.after(60))
    expire(note, at=time.after(120))
    shown = {
        seconds: [text for text, _, _ in seen(as_of(time.after(seconds))).values()]
        for seconds in (-90, -59, -30, 1, 30, 60, 90, 120, 150)
    }
    assert shown == {
        -90: [],
        -59: ["First"],
        -30: ["First"],
        1: ["Second"],
        30: ["Second"],
        60: ["Third"],
        90: ["Third"],
        120: [],
        150: [],
    }


def test_the_past_is_shown_after_it_was_swept_out_of_the_indexes(time: Time) -> None:
    note = make_published_note("Old")
    time.advance(1)
    edit(note, text="New")
    publish(note)
    time.advance(3600)
    make_published_note("Sweeps")
    assert [text for text, _, _ in seen(as_of(time.after(-3600.5))).values()] == ["Old"]


def test_a_reader_that_took_its_moment_before_a_publish_still_finds_a_page(time: Time) -> None:
    note = make_published_note("Old")
    reader = published()
    for number in range(3):
        time.advance(19)
        edit(note, text=f"New {number}")
        publish(note)
    assert [text for text, _, _ in seen(reader).values()] == ["Old"]


def test_drafts_show_the_latest_revision_and_what_was_never_published(time: Time) -> None:
    note = make_published_note("Public")
    edit(note, text="Draft")
    make_note("Only a draft")
    assert sorted(text for text, _, _ in seen(drafts()).values()) == ["Draft", "Only a draft"]
    assert [text for text, _, _ in seen().values()] == ["Public"]


def test_a_label_is_listed_only_while_something_live_refers_to_it(time: Time) -> None:
    label = make_label("Layoffs 2027")
    note = make_note(labels=(label,))
    assert labels_in(published()) == []
    assert labels_in(drafts()) == ["Layoffs 2027"]
    publish(note, starts_at=time.after(60))
    assert labels_in(published()) == []
    assert labels_in(as_of(time.after(60))) == ["Layoffs 2027"]
    time.advance(60)
    assert labels_in(published()) == ["Layoffs 2027"]
    time.advance(60)
    retract(note)
    assert labels_in(published()) == []
    assert labels_in(as_of(time.after(-30))) == ["Layoffs 2027"]


def test_a_label_that_only_a_draft_refers_to_is_in_no_answer_and_no_reason_for_a_410(time: Time) -> None:
    label = make_label("Layoffs 2027", slug="layoffs-2027")
    make_note("Draft", labels=(label,))
    save_label(label, slug="renamed")
    for slug in ("layoffs-2027", "renamed"):
        assert published().once_at("label", slug) == []
    assert labels_in(published()) == []
    assert not published().references().exists()


def test_only_the_slugs_that_a_label_was_shown_under_are_remembered(time: Time) -> None:
    label = make_label("Project", slug="secret-name")
    time.advance(10)
    save_label(label, slug="public-name")
    time.advance(10)
    note = make_published_note(labels=(label,))
    time.advance(10)
    save_label(label, slug="later-name")
    time.advance(10)
    retract(note)
    time.advance(10)
    save_label(label, slug="unseen-name")
    shown = {slug: bool(published().once_at("label", slug)) for slug in ("secret-name", "unseen-name")}
    assert shown == {"secret-name": False, "unseen-name": False}
    for slug in ("public-name", "later-name"):
        assert published().once_at("label", slug) == [label.pk]


def test_a_label_that_only_another_label_refers_to_is_listed_nowhere(time: Time) -> None:
    inner = make_label("Inner")
    render_label = LabelType.render

    def referring(of_type: LabelType, source: Source) -> Rendered:
        return replace(render_label(of_type, source), targets=[Target("label", str(inner.pk))])

    with patch.object(LabelType, "render", referring):
        outer = make_label("Outer")
    assert published().references().filter(target_id=inner.pk).exists()
    assert labels_in(published()) == labels_in(drafts()) == []
    make_published_note(labels=(outer,))
    assert labels_in(published()) == ["Outer"]


def test_a_label_over_its_end_is_left_out_of_what_refers_to_it(time: Time) -> None:
    label = make_label("Sale", ends_at=time.after(60))
    note = make_published_note("Words", labels=(label,))
    assert seen()[note.slug] == ("Words", (), ("Sale",))
    time.advance(60)
    assert seen()[note.slug] == ("Words", (), ())
    assert labels_in(published()) == []


def test_what_was_once_at_a_slug_is_told_the_latest_first(time: Time) -> None:
    first, second = make_published_note(slug="wanted"), make_note(slug="other")
    time.advance(60)
    edit(first, slug="moved")
    publish(first)
    edit(second, slug="wanted")
    publish(second)
    assert published().once_at("note", "wanted") == [second.pk, first.pk]
    time.advance(60)
    retract(second)
    edit(second, slug="elsewhere")
    edit(first, slug="wanted")
    publish(first)
    assert published().once_at("note", "wanted") == [first.pk, second.pk]
    assert as_of(time.after(-59)).once_at("note", "wanted")[0] == second.pk


def test_what_was_never_public_was_never_at_its_slug(time: Time) -> None:
    note = make_note(slug="secret")
    publish(note, starts_at=time.after(60))
    assert published().once_at("note", "secret") == []
    assert drafts().once_at("note", "secret") == []
