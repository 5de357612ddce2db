"""dumpdata and loaddata: a dump brings back what it was taken from."""

from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command

from cms.publishing.binning import discard
from cms.publishing.models import Publication, seed_id
from cms.publishing.publishing import expire, publish, retract
from cms.publishing.reading.perspectives import as_of, drafts
from cms.publishing.timeline import content_version
from cms.publishing.timeline.content_version import current_version
from tests.cms.publishing.conftest import Time
from tests.cms.publishing.makers import edit, head, log_of, make_label, make_note, make_published_note, seen
from tests.notes.models import Note

from .seeds import LABEL, NOTE, all_tables

pytestmark = pytest.mark.django_db


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
    # What `migrate` makes has the ids of a new database, whichever tests have emptied this one before.
    call_command("flush", interactive=False, verbosity=0)
    content_version.forget()
    notes = make_much(time)
    moments = [time.after(seconds) for seconds in (-91, -45, 0, 29.000001, 29.5, 59, 59.5, 119.5, 200_000)]
    before = all_tables()
    public = [seen(as_of(moment)) for moment in moments]
    version, logs = current_version(), [log_of(note) for note in notes]
    dump(tmp_path / "dump.json")
    call_command("flush", interactive=False, verbosity=0)
    assert seen() == {}
    content_version.forget()
    call_command("loaddata", tmp_path / "dump.json", verbosity=0)
    content_version.forget()
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
    content_version.forget()
    assert (seen(), head(), Publication.objects.count()) == ({}, 0, 0)
    assert seen(drafts()) == working_copies


def test_the_ids_of_the_seed_are_fixed() -> None:
    assert seed_id("label", "seed-label") == LABEL != NOTE
    assert isinstance(LABEL, UUID)
