"""Capturing: after everything of an entry is saved, keep it as a revision and render its draft."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from django.db import transaction
from django.db.models import Max

from cms.audit.actors import By, account_of, token_name_of
from cms.audit.models import Act

from .audit_lines import log
from .content_types import EntryType, Source, entry_type, key_of
from .models import Draft, DraftReference, Entry, EntryRecord, Publication, Revision
from .refusals import CannotRender
from .revisions.rendered_pages import RenderedPage, render
from .revisions.sources import lifted_source, source_of
from .slow_work import slow_work_first
from .timeline import clock
from .timeline.entry_locks import lock_record


@dataclass(frozen=True)
class Captured:
    """The entry's latest revision, and whether this call made it."""

    revision: Revision
    is_new: bool


@slow_work_first
def capture(
    entry: Entry,
    *,
    by: By = None,
    comment: str = "",
    links: Mapping[str, str] | None = None,
    act: Act = Act.SAVED,
) -> Captured:
    """Make a revision of what is in the database, if that differs from the latest one.

    Doors call it once per act, after inline rows and sets are saved. It validates nothing: an entry that cannot
    be rendered is captured too, and only its draft rendering is missing, for the reason in its record.
    `links` is what the texts' links meant where they come from, if that is not the latest revision. `act` is what the
    audit log says was done.
    """
    key = key_of(entry)
    of_type = entry_type(key.type)
    with transaction.atomic():
        record = lock_record(key, title=str(entry))
        latest = record.latest
        source = source_of(entry, of_type)
        before = lifted_source(latest) if latest else {}
        source["links"] = _resolve_links(source, of_type, {**before.get("links", {}), **(links or {})})
        # Lifted: a release that adds or drops a field changes no entry.
        if latest and source == before and record.deleted_at is None:
            return Captured(latest, is_new=False)
        last = Revision.objects.filter(entry_id=key.id).aggregate(last=Max("number"))["last"] or 0
        revision = Revision(
            type=key.type,
            entry_id=key.id,
            number=last + 1,
            shape=of_type.shape,
            source=orjson.dumps(source, option=orjson.OPT_SORT_KEYS).decode(),
            created_at=clock.now(),
            created_by=account_of(by),
            token_name=token_name_of(by),
            comment=comment,
        )
        page = _rendered(revision)
        revision.save()
        record.latest, record.title = revision, str(entry)[:300]
        record.deleted_at = record.deleted_by = record.erased_at = None
        record.obstacle = _keep_draft(revision, page)
        record.save()
        log(act, record, by=by, revision=revision.number, comment=comment or None)
    return Captured(revision, is_new=True)


def keep_draft(revision: Revision) -> str:
    """Replace the entry's draft by this revision's rendering. Returns why there is none, or ""."""
    return _keep_draft(revision, _rendered(revision))


def _rendered(revision: Revision) -> RenderedPage | CannotRender:
    try:
        return render(revision)
    except CannotRender as problem:
        return problem


def _keep_draft(revision: Revision, page: RenderedPage | CannotRender) -> str:
    if isinstance(page, CannotRender):
        Draft.objects.filter(entry_id=revision.entry_id).delete()
        return str(page)[:500]
    dates = Publication.objects.filter(entry_id=revision.entry_id).order_by("starts_at").values_list("published_at")
    first_public = dates.last()
    date = page.editorial_date or (first_public[0] if first_public else revision.created_at)
    values = {**page.columns(), "published_at": date, "updated_at": revision.created_at if first_public else date}
    draft, _ = Draft.objects.update_or_create(entry_id=values.pop("entry_id"), defaults=values)
    draft.references.all().delete()
    DraftReference.objects.bulk_create(page.links(DraftReference, draft=draft, published_at=date))
    return ""


def _resolve_links(source: Source, of_type: EntryType, before: Mapping[str, str]) -> dict[str, str]:
    """The ids of the entries that the texts link to by slug.

    What was understood by a link before stays understood by it: a rename never breaks one. Otherwise
    the entry with that slug is meant, or the one that was last published under it. Unknown links are left out.
    """
    found: dict[str, str] = {}
    for name, slug in dict.fromkeys(of_type.links(source)):
        link = f"{name}:{slug}"
        target = _still_there(before.get(link)) or _id_by_slug(name, slug)
        if target:
            found[link] = target
    return found


def _still_there(entry_id: str | None) -> str | None:
    if entry_id and EntryRecord.objects.filter(pk=entry_id, deleted_at=None).exists():
        return entry_id
    return None


def _id_by_slug(name: str, slug: str) -> str | None:
    try:
        model = entry_type(name).model
    except KeyError:
        return None
    pk = model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        once = Publication.objects.filter(type=name, slug=slug).order_by("-starts_at")
        pk = once.values_list("entry_id", flat=True).first()
        pk = pk if pk and _still_there(str(pk)) else None
    return str(pk) if pk else None
