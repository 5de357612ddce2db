"""What the process of test_kills does: one act after another, killed at every statement that it sends."""

import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from cms.publishing import republishing
from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import EntryKey, entry_types
from cms.publishing.models import Change, Draft, EntryRecord, Ledger, Publication, Revision, seed_id
from cms.publishing.publishing import Pending, expire, publish, publish_on_save, retract, unschedule
from cms.publishing.reading.perspectives import drafts
from cms.publishing.refusals import Refused
from cms.publishing.restoring import restore
from cms.publishing.revisions.sources import source_of
from cms.publishing.timeline import clock, content_version
from tests.notes.models import Label, Note

from .databases import Databases
from .makers import edit, make_label, make_note, make_published_note, seen
from .rules import broken_rules

CREATED = "2026-01-01T00:00:00Z"
MOST_STATEMENTS = 400


def note() -> Note:
    return Note.objects.get(slug="note")


def key() -> EntryKey:
    record = EntryRecord.objects.get(title="Note")
    return EntryKey(record.type, record.pk)


def make_draft() -> None:
    label = make_label(slug="label")
    make_note("First", slug="note", title="Note", labels=(label,), lines=("One", "Two"))


def make_live() -> None:
    make_draft()
    publish(note())
    Note.objects.update(text="Second")
    note().labels.add(make_label(slug="other"))
    capture(note())


def make_replacement_pending() -> None:
    make_live()
    expire(note(), at=clock.now() + timedelta(days=2))
    publish(note(), starts_at=clock.now() + timedelta(days=1))
    edit(note(), text="Third")


def make_deleted() -> None:
    make_live()
    discard(note())


def make_badly_rendered() -> None:
    """Two chunks, of which one may be done and the other not."""
    for number in range(2):
        make_published_note("Words", slug=f"note-{number}", labels=(make_label(),))
    Publication.objects.filter(type="note").update(document="{}")


def make_nothing() -> None:
    """Only the ledger's row: the first turn makes it, and it may be there without a change."""


def save() -> None:
    with transaction.atomic():
        entry = note()
        entry.text = "Edited"
        entry.save()
        entry.lines.filter(text="One").delete()
        entry.labels.clear()
        capture(entry)


def rename_label() -> None:
    with transaction.atomic():
        label = Label.objects.get(slug="label")
        label.name = "Renamed"
        label.save()
        publish_on_save(label)


def republish_in_chunks() -> None:
    republishing.CHUNK = 1
    list(republishing.republish())


