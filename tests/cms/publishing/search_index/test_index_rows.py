"""The index is written by the verbs, in their transactions, and says nothing about time."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from cms.publishing.models import IndexedText, Publication
from cms.publishing.publishing import Pending, publish, retract, unschedule
from cms.publishing.reindexing import CHUNK, reindex
from cms.publishing.republishing import republish
from cms.publishing.search_index.index_rows import MAX_BYTES, reference_token
from tests.cms.publishing.conftest import Time
from tests.cms.publishing.makers import edit, head, make_label, make_note, make_published_note
from tests.notes.models import Note
from tests.notes.types import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def indexed(note: Note) -> list[str]:
    """The bodies in the index, of the entry's publications in order."""
    rows = IndexedText.objects.filter(publication__entry_id=note.pk).order_by("publication__starts_at")
    return list(rows.values_list("body", flat=True))


def found(word: str) -> int:
    """How many rows the database's own index has with this stem in their bodies."""
    if connection.vendor == "sqlite":
        sql, value = "SELECT count(*) FROM publishing_index WHERE publishing_index MATCH %s", f'body : "{word}"'
    else:
        sql, value = "SELECT count(*) FROM publishing_index WHERE vector @@ %s::tsquery", f"'{word}'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        (count,) = cursor.fetchone()
        if connection.vendor == "sqlite":  # raises if the index is not what its table says
            cursor.execute("INSERT INTO publishing_index(publishing_index, rank) VALUES ('integrity-check', 1)")
    return int(count)


def test_a_draft_is_not_indexed_and_a_publication_is() -> None:
    note = make_note("Secret plans")
    assert (indexed(note), found("secret")) == ([], 0)
    publish(note)
    edit(note, text="Hidden changes")
    assert indexed(note) == ["secret plan"]
    assert (found("secret"), found("hidden")) == (1, 0)


def test_a_row_is_written_with_its_publication_or_not_at_all() -> None:
    note = make_note("Secret plans")
    with transaction.atomic():
        publish(note)
        assert found("secret") == 1
        transaction.set_rollback(True)
    assert (indexed(note), found("secret")) == ([], 0)


def test_what_is_scheduled_is_indexed_then_and_gone_when_it_is_cancelled(time: Time) -> None:
    note = make_published_note("Before")
    time.advance(1)
    edit(note, text="Afterwards")
    publish(note, starts_at=time.after(3600))
    assert indexed(note) == ["befor", "afterward"]
    unschedule(note)
    assert indexed(note) == ["befor"]
    assert found("afterward") == 0


def test_what_has_been_over_for_long_leaves_the_index_at_the_next_write(time: Time) -> None:
    note = make_published_note("Before")
    time.advance(1)
    edit(note, text="Afterwards")
    publish(note)
    assert indexed(note) == ["befor", "afterward"]
    time.advance(120)
    make_published_note("Another")
    assert indexed(note) == ["afterward"]
    assert found("befor") == 0


def test_a_row_names_what_it_refers_to_by_token_and_never_by_name() -> None:
    label = make_label("Confidential")
    note = make_published_note(labels=(label,))
    row = IndexedText.objects.get(publication__entry_id=note.pk)
    assert row.refs.split() == ["typenote", reference_token("label", label.pk)]
    assert "confidenti" not in f"{row.title} {row.names} {row.body} {row.forms}"


def test_republishing_writes_the_row_again() -> None:
    note = make_published_note("Fresh text")
    Publication.objects.filter(entry_id=note.pk).update(document='{"text": "Stale", "lines": []}')
    IndexedText.objects.update(body="stale")
    assert found("stale") == 1
    assert any(outcome.changed for outcome in republish())
    assert indexed(note) == ["fresh text"]
    assert found("stale") == 0


@pytest.mark.parametrize("text", ["word " * 200_000, " ".join(f"été{number}é" for number in range(120_000))])
def test_an_enormous_text_is_indexed_as_far_as_a_row_goes(text: str) -> None:
    note = make_published_note(f"beginning {text}")
    (body,) = indexed(note)
    assert len(body.encode()) <= MAX_BYTES
    assert found("begin") == 1


def test_reindexing_brings_back_what_is_missing_and_mends_what_is_wrong() -> None:
    notes = [make_published_note(f"Text {word}") for word in ("one", "two", "three")]
    coming = make_note("Text four")
    publish(coming, starts_at=Publication.objects.latest("starts_at").starts_at.replace(year=2100))
    IndexedText.objects.filter(publication__entry_id=notes[0].pk).delete()
    IndexedText.objects.filter(publication__entry_id=notes[1].pk).update(body="wrong")
    before = head()
    assert sum(list(reindex())[1:]) == Publication.objects.count()
    assert [indexed(note) for note in (*notes, coming)] == [["text one"], ["text two"], ["text three"], ["text four"]]
    assert (found("text"), found("wrong")) == (4, 0)
    assert head() == before + 1, "answers that were kept must not outlive the index that they came from"


def test_reindexing_what_is_right_changes_nothing_and_says_so() -> None:
    make_published_note()
    before = head()
    list(reindex())
    assert list(reindex(only_missing=True)) == [0]
    assert head() == before


def test_reindexing_never_writes_over_what_is_published_meanwhile() -> None:
    note, other = make_published_note("Old text"), make_published_note("Other text")
    IndexedText.objects.all().delete()

    def replace() -> None:
        edit(note, text="New text")
        publish(note, pending=Pending.CANCEL)
        retract(other)

    with meanwhile(replace):
        list(reindex())
    assert "new text" in indexed(note)
    Publication.objects.filter(entry_id=note.pk).update(document='{"text": "Later text", "lines": []}')

    def rename() -> None:
        Publication.objects.filter(entry_id=note.pk).update(title="Moved on")

    with meanwhile(rename):
        list(reindex())
    assert "later text" not in indexed(note), "what changed while it was read is left to whoever changed it"


def test_reindexing_that_is_stopped_leaves_whole_rows_and_goes_on_another_time() -> None:
    notes = [make_published_note("Text") for _ in range(CHUNK + 5)]
    IndexedText.objects.all().delete()
    steps = reindex()
    assert (next(steps), next(steps)) == (len(notes), CHUNK)
    del steps
    assert found("text") == CHUNK
    assert list(reindex(only_missing=True)) == [5, 5]
    assert found("text") == len(notes)


def test_the_command_says_how_far_it_is() -> None:
    make_published_note("Text")
    IndexedText.objects.all().delete()
    said = StringIO()
    call_command("reindex", stdout=said)
    assert said.getvalue() == "1 publications indexed.\n"
    call_command("reindex", "--only-missing", verbosity=0, stdout=said)
    assert said.getvalue().count("\n") == 1
    assert found("text") == 1


def test_an_emptied_table_has_an_empty_index() -> None:
    make_published_note("Text")
    connection.check_constraints()  # PostgreSQL truncates nothing while checks are pending
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), [IndexedText._meta.db_table]):
            cursor.execute(statement)
    assert found("text") == 0
