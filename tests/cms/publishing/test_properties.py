"""Random sequences of everything an editor can do, against a model that is simple enough to be believed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import key_of
from cms.publishing.models import Change, Draft, EntryRecord, Publication, Reference, Revision
from cms.publishing.publishing import Pending, expire, publish, publish_on_save, retract, unschedule
from cms.publishing.reading.perspectives import as_of, drafts, published
from cms.publishing.refusals import Refused
from cms.publishing.republishing import republish
from cms.publishing.restoring import restore
from cms.publishing.timeline import clock, content_version
from cms.publishing.timeline.content_version import Version, current_version
from cms.publishing.timeline.timetables import GUARD
from tests.machines import run_machine
from tests.notes.models import Label, Line, Note

from .databases import is_sqlite
from .makers import make_label, seen
from .rules import broken_rules

NOTES = 3
which = st.integers(0, NOTES - 1)
# Zero and one microsecond for ties, a second for the guard, a minute for the sweep, an hour for the rest.
steps = st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(seconds=1), GUARD, timedelta(seconds=61)])
spans = st.sampled_from([timedelta(seconds=n) for n in (1, 5, 30, 90, 600)])


# slug, text, lines
Content = tuple[str, str, tuple[str, ...]]


@dataclass
class Expected:
    """What one note's public life should be: contents, and three times."""

    note: Note
    key: Any
    live: Content | None = None
    coming: Content | None = None
    coming_at: datetime | None = None
    expires_at: datetime | None = None
    is_deleted: bool = False
    revisions: list[Revision] = field(default_factory=list)

    def pass_time(self, now: datetime) -> None:
        if self.coming and self.coming_at and self.coming_at <= now:
            self.live, self.coming, self.coming_at = self.coming, None, None
        if self.expires_at and self.expires_at <= now:
            self.live = self.expires_at = None


