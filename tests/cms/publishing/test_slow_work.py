"""Whatever is slow is done before the transaction, at every door."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import key_of
from cms.publishing.models import Revision
from cms.publishing.publishing import publish, publish_on_save
from cms.publishing.republishing import republish
from cms.publishing.restoring import restore
from cms.publishing.slow_work import MOST_TIMES, GatheredWork, done_before, same_each_time, slow_work_first
from tests.notes.models import Note
from tests.notes.types import meanwhile
from tests.tables import table

from .fixture_files.seeds import seed
from .makers import edit, make_note, make_published_note

pytestmark = pytest.mark.django_db


def edited() -> Note:
    note = make_published_note()
    Note.objects.filter(pk=note.pk).update(text="Another text")
    return note


def of_two_revisions() -> Note:
    note = make_note()
    edit(note, text="Another text")
    return note


def in_bin() -> Note:
    note = make_note()
    discard(note)
    return note


def load_seed(folder: Any) -> None:
    path = folder / "fixture.json"
    path.write_text(json.dumps(seed()))
    call_command("loaddata", path, verbosity=0)


DOORS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "capture": (edited, capture),
    "publish": (make_note, publish),
    "publish on save": (edited, publish_on_save),
    "restore": (of_two_revisions, lambda note: restore(note_revision(note))),
    "discard what was edited behind the doors": (edited, discard),
    "undelete": (in_bin, lambda note: undelete(key_of(note))),
    "republish": (make_note, lambda note: list(republish())),
    "the capture command": (edited, lambda note: call_command("capture", verbosity=0)),
}


def note_revision(note: Note) -> Any:
    return Revision.objects.get(entry_id=note.pk, number=1)


def rendered_at_depths(act: Callable[[], Any]) -> list[int]:
    """How many transactions of the act were open each time that a note was rendered, and once that its words were."""
    before, depths = len(connection.savepoint_ids), []

    def look() -> None:
        depths.append(len(connection.savepoint_ids) - before)

    with meanwhile(look), meanwhile(look), meanwhile(look):
        act()
    return depths


@table(("make", "act"), DOORS.values())
def test_no_verb_renders_in_its_transaction(make: Callable[[], Any], act: Callable[[Any], Any]) -> None:
    note = make()
    depths = rendered_at_depths(lambda: act(note))
    assert depths, "nothing was rendered, so that nothing is shown"
    assert set(depths) == {0}


def test_a_load_renders_before_its_transaction(tmp_path: Any) -> None:
    depths = rendered_at_depths(lambda: load_seed(tmp_path))
    assert depths
    assert set(depths) == {0}


# --- the mechanism


def test_work_is_done_once_between_two_attempts_that_do_the_same() -> None:
    attempts: list[int] = []
    done: list[int] = []

    def work() -> str:
        done.append(1)
        return "result"

    @slow_work_first
    def verb() -> str:
        with transaction.atomic():
            attempts.append(same_each_time("number", lambda: len(attempts)))
            return done_before("work", work)

    assert verb() == "result"
    assert (attempts, done) == ([0, 0], [1])


def test_what_the_work_ends_in_is_raised_where_it_is_needed() -> None:
    @slow_work_first
    def verb() -> str:
        try:
            return str(done_before("work", lambda: 1 // 0))
        except ZeroDivisionError:
            return "caught"

    assert verb() == "caught"


def test_a_verb_whose_work_differs_each_time_ends_all_the_same() -> None:
    attempts = []

    @slow_work_first
    def verb() -> int:
        attempts.append(1)
        return done_before(len(attempts), lambda: len(attempts))

    assert verb() == MOST_TIMES + 1


def test_the_work_of_many_things_is_asked_for_at_once() -> None:
    attempts = []

    @slow_work_first
    def verb() -> list[int]:
        attempts.append(1)
        results, needed = [], GatheredWork()
        for number in range(30):
            with needed:
                results.append(done_before(number, lambda number=number: number))  # type: ignore[misc]
        needed.ask()
        return results

    assert verb() == list(range(30))
    assert len(attempts) == 2