def load() -> None:
    label, words = seed_id("label", "seed"), {"title": "Note", "slug": "note", "text": "Words", "created_at": CREATED}
    fields: list[tuple[str, Any, bool, dict[str, Any]]] = [
        ("label", label, True, {"name": "Label", "slug": "label", "created_at": CREATED}),
        ("note", seed_id("note", "seed"), True, {**words, "labels": [["label"]]}),
        ("line", seed_id("line", "seed"), False, {"note": str(seed_id("note", "seed")), "text": "Line"}),
    ]
    rows = [
        {"model": f"notes.{name}", "pk": str(pk), "publish": is_seed, "fields": values}
        for name, pk, is_seed, values in fields
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed.json"
        path.write_text(json.dumps(rows))
        call_command("loaddata", path, verbosity=0)


@dataclass(frozen=True)
class Act:
    prepare: Callable[[], None]
    act: Callable[[], Any]
    is_chunked: bool = False


ACTS = {
    "capture": Act(make_live, save),
    "publish": Act(make_draft, lambda: publish(note())),
    "replace": Act(make_live, lambda: publish(note())),
    "replace what is pending": Act(make_replacement_pending, lambda: publish(note(), pending=Pending.CANCEL)),
    "schedule": Act(make_live, lambda: publish(note(), starts_at=datetime(2200, 1, 1, tzinfo=UTC))),
    "unschedule": Act(make_replacement_pending, lambda: unschedule(note())),
    "expire": Act(make_live, lambda: expire(note(), at=datetime(2200, 1, 1, tzinfo=UTC))),
    "retract": Act(make_replacement_pending, lambda: retract(note())),
    "publish on save": Act(make_live, rename_label),
    "restore": Act(make_live, lambda: restore(Revision.objects.get(entry_id=note().pk, number=1))),
    "discard": Act(make_replacement_pending, lambda: discard(note())),
    "undelete": Act(make_deleted, lambda: undelete(key())),
    "republish": Act(make_badly_rendered, republish_in_chunks, is_chunked=True),
    "loaddata": Act(make_nothing, load),
}


def kill_everywhere(name: str, url: str, folder: str) -> dict[str, int]:
    """Do the act on copies of a prepared database, killed before the first statement, the second … until it ends.

    Raises AssertionError when what is found afterwards is neither the state before nor the one after, or when the
    act does not succeed then. Returns how often it was killed, and how often it was done all the same.
    """
    act, databases = ACTS[name], Databases(Path(folder))
    use(url)
    act.prepare()
    old = state()
    connection.close()
    use(whole := databases.copy(url))
    act.act()
    new = state()
    assert old != new
    assert broken_rules() == []
    drop(databases, whole)
    killed = done = 0
    for number in range(MOST_STATEMENTS):
        copy = databases.copy(url)
        was_killed = killed_at(number, act.act, copy)
        use(copy)
        found = state()
        where = f"{name}, killed at statement {number}"
        assert found in (old, new) or act.is_chunked, f"{where}: {found} is neither {old} nor {new}"
        assert broken_rules() == [] or (act.is_chunked and found != new), (where, broken_rules())
        killed, done = killed + was_killed, done + (found == new)
        if found != new:
            act.act()
            assert act.is_chunked or state() == new, f"{where}: {state()} after it was done again is not {new}"
        else:
            again(act.act)
        assert broken_rules() == [], where
        assert seen(drafts()).keys() == set(Draft.objects.filter(type="note").values_list("slug", flat=True))
        drop(databases, copy)
        if not was_killed:
            assert found == new
            return {"killed": killed, "done": done}
    raise AssertionError(f"{name} does not end")


def again(act: Callable[[], Any]) -> None:
    """What was done already is done again, or refused in words, and leaves whole tables in either case."""
    try:
        act()
    except (Refused, Note.DoesNotExist):
        return


def use(url: str) -> None:
    connection.close()
    name = url.rpartition("/")[2]
    folder = Path(connection.settings_dict["NAME"]).parent
    connection.settings_dict["NAME"] = str(folder / name) if connection.vendor == "sqlite" else name
    content_version.forget()


def drop(databases: Databases, url: str) -> None:
    connection.close()
    databases.drop(url)


def killed_at(number: int, act: Callable[[], Any], url: str) -> bool:
    """Whether a process that does the act was killed before its statement of that number."""

    def die() -> None:
        use(url)
        with killing(number):
            act()

    return killed_in_child(die)


def killed_in_child(act: Callable[[], Any]) -> bool:
    """Do it in a copy of this process, with a connection of its own; whether that was killed. It may not fail."""
    connection.close()
    child = os.fork()
    if not child:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "The act failed."
    return os.WIFSIGNALED(status)


@contextmanager
def killing(number: int) -> Iterator[None]:
    """Die before the statement of that number. A commit counts as two: just before it, and just after."""
    seen_before = 0

    def count() -> None:
        nonlocal seen_before
        if seen_before == number:
            os.kill(os.getpid(), signal.SIGKILL)
        seen_before += 1

    def counted(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        count()
        return execute(sql, params, many, context)

    commit = connection._commit  # type: ignore[attr-defined]

    def counted_commit() -> None:
        count()
        commit()
        count()

    connection._commit = counted_commit  # type: ignore[attr-defined]
    with connection.execute_wrapper(counted):
        yield


def state() -> dict[str, Any]:
    """All that an act changes, without what differs each time: row ids and the moments themselves."""
    now = content_version.present()

    def when(moment: datetime | None) -> str:
        if moment is None:
            return "never"
        return "past" if moment <= now else f"{(moment - now).days} days ahead"

    return {
        "entries": [source_of(entry, t) for t in entry_types() for entry in t.model._default_manager.order_by("pk")],
        "revisions": list(Revision.objects.order_by("entry_id", "number").values_list("entry_id", "number", "source")),
        "records": [
            (record.title, record.latest and record.latest.number, when(record.expires_at), bool(record.deleted_at))
            for record in EntryRecord.objects.select_related("latest").order_by("pk")
        ],
        "publications": [
            (
                publication.slug,
                publication.revision.number,
                publication.document,
                when(publication.starts_at),
                when(publication.ends_at),
                list(publication.references.order_by("position").values_list("kind", "target_id")),
            )
            for publication in Publication.objects.select_related("revision").order_by("entry_id", "starts_at")
        ],
        "changes": [
            (change.slug, change.action, when(change.effective_at))
            for change in Change.objects.order_by("entry_id", "effective_at", "id")
        ],
        "drafts": [
            (draft.slug, draft.revision.number, draft.document, draft.references.count())
            for draft in Draft.objects.select_related("revision").order_by("entry_id")
        ],
        "head": Ledger.objects.values_list("head", flat=True).first() or 0,
    }
