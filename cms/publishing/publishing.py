"""The verbs of going public: publish, schedule, expire, unschedule, retract.

Each is one transaction under the ledger's lock, safe to call twice, and leaves the ledger in step with the
intervals. None writes the entry's own rows.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.actors import By, account_of
from cms.audit.models import Act

from .audit_lines import log
from .capturing import Captured, capture
from .content_types import EntryKey, entry_type, key_of
from .models import Entry, EntryRecord, Publication, Reference, Revision
from .refusals import NotPublishable, Obstacle, Refused, ReplacementPending
from .revisions.rendered_pages import RenderedPage, render_for_the_public
from .search_index.index_rows import index
from .slow_work import slow_work_first
from .timeline.timetables import GUARD, Timetable, open_timetable, settle


class Pending(StrEnum):
    """What becomes of a replacement that is already scheduled."""

    REFUSE = "refuse"
    KEEP = "keep"
    CANCEL = "cancel"


def publish(
    entry: Entry | EntryKey,
    *,
    by: By = None,
    revision: Revision | None = None,
    starts_at: datetime | None = None,
    pending: Pending = Pending.REFUSE,
) -> Publication:
    """Make a revision public, now or at `starts_at`: the latest one unless another is given.

    An expiry that lies ahead is inherited. Publishing what is already live changes nothing and returns it.
    Raises NotPublishable, CannotRender, ReplacementPending, SlugTaken, TooClose.
    """
    key = key_of(entry)
    is_latest = revision is None
    revision = revision or latest_revision(key)
    if revision.entry_id != key.id:
        raise Refused(_("That revision belongs to another entry."))
    # Before the lock: rendering is most of the work, and everyone waits for the lock.
    page = render_for_the_public(revision)
    with transaction.atomic():
        timetable = open_timetable(key)
        _refuse_if_deleted(timetable)
        at = starts_at if starts_at and starts_at > timetable.moment else None
        if at is None and timetable.live and _is_there(timetable.live, revision, is_latest=is_latest):
            if timetable.coming and pending == Pending.CANCEL:
                timetable.refuse_if_coming_is_close()
                timetable.cancel_coming()
                settle(timetable)
            return timetable.live
        coming = timetable.coming
        if at and coming and _promises(coming, revision, at):
            return coming
        _decide_on_pending(timetable, pending, at)
        if at is None:
            timetable.end_live()
            timetable.live = published = _store(page, timetable, timetable.moment, by)
        else:
            timetable.coming = published = _store(page, timetable, at, by)
        settle(timetable)
        log(Act.SCHEDULED if at else Act.PUBLISHED, timetable.record, by=by, revision=revision.number, starts_at=at)
    return published


def expire(entry: Entry | EntryKey, *, at: datetime | None, by: By = None) -> None:
    """Set the moment at which the entry stops being public, or clear it with None.

    Raises Refused for a moment that has passed or lies before a scheduled start, TooClose, SlugTaken.
    """
    with transaction.atomic():
        timetable = open_timetable(key_of(entry))
        if timetable.expiry == at:
            return
        timetable.refuse_if_expiry_is_close()
        if at and at <= timetable.moment:
            raise Refused(_("That moment has passed. To take the page down now, retract it."))
        if at and timetable.coming and at <= timetable.coming.starts_at:
            raise Refused(_("It is scheduled to go live later than that. Choose a later end, or cancel the schedule."))
        if not (timetable.live or timetable.coming):
            raise Refused(_("Nothing of it is public or scheduled, so there is nothing to expire."))
        timetable.set_expiry(at)
        settle(timetable)
        log(Act.EXPIRY_SET, timetable.record, by=by, expires_at=at)


def unschedule(entry: Entry | EntryKey, *, by: By = None) -> bool:
    """Cancel what is scheduled; what is live stays, with the end that it had before.

    False when nothing is scheduled. Raises TooClose, SlugTaken.
    """
    with transaction.atomic():
        timetable = open_timetable(key_of(entry))
        if not timetable.coming:
            return False
        timetable.refuse_if_coming_is_close()
        revision = timetable.coming.revision.number
        timetable.cancel_coming()
        settle(timetable)
        log(Act.UNSCHEDULED, timetable.record, by=by, revision=revision)
    return True


def retract(entry: Entry | EntryKey, *, by: By = None) -> bool:
    """Take the entry out of the public now, and cancel what is scheduled for it.

    False when nothing was public or scheduled. Raises TooClose.
    """
    with transaction.atomic():
        timetable = open_timetable(key_of(entry))
        is_done = retract_in_turn(timetable)
        if is_done:
            log(Act.RETRACTED, timetable.record, by=by)
    return is_done


def retract_in_turn(timetable: Timetable) -> bool:
    if not (timetable.live or timetable.coming):
        return False
    timetable.refuse_if_coming_is_close()
    timetable.cancel_coming()
    timetable.end_live()
    timetable.set_expiry(None)
    settle(timetable)
    return True


@slow_work_first
def publish_on_save(entry: Entry, *, by: By = None, comment: str = "") -> Captured:
    """Capture an entry of a type without review, and make it public in the interval that it asks for.

    Nothing changes, and no turn is logged, when it already is. Raises what `publish` raises; then nothing was
    captured either.
    """
    key = key_of(entry)
    with transaction.atomic():
        captured = capture(entry, by=by, comment=comment)
        page = render_for_the_public(captured.revision)
        starts_at, ends_at = entry_type(key.type).interval(page.source)
        if starts_at and ends_at and ends_at <= starts_at:
            raise NotPublishable([Obstacle("", _("It would end before it starts. Choose a later end."))])
        timetable = open_timetable(key)
        if ends_at and ends_at <= timetable.moment:
            retract_in_turn(timetable)
        elif not _is_as_wanted(timetable, captured.revision, starts_at, ends_at):
            timetable.refuse_if_coming_is_close()
            if timetable.expiry != ends_at:
                timetable.refuse_if_expiry_is_close()
            timetable.cancel_coming()
            if starts_at and starts_at > timetable.moment:
                timetable.end_live()
                timetable.coming = _store(page, timetable, starts_at, by)
            elif not (timetable.live and timetable.live.revision_id == captured.revision.pk):
                timetable.end_live()
                timetable.live = _store(page, timetable, timetable.moment, by)
            timetable.set_expiry(ends_at)
            settle(timetable)
            is_later = starts_at is not None and starts_at > timetable.moment
            log(
                Act.SCHEDULED if is_later else Act.PUBLISHED,
                timetable.record,
                by=by,
                revision=captured.revision.number,
                starts_at=starts_at if is_later else None,
            )
    return captured


def _is_as_wanted(
    timetable: Timetable, revision: Revision, starts_at: datetime | None, ends_at: datetime | None
) -> bool:
    if timetable.record.expires_at != ends_at:
        return False
    live, coming = timetable.live, timetable.coming
    if starts_at and starts_at > timetable.moment:
        return live is None and coming is not None and _promises(coming, revision, starts_at)
    return coming is None and live is not None and live.revision_id == revision.pk


def _promises(coming: Publication, revision: Revision, starts_at: datetime) -> bool:
    return (coming.revision_id, coming.starts_at) == (revision.pk, starts_at)


def latest_revision(key: EntryKey) -> Revision:
    record = EntryRecord.objects.select_related("latest").filter(pk=key.id).first()
    if record is None or record.latest is None:
        raise Refused(_("Nothing of it has been saved yet."))
    return record.latest


def _is_there(live: Publication, revision: Revision, *, is_latest: bool) -> bool:
    """Whether what was asked for is live. Of two who publish the latest at once, the later may have rendered the older
    one: it must not undo the other."""
    return live.revision_id == revision.pk or (is_latest and live.revision_id > revision.pk)


def _refuse_if_deleted(timetable: Timetable) -> None:
    if timetable.record.deleted_at:
        raise Refused(_("It is in the bin. Restore it first."))


def _decide_on_pending(timetable: Timetable, pending: Pending, at: datetime | None) -> None:
    if at and timetable.expiry and at >= timetable.expiry:
        raise Refused(_("It expires before that. Move the expiry first."))
    if not timetable.coming:
        return
    timetable.refuse_if_coming_is_close()
    if pending == Pending.REFUSE or (at and pending == Pending.KEEP):
        raise ReplacementPending(
            _("Revision {number} is already scheduled. Decide whether to cancel it.").format(
                number=timetable.coming.revision.number
            )
        )
    if pending == Pending.CANCEL:
        timetable.cancel_coming()


def _store(page: RenderedPage, timetable: Timetable, starts_at: datetime, by: By) -> Publication:
    before = (
        Publication.objects.filter(entry_id=timetable.key.id, starts_at__lt=starts_at).order_by("-starts_at").first()
    )
    date = _publication_date(page, before, starts_at)
    # The interval it has until settle() derives the right one: two open ends at once are refused by the database.
    shared = {"published_at": date, "starts_at": starts_at, "ends_at": starts_at + GUARD}
    if timetable.record.expires_at and timetable.record.expires_at <= timetable.moment:
        timetable.set_expiry(None)
    publication = Publication.objects.create(
        **page.columns(), **shared, updated_at=_update_date(page, before, date, starts_at), published_by=account_of(by)
    )
    Reference.objects.bulk_create(page.links(Reference, publication=publication, **shared))
    index({publication.pk: page.words})
    return publication


def _publication_date(page: RenderedPage, before: Publication | None, starts_at: datetime) -> datetime:
    date = page.editorial_date
    if date and date > starts_at:
        raise NotPublishable(
            [
                Obstacle(
                    "published_at", _("The publication date lies after the moment it goes live. Schedule it for then.")
                )
            ]
        )
    return date or (before.published_at if before else starts_at)


def _update_date(page: RenderedPage, before: Publication | None, date: datetime, starts_at: datetime) -> datetime:
    """When readers could last see it change: going live for the first time, or as it was, is no change."""
    if before is None:
        return date
    columns = page.columns()
    is_changed = any(getattr(before, name) != columns[name] for name in ("title", "summary", "document"))
    return starts_at if is_changed else max(before.updated_at, date)
