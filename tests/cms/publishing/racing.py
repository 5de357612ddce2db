"""What the processes of test_concurrency do: writers what editors do, readers what the API does."""

import hashlib
import random
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import EntryKey
from cms.publishing.models import Change, Revision
from cms.publishing.publishing import Pending, expire, publish, publish_on_save, retract, unschedule
from cms.publishing.reading.perspectives import published
from cms.publishing.refusals import Refused
from cms.publishing.republishing import republish
from cms.publishing.timeline import clock
from cms.publishing.timeline.content_version import current_version
from tests.notes.models import Label, Note

from .makers import make_label, make_note, seen
from .rules import broken_rules

SHARED = 2
TRIES = 50


def prepare(own: int) -> int:
    """Two notes for everybody and `own` for one process each. Returns how many revisions there are."""
    labels = (make_label(slug="label-a"), make_label(slug="label-b"))
    for number in range(SHARED + own):
        make_note(f"{number}", slug=f"note-{number}", labels=labels)
    return Revision.objects.count()


class Writer:
    def __init__(self, number: int) -> None:
        self.number = number
        self.random = random.Random(number)
        self.edits = self.revisions = 0
        self.did: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        # (entry, revision, moment) of what was published at once
        self.published: list[tuple[str, int, str]] = []

    def act(self) -> None:
        is_shared = self.random.random() < 0.6
        number = self.random.randrange(SHARED) if is_shared else SHARED + self.number
        note = self.note(number)
        verbs = [self.edit] * 3 + [self.publish] * 4 + [self.schedule] * 2
        verbs += [self.expire, self.unschedule, self.retract, self.rename_label, self.republish]
        verb = self.random.choice(verbs if is_shared else [*verbs, self.bin])
        name = verb.__name__
        try:
            if note:
                verb(note)
            self.did[name] = self.did.get(name, 0) + 1
        except Refused as refusal:
            reason = f"{name}: {type(refusal).__name__}"
            self.refused[reason] = self.refused.get(reason, 0) + 1

    def note(self, number: int) -> Note | None:
        return Note.objects.filter(slug=f"note-{number}").first()

    def soon(self) -> datetime:
        """Near enough to come true during the race, or far enough to be moved again."""
        seconds = self.random.choice([self.random.uniform(0.05, 3.0), self.random.uniform(10, 60)])
        return clock.now() + timedelta(seconds=seconds)

    def edit(self, note: Note) -> None:
        self.edits += 1
        with transaction.atomic():
            Note.objects.filter(pk=note.pk).update(text=f"{note.slug[5:]} {self.number} {self.edits}")
            self.revisions += capture(note).is_new

    def publish(self, note: Note) -> None:
        self.edit(note)
        publication = publish(note, pending=self.random.choice([Pending.CANCEL, Pending.KEEP]))
        self.published.append((str(note.pk), publication.revision_id, publication.starts_at.isoformat()))
        older = published().renderings().filter(entry_id=note.pk, starts_at__lt=publication.starts_at)
        assert not older.exists(), "a request that starts after a publish has returned does not see it"

    def schedule(self, note: Note) -> None:
        publish(note, starts_at=self.soon(), pending=Pending.CANCEL)

    def expire(self, note: Note) -> None:
        expire(note, at=self.random.choice([None, self.soon()]))

    def unschedule(self, note: Note) -> None:
        unschedule(note)

    def retract(self, note: Note) -> None:
        retract(note)

    def rename_label(self, note: Note) -> None:
        label = Label.objects.get(slug=self.random.choice(["label-a", "label-b"]))
        with transaction.atomic():
            self.edits += 1
            Label.objects.filter(pk=label.pk).update(name=f"{self.number} {self.edits}")
            self.revisions += publish_on_save(label).is_new

    def bin(self, note: Note) -> None:
        discard(note)
        undelete(EntryKey("note", note.pk))
        self.revisions += 1

    def republish(self, note: Note) -> None:
        list(republish(of_type="note"))


def write(number: int, starts_at: float, seconds: float) -> dict[str, Any]:
    writer = Writer(number)
    time.sleep(max(0.0, starts_at - time.time()))
    while time.time() < starts_at + seconds:
        writer.act()
    return {
        "revisions": writer.revisions,
        "published": writer.published,
        "did": writer.did,
        "refused": writer.refused,
    }


def read(starts_at: float, seconds: float) -> dict[str, Any]:
    """Answers by version, the way the API makes them. Raises when a version goes back."""
    answers: dict[str, str] = {}
    torn = built = 0
    last = None
    time.sleep(max(0.0, starts_at - time.time()))
    while time.time() < starts_at + seconds:
        for _ in range(TRIES):
            version = current_version()
            answer = [seen(published(version)), labels_of(published(version))]
            built += 1
            if current_version().token == version.token:
                break
            torn += 1
        else:
            raise AssertionError("no answer was whole")
        digest = hashlib.sha256(repr(answer).encode()).hexdigest()
        assert answers.setdefault(version.token, digest) == digest, "one version stands for two contents"
        if last:
            assert (version.head, version.boundary) >= (last.head, last.boundary), "the version went back"
        last = version
    return {"answers": answers, "built": built, "torn": torn}


def labels_of(perspective: Any) -> list[tuple[str, str]]:
    return list(perspective.entries("label").order_by("slug").values_list("slug", "title"))


def inspect(at_once: list[tuple[str, int, str]]) -> dict[str, Any]:
    """The rules that are broken, and the heads of what was published at once, in the order of their moments."""
    # A publish that found its revision live already returns that publication, so that one may be named twice.
    moments = sorted({(datetime.fromisoformat(moment), UUID(entry_id)) for entry_id, _, moment in at_once})
    changes = Change.objects.exclude(action="retracted").values_list("effective_at", "entry_id", "head")
    logged = {(moment, entry_id): head for moment, entry_id, head in changes}
    return {
        "broken": broken_rules(),
        "heads": [logged.get(key) for key in moments],
        "revisions": Revision.objects.count(),
        "head": current_version().head,
    }
