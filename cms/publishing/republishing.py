"""Rendering again what is public and what is coming, after the rendering code has changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from .capturing import keep_draft
from .content_types import EntryKey
from .models import Change, EntryRecord, Publication, Reference
from .refusals import Refused
from .revisions.rendered_pages import RenderedPage, render
from .search_index.index_rows import index
from .slow_work import slow_work_first
from .timeline import clock
from .timeline.derived_changes import Swap, appearances, derive_changes, targets_of
from .timeline.turns import take_turn

CHUNK = 100
COMPARED = ("title", "sort_title", "kind", "language", "reading_minutes", "standalone", "summary", "document")


@dataclass(frozen=True)
class Republished:
    """What became of one publication: `changed`, or why it could not be rendered (its old rendering stays)."""

    title: str
    type: str
    changed: bool
    problem: str = ""


def republish(*, of_type: str | None = None) -> Iterator[Republished]:
    """Render live and coming publications again from their revisions, a chunk a transaction; drafts follow.

    `updated_at` and the intervals stay. Killed half-way, it leaves whole publications, and a second run does the rest.
    """
    current = Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), past=False)
    if of_type:
        current = current.filter(type=of_type)
    ids = list(current.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from _republish_chunk(ids[start : start + CHUNK])
    _render_drafts(of_type)


def _republish_chunk(ids: list[int]) -> list[Republished]:
    outcomes, fresh = [], []
    for publication in Publication.objects.filter(pk__in=ids).select_related("revision").order_by("pk"):
        try:
            page = render(publication.revision)
        except Refused as problem:
            outcomes.append(Republished(publication.title, publication.type, changed=False, problem=str(problem)))
            continue
        changed = _differs(publication, page)
        outcomes.append(Republished(publication.title, publication.type, changed=changed))
        if changed:
            fresh.append((publication.pk, page))
    if fresh:
        with transaction.atomic():
            _replace(fresh)
    return outcomes


def _differs(publication: Publication, page: RenderedPage) -> bool:
    columns = page.columns()
    if any(getattr(publication, name) != columns[name] for name in COMPARED):
        return True
    stored = publication.references.order_by("position").values_list("kind", "target_id")
    return [(kind, str(target)) for kind, target in stored] != [
        (link.kind, str(link.target_id)) for link in page.links(Reference)
    ]


def _replace(fresh: list[tuple[int, RenderedPage]]) -> None:
    turn = take_turn()
    # Looked up again under the lock: a verb may have ended or cancelled one in the meantime.
    there = Publication.objects.filter(pk__in=[pk for pk, _ in fresh]).filter(
        Q(ends_at=None) | Q(ends_at__gt=turn.moment)
    )
    by_pk = {publication.pk: publication for publication in there.defer("summary", "document")}
    targets_before = targets_of(by_pk)
    for pk, page in fresh:
        publication = by_pk.get(pk)
        if publication is None:
            continue
        columns = page.columns()
        Publication.objects.filter(pk=pk).update(**{name: columns[name] for name in COMPARED})
        publication.references.all().delete()
        interval = {name: getattr(publication, name) for name in ("published_at", "starts_at", "ends_at", "past")}
        Reference.objects.bulk_create(page.links(Reference, publication=publication, **interval))
        index({pk: page.words})
    targets_now = targets_of(by_pk)
    changes, ahead = [], set()
    for pk, publication in by_pk.items():
        key = EntryKey(publication.type, publication.entry_id)
        if publication.starts_at <= turn.moment:
            changes.append(_update(publication, turn.moment))
            swap = Swap(turn.moment, targets_before.get(pk, set()), targets_now.get(pk, set()))
            changes += appearances(key, [swap], turn.moment)
        if publication.ends_at or publication.starts_at > turn.moment:
            ahead.add(key)
    # Logged again after the updates: who has been told already that one ended must not be told of an update alone.
    for key in sorted(ahead):
        changes += derive_changes(key, turn.moment)
    turn.log(changes)


def _update(publication: Publication, moment: datetime) -> Change:
    return Change(
        type=publication.type,
        entry_id=publication.entry_id,
        action=Change.Action.UPDATED,
        slug=publication.slug,
        effective_at=moment,
    )


def _render_drafts(of_type: str | None) -> None:
    records = EntryRecord.objects.filter(deleted_at=None, latest__isnull=False)
    if of_type:
        records = records.filter(type=of_type)
    for pk in list(records.values_list("pk", flat=True)):
        _render_draft(pk)


@slow_work_first
def _render_draft(entry_id: UUID) -> None:
    with transaction.atomic():
        record = EntryRecord.objects.select_for_update(of=("self",)).select_related("latest").get(pk=entry_id)
        if record.latest and record.deleted_at is None:
            record.obstacle = keep_draft(record.latest)
            record.save(update_fields=["obstacle"])
