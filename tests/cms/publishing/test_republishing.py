"""Rendering again what is public, after the rendering code has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import orjson
import pytest
from django.core.management import CommandError, call_command

from cms.publishing.content_types import Rendered, Source
from cms.publishing.models import Draft, Publication, Reference
from cms.publishing.publishing import publish, retract
from cms.publishing.reading.perspectives import as_of, drafts
from cms.publishing.refusals import CannotRender
from cms.publishing.republishing import republish
from cms.publishing.timeline.content_version import current_version
from tests.notes.types import NoteType

from .conftest import Time
from .makers import edit, head, intervals_of, log_of, make_label, make_note, make_published_note, seen

pytestmark = pytest.mark.django_db


render_note = NoteType.render


def render_in_capitals(of_type: NoteType, source: Source) -> Rendered:
    if "stubborn" in source["text"]:
        raise CannotRender("This text takes too long to render.")
    rendered = render_note(of_type, {**source, "text": source["text"].upper()})
    return replace(rendered, targets=())


@contextmanager
def new_release() -> Iterator[None]:
    with patch.object(NoteType, "render", render_in_capitals):
        yield


def test_an_unchanged_rendering_logs_nothing(time: Time) -> None:
    make_published_note(labels=(make_label(),), lines=("One",))
    make_note("Draft")
    before, ids = current_version(), list(Reference.objects.values_list("pk", flat=True))
    time.advance(60)
    assert not any(outcome.changed or outcome.problem for outcome in republish())
    assert current_version().token == before.token
    assert list(Reference.objects.values_list("pk", flat=True)) == ids


def test_live_coming_and_drafts_are_rendered_again_and_dates_stay(time: Time) -> None:
    note = make_published_note("live", labels=(make_label(),))
    edit(note, text="coming")
    publish(note, starts_at=time.after(60))
    edit(note, text="draft")
    before = list(Publication.objects.order_by("pk").values("pk", "published_at", "updated_at", "starts_at", "ends_at"))
    time.advance(10)
    with new_release():
        assert [outcome.changed for outcome in republish()] == [False, True, True]
    assert [text for text, _, _ in seen().values()] == ["LIVE"]
    assert [text for text, _, _ in seen(as_of(time.after(60))).values()] == ["COMING"]
    assert [text for text, _, _ in seen(drafts()).values()] == ["DRAFT"]
    after = list(Publication.objects.order_by("pk").values("pk", "published_at", "updated_at", "starts_at", "ends_at"))
    assert after == before
    assert not Reference.objects.filter(type="note").exists()
    assert log_of(note) == [("published", note.slug), ("updated", note.slug), ("updated", note.slug)]


def test_history_is_not_rendered_again(time: Time) -> None:
    note = make_published_note("old")
    time.advance(1)
    edit(note, text="new")
    publish(note)
    with new_release():
        assert len(list(republish())) == 1
    assert [text for text, _, _ in seen(as_of(time.after(-0.5))).values()] == ["old"]


def test_what_cannot_be_rendered_any_more_keeps_its_old_rendering_and_is_named(time: Time) -> None:
    note = make_published_note("stubborn")
    other = make_published_note("other")
    before = head()
    with new_release():
        problems = {outcome.title: outcome.problem for outcome in republish()}
        with pytest.raises(CommandError, match="1 could not be rendered"):
            call_command("republish")
    assert problems == {note.title: "This text takes too long to render.", other.title: ""}
    assert sorted(text for text, _, _ in seen().values()) == ["OTHER", "stubborn"]
    assert head() == before + 1
    assert not Draft.objects.filter(entry_id=note.pk).exists()


def test_one_type_alone_can_be_rendered_again(time: Time) -> None:
    make_label()
    make_published_note("words")
    with new_release():
        assert [outcome.type for outcome in republish(of_type="label")] == ["label"]
    assert [text for text, _, _ in seen().values()] == ["words"]
    assert seen(drafts()) == seen()


def test_what_was_retracted_while_it_was_rendered_stays_retracted(time: Time) -> None:
    note = make_published_note("words")

    def retracting(of_type: NoteType, source: Source) -> Rendered:
        retract(note)
        return render_in_capitals(of_type, source)

    with patch.object(NoteType, "render", retracting):
        list(republish())
    assert seen() == {}
    assert log_of(note) == [("published", note.slug), ("retracted", note.slug)]
    (publication,) = Publication.objects.filter(entry_id=note.pk)
    assert orjson.loads(publication.document)["text"] == "words"
    assert len(intervals_of(note)) == 1


def test_older_moments_show_their_revision_in_todays_rendering(time: Time) -> None:
    make_published_note("words")
    time.advance(60)
    with new_release():
        list(republish())
    assert [text for text, _, _ in seen(as_of(time.after(-30))).values()] == ["WORDS"]
