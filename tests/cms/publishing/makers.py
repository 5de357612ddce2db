"""Notes and labels, and what the public sees of them."""

from itertools import count
from typing import Any

import orjson

from cms.publishing.capturing import capture
from cms.publishing.models import Change, Ledger, Publication, Revision
from cms.publishing.publishing import publish, publish_on_save
from cms.publishing.reading.perspectives import Perspective, published
from tests.notes.models import Label, Line, Note

_numbers = count(1)


def make_label(name: str = "", **fields: Any) -> Label:
    number = next(_numbers)
    label = Label.objects.create(name=name or f"Label {number}", slug=fields.pop("slug", f"label-{number}"), **fields)
    publish_on_save(label)
    return label


def make_note(
    text: str = "Some text", *, lines: tuple[str, ...] = (), labels: tuple[Label, ...] = (), **fields: Any
) -> Note:
    number = next(_numbers)
    values = {"slug": f"note-{number}", "title": f"Note {number}", **fields}
    note = Note.objects.create(text=text, **values)
    note.labels.set(labels)
    for position, line in enumerate(lines):
        Line.objects.create(note=note, text=line, position=position)
    capture(note)
    return note


def make_published_note(text: str = "Some text", **fields: Any) -> Note:
    note = make_note(text, **fields)
    publish(note)
    return note


def edit(note: Note, **fields: Any) -> None:
    Note.objects.filter(pk=note.pk).update(**fields)
    note.refresh_from_db()
    capture(note)


def seen(perspective: Perspective | None = None) -> dict[str, Any]:
    """What a reader gets: every note by slug, with its document and the names of its labels."""
    perspective = perspective or published()
    pages = {}
    for slug, text in perspective.entries("note").values_list("slug", "document"):
        document = orjson.loads(text)
        labels = perspective.targets(document["labels"]).order_by("title").values_list("title", flat=True)
        pages[slug] = (document["text"], tuple(document["lines"]), tuple(labels))
    return pages


def head() -> int:
    """How many turns the ledger has logged."""
    return Ledger.objects.values_list("head", flat=True).first() or 0


def log_of(entry: Note | Label) -> list[tuple[str, str]]:
    """(action, slug) of the entry's changes, those to come included, in the order in which they take effect."""
    changes = Change.objects.filter(entry_id=entry.pk, referrer_id=None).order_by("effective_at", "id")
    return list(changes.values_list("action", "slug"))


def intervals_of(entry: Note | Label) -> list[tuple[int, Any, Any]]:
    """(revision number, start, end) of the entry's publications in order."""
    publications = Publication.objects.filter(entry_id=entry.pk).order_by("starts_at")
    return list(publications.values_list("revision__number", "starts_at", "ends_at"))


def revision_numbers(entry: Note | Label) -> list[int]:
    return list(Revision.objects.filter(entry_id=entry.pk).order_by("number").values_list("number", flat=True))


def save_label(label: Label, **fields: Any) -> None:
    Label.objects.filter(pk=label.pk).update(**fields)
    label.refresh_from_db()
    publish_on_save(label)


def texts() -> list[str]:
    """The texts of the notes that the public sees."""
    return [text for text, _, _ in seen().values()]