class Publishing(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        content_version.forget()
        self.stopped: Any = None
        self.words = 0
        self.public_words: set[str] = set()
        self.observed: list[tuple[datetime, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.last: Version | None = None
        self.set_clock(datetime(2026, 6, 1, 12, tzinfo=UTC))
        self.label = make_label("Shared label")
        self.label_name = "Shared label"
        self.label_ends_at: datetime | None = None
        self.notes = []
        for number in range(NOTES):
            note = Note.objects.create(slug=f"slug-{number}", title=f"Note {number}", text=self.new_word())
            note.labels.add(self.label)
            captured = capture(note)
            self.notes.append(Expected(note, key_of(note), revisions=[captured.revision]))

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            broken = broken_rules() if hasattr(self, "notes") else []
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            if self.stopped:
                self.stopped.__exit__(None, None, None)
            content_version.forget()
            assert broken == []

    def set_clock(self, now: datetime) -> None:
        if self.stopped:
            self.stopped.__exit__(None, None, None)
        self.now = now
        self.stopped = clock.stopped(now)
        self.stopped.__enter__()

    def new_word(self) -> str:
        self.words += 1
        return f"canary{self.words}x"

    @property
    def moment(self) -> datetime:
        """Now, as readers have it."""
        return current_version().now

    def pass_time(self) -> None:
        for expected in self.notes:
            expected.pass_time(self.moment)

    def latest(self, expected: Expected) -> Content:
        record = EntryRecord.objects.select_related("latest").get(pk=expected.key.id)
        assert record.latest
        return self.content(record.latest)

    def content(self, revision: Revision) -> Content:
        source = orjson.loads(revision.source)
        return source["slug"], source["text"], tuple(line["text"] for line in source["lines"])

    # ------------------------------------------------------------------ what editors do
    @rule(n=which)
    def edit(self, n: int) -> None:
        expected = self.notes[n]
        if not expected.is_deleted:
            Note.objects.filter(pk=expected.key.id).update(text=self.new_word())
            expected.revisions.append(capture(expected.note).revision)

    @rule(n=which, position=st.integers(0, 2), keep=st.booleans())
    def edit_lines(self, n: int, position: int, keep: bool) -> None:
        expected = self.notes[n]
        if not expected.is_deleted:
            if not keep:
                Line.objects.filter(note_id=expected.key.id).delete()
            Line.objects.create(note_id=expected.key.id, position=position, text=self.new_word())
            expected.revisions.append(capture(expected.note).revision)

    @rule(name=st.sampled_from(["Red", "Blue", "Green"]))
    def rename_label(self, name: str) -> None:
        self.save_label(name=name)

    @rule(span=st.none() | spans)
    def expire_label(self, span: timedelta | None) -> None:
        self.save_label(ends_at=self.now + span if span else None)

    def save_label(self, **fields: Any) -> None:
        try:
            with transaction.atomic():
                Label.objects.filter(pk=self.label.pk).update(**fields)
                publish_on_save(self.label)
        except Refused:
            return
        self.label_name = fields.get("name", self.label_name)
        self.label_ends_at = fields.get("ends_at", self.label_ends_at)

    @rule(n=which, slug=st.sampled_from(["slug-0", "slug-1", "slug-9"]))
    def rename(self, n: int, slug: str) -> None:
        expected = self.notes[n]
        if not expected.is_deleted and not Note.objects.filter(slug=slug).exists():
            Note.objects.filter(pk=expected.key.id).update(slug=slug)
            expected.revisions.append(capture(expected.note).revision)

    @rule(n=which, pending=st.sampled_from(Pending), span=st.none() | spans)
    def publish(self, n: int, pending: Pending, span: timedelta | None) -> None:
        expected = self.notes[n]
        starts_at = self.now + span if span else None
        wanted = self.latest(expected)
        before = current_version()
        try:
            publication = publish(expected.key, starts_at=starts_at, pending=pending)
        except Refused:
            assert current_version() == before
            return
        self.pass_time()
        self.public_words |= {wanted[1], *wanted[2]}
        if expected.coming and pending == Pending.CANCEL:
            expected.coming = expected.coming_at = None
        if publication.starts_at > self.moment:
            expected.coming, expected.coming_at = wanted, publication.starts_at
        else:
            expected.live = wanted

    @rule(n=which, span=st.none() | spans)
    def expire(self, n: int, span: timedelta | None) -> None:
        expected = self.notes[n]
        at = self.now + span if span else None
        try:
            expire(expected.key, at=at)
        except Refused:
            return
        self.pass_time()
        expected.expires_at = at

    @rule(n=which)
    def unschedule(self, n: int) -> None:
        expected = self.notes[n]
        try:
            assert unschedule(expected.key) == bool(expected.coming)
        except Refused:
            return
        expected.coming = expected.coming_at = None

    @rule(n=which)
    def retract(self, n: int) -> None:
        expected = self.notes[n]
        try:
            assert retract(expected.key) == bool(expected.live or expected.coming)
        except Refused:
            return
        expected.live = expected.coming = expected.coming_at = expected.expires_at = None

    @rule(n=which, back=st.integers(0, 5))
    def restore(self, n: int, back: int) -> None:
        expected = self.notes[n]
        if not expected.is_deleted:
            revision = expected.revisions[-1 - back % len(expected.revisions)]
            restored = restore(revision)
            assert self.content(restored.revision)[1:] == self.content(revision)[1:]
            expected.revisions.append(restored.revision)

    @rule(n=which)
    def delete(self, n: int) -> None:
        expected = self.notes[n]
        if not expected.is_deleted:
            try:
                discard(Note.objects.get(pk=expected.key.id))
            except Refused:
                assert Note.objects.filter(pk=expected.key.id).exists()
                return
            expected.is_deleted = True
            expected.live = expected.coming = expected.coming_at = expected.expires_at = None

    @rule(n=which)
    def undelete(self, n: int) -> None:
        expected = self.notes[n]
        if expected.is_deleted:
            expected.revisions.append(undelete(expected.key).revision)
            expected.is_deleted = False

    @rule()
    def republish(self) -> None:
        assert not [outcome for outcome in republish() if outcome.problem or outcome.changed]

    @rule(step=steps | spans)
    def tick(self, step: timedelta) -> None:
        self.set_clock(self.now + step)
        self.pass_time()

    # ------------------------------------------------------------------ what must always hold
    @invariant()
    def the_public_sees_what_it_should(self) -> None:
        if not hasattr(self, "notes"):
            return
        self.pass_time()
        version = current_version()
        answer = seen(published(version))
        names = (self.label_name,) if self.label_ends_at is None or version.now < self.label_ends_at else ()
        assert answer == {e.live[0]: (*e.live[1:], names) for e in self.notes if e.live}
        assert {word for text, lines, _ in answer.values() for word in (text, *lines)} <= self.public_words, (
            "a draft leaked"
        )
        listed = published(version).entries("label").values_list("title", flat=True)
        assert tuple(listed) == (names if answer else ()), "a label is listed without what is live"
        contents = [self.latest(expected) for expected in self.notes if not expected.is_deleted]
        assert seen(drafts()) == {slug: (text, lines, (self.label_name,)) for slug, text, lines in contents}
        self.observe(version, answer)

    def observe(self, version: Version, answer: dict[str, Any]) -> None:
        assert self.answers.setdefault(version.token, answer) == answer, "one version stands for two contents"
        if self.last:
            assert (version.head, version.boundary) >= (self.last.head, self.last.boundary), "it went back"
        self.last = version
        self.observed.append((version.now, answer))
        for moment, then in (self.observed[-1], *self.observed[-8::4]):
            assert seen(as_of(moment)) == then, "time travel shows something else than was answered"
        # A real clock does not stand still between a read and the next write.
        self.set_clock(self.now + timedelta(microseconds=1))

    @invariant()
    def the_tables_agree(self) -> None:
        if not hasattr(self, "notes"):
            return
        now = self.moment
        for expected in self.notes:
            intervals = list(
                Publication.objects.filter(entry_id=expected.key.id)
                .order_by("starts_at")
                .values_list("starts_at", "ends_at")
            )
            for (_, end), (start, _) in pairwise(intervals):
                assert end is not None, "two intervals overlap"
                assert end <= start, "two intervals overlap"
            log = Change.objects.filter(entry_id=expected.key.id, referrer_id=None, effective_at__lte=now)
            log = log.order_by("effective_at", "id")
            last = log.last()
            is_live = last is not None and last.action != Change.Action.RETRACTED
            assert is_live == bool(expected.live), "the ledger tells another story"
            assert Draft.objects.filter(entry_id=expected.key.id).exists() != expected.is_deleted
        for reference in Reference.objects.select_related("publication"):
            publication = reference.publication
            assert (reference.starts_at, reference.ends_at, reference.published_at, reference.past) == (
                publication.starts_at,
                publication.ends_at,
                publication.published_at,
                publication.past,
            )
            assert not publication.past or (publication.ends_at and publication.ends_at <= now)


@pytest.mark.both
@pytest.mark.django_db
def test_any_sequence_of_verbs_keeps_the_promises() -> None:
    run_machine(Publishing, examples=30, verbs=20)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(3))
def test_any_long_sequence_of_verbs_keeps_the_promises(part: int) -> None:
    """In parts, which run side by side. Fewer on PostgreSQL, where a query costs three times as much."""
    run_machine(Publishing, examples=50 if is_sqlite else 20, verbs=60)
