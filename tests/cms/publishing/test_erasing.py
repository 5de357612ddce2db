"""Erasing for good what lies in the bin."""

from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article
from cms.media.models import Image
from cms.publishing import erasing
from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import EntryKey, key_of
from cms.publishing.erasing import erase, unfinished
from cms.publishing.models import Change, EntryRecord, IndexedText, Publication, Reference, Revision
from cms.publishing.publishing import publish, publish_on_save, retract
from cms.publishing.reading.perspectives import as_of
from cms.publishing.refusals import Refused, StillReferred
from tests.notes.models import Note

from .conftest import Time
from .fixture_files.seeds import Load, seed
from .makers import edit, head, log_of, make_label, make_note, make_published_note

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def in_bin(note: Note) -> EntryKey:
    key = key_of(note)
    discard(note)
    return key


def left_of(key: EntryKey) -> list[int]:
    """Rows of the core that say anything of an entry, but for the ledger's."""
    publications = Publication.objects.filter(entry_id=key.id)
    links = Reference.objects.filter(publication__in=publications)
    return [Revision.objects.filter(entry_id=key.id).count(), publications.count(), links.count()]


def test_nothing_is_left_but_a_tombstone(time: Time) -> None:
    note = make_published_note(labels=(make_label(),))
    time.advance(60)
    live_at = time.now
    time.advance(60)
    edit(note, text="Second")
    publish(note)
    key, log, before = in_bin(note), log_of(note), head()
    erased = erase(key)
    assert (erased.revisions, erased.publications) == (2, 2)
    assert left_of(key) == [0, 0, 0]
    assert not IndexedText.objects.filter(body__contains="second").exists()
    assert EntryRecord.objects.get(pk=key.id).title == ""
    assert (log_of(note), head()) == (log, before + 1)
    assert not as_of(live_at).renderings().filter(entry_id=key.id).exists()


def test_what_is_not_in_the_bin_is_not_erased() -> None:
    key = key_of(make_note())
    with pytest.raises(Refused, match="not in the bin"):
        erase(key)
    assert left_of(key) == [1, 0, 0]


def test_what_something_refers_to_is_not_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    note = make_note()
    key = in_bin(note)
    monkeypatch.setattr(erasing, "used_by", lambda key: ["Another page"])
    with pytest.raises(StillReferred, match="“Another page”"):
        erase(key)
    assert undelete(key).entry.pk == key.id


def test_an_erasure_that_was_interrupted_is_finished_by_doing_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    key = in_bin(make_published_note())
    with monkeypatch.context() as interrupted:
        interrupted.setattr(erasing, "_erase_rows", lambda *arguments: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            erase(key)
    with pytest.raises(Refused, match="erased"):
        undelete(key)
    assert unfinished() == [key]
    said = StringIO()
    call_command("erase", stdout=said)
    assert "1 revisions and 1 publications erased" in said.getvalue()
    assert (unfinished(), left_of(key)) == ([], [0, 0, 0])
    with pytest.raises(CommandError, match="Name a type and an id"):
        call_command("erase", "note")


def test_what_was_erased_is_not_brought_back_by_a_fixture(load: Load) -> None:
    load(seed())
    key = in_bin(Note.objects.get())
    erase(key)
    load(seed())
    assert not Note.objects.exists()


def test_the_files_of_every_revision_of_a_picture_go(time: Time) -> None:
    names = [default_storage.save(f"images/{number}.webp", ContentFile(b"x")) for number in range(3)]
    rendition = {"name": names[1], "type": "image/webp", "width": 1, "height": 1, "bytes": 1}
    image = Image.objects.create(title="One", slug="one", file=names[0], renditions=[rendition], alt="A")
    other = Image.objects.create(title="Two", slug="two", file=names[0], alt="B")
    publish_on_save(image)
    image.file = names[2]
    image.save()
    capture(image)
    key = key_of(image)
    discard(image)
    erase(key)
    assert [default_storage.exists(name) for name in names] == [True, False, False]
    other_key = key_of(other)
    capture(other)
    discard(other)
    erase(other_key)
    assert not default_storage.exists(names[0])


def test_an_erased_address_is_no_page_that_was(client: Client) -> None:
    article = Article.objects.create(title="One", slug="one", body="Words.")
    capture(article)
    publish(article)
    retract(article)
    assert client.get("/api/v1/articles/one/").status_code == 410
    key = key_of(article)
    discard(article)
    erase(key)
    assert client.get("/api/v1/articles/one/").status_code == 404
    changes = client.get("/api/v1/changes/?since=").json()["results"]
    assert str(key.id) not in [change["id"] for change in changes if change["action"] != "retracted"]
    assert Change.objects.filter(entry_id=key.id, action="retracted").exists()


def test_the_log_of_the_admin_forgets_the_title(admin_user: User, client: Client) -> None:
    note = make_note(title="Confidential")
    key = in_bin(note)
    LogEntry.objects.create(user=admin_user, object_id=str(key.id), object_repr="Confidential", action_flag=3)
    erase(key)
    assert not LogEntry.objects.filter(object_repr="Confidential").exists()
