"""An entry's intervals: what is live, what comes next, when it ends.

An entry has at most one live publication, at most one to come, and at most one expiry. Every interval's end and every
change in the ledger that lies ahead is derived from these three by `settle`, so that they cannot drift apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.publishing.content_types import EntryKey
from cms.publishing.models import EntryRecord, Publication, Reference
from cms.publishing.refusals import SlugTaken, TooClose
from cms.publishing.search_index.index_rows import unindex

from .derived_changes import derive_changes
from .entry_locks import lock_record
from .turns import Turn, take_turn

# A scheduled moment closer than this is not moved any more: a reader may have seen it pass already.
GUARD = timedelta(seconds=2)
# How long a publication must be over to be kept out of the indexes of the present. A reader that took its
# moment before the end still has to find it.
OVER_FOR = timedelta(seconds=60)
SWEEP = 500


@dataclass
class Timetable:
    """One entry's intervals at the moment of a turn, loaded under the locks that keep them still."""

    key: EntryKey
    turn: Turn
    record: EntryRecord
    live: Publication | None
    coming: Publication | None

    @property
    def moment(self) -> datetime:
        return self.turn.moment

    @property
    def expiry(self) -> datetime | None:
        """The expiry that still lies ahead."""
        at = self.record.expires_at
        return at if at and at > self.moment else None

    def refuse_if_coming_is_close(self) -> None:
        if self.coming and self.coming.starts_at - self.moment < GUARD:
            raise TooClose

    def refuse_if_expiry_is_close(self) -> None:
        if self.expiry and self.expiry - self.moment < GUARD:
            raise TooClose

    def set_expiry(self, at: datetime | None) -> None:
        if self.record.expires_at != at:
            self.record.expires_at = at
            self.record.save(update_fields=["expires_at"])

    def cancel_coming(self) -> None:
        """It was never public, so nothing of it is kept but its revision."""
        if self.coming:
            self.coming.delete()
            self.coming = None

    def end_live(self) -> None:
        if self.live:
            _set_end(self.live, self.moment)
            self.live = None


def open_timetable(key: EntryKey) -> Timetable:
    """Lock the entry's record, take a turn and load the intervals: about 5 queries, inside a transaction."""
    record = lock_record(key)
    turn = take_turn()
    around = list(
        Publication.objects.filter(entry_id=key.id)
        .filter(Q(ends_at=None) | Q(ends_at__gte=turn.moment))
        .order_by("starts_at")
        .defer("summary", "document")
    )
    turn.step_past([moment for p in around for moment in (p.starts_at, p.ends_at) if moment])
    live = [p for p in around if p.starts_at < turn.moment and (p.ends_at is None or p.ends_at > turn.moment)]
    coming = [p for p in around if p.starts_at > turn.moment]
    return Timetable(
        key=key, turn=turn, record=record, live=live[0] if live else None, coming=coming[0] if coming else None
    )


def settle(timetable: Timetable) -> None:
    """Derive the ends of the intervals and the changes ahead from what is live, what comes, and the expiry.

    Raises SlugTaken when an interval now reaches into another entry's time at the same slug.
    """
    expiry = timetable.expiry
    coming, live = timetable.coming, timetable.live
    # The earlier interval first: only one may have an open end, and it is the later one.
    if live:
        _set_end(live, coming.starts_at if coming else expiry)
    if coming:
        _set_end(coming, expiry)
    for publication in filter(None, (live, coming)):
        _refuse_taken_slug(publication)
    timetable.turn.log(derive_changes(timetable.key, timetable.moment))
    _sweep(timetable.moment)


def _set_end(publication: Publication, at: datetime | None) -> None:
    if publication.ends_at != at:
        publication.ends_at = at
        publication.save(update_fields=["ends_at"])
        publication.references.update(ends_at=at)


def _refuse_taken_slug(publication: Publication) -> None:
    others = Publication.objects.filter(type=publication.type, slug=publication.slug).exclude(
        entry_id=publication.entry_id
    )
    overlapping = others.filter(Q(ends_at=None) | Q(ends_at__gt=publication.starts_at))
    if publication.ends_at:
        overlapping = overlapping.filter(starts_at__lt=publication.ends_at)
    other = overlapping.values_list("title", flat=True).first()
    if other is not None:
        raise SlugTaken(
            _(
                "“{other}” is public, or will be, at the slug “{slug}”. Choose another slug, or retract that one."
            ).format(other=other, slug=publication.slug)
        )


def _sweep(moment: datetime) -> None:
    over = Publication.objects.filter(past=False, ends_at__lte=moment - OVER_FOR).order_by("ends_at")
    ids = list(over.values_list("pk", flat=True)[:SWEEP])
    if ids:
        Publication.objects.filter(pk__in=ids).update(past=True)
        Reference.objects.filter(publication_id__in=ids).update(past=True)
        unindex(ids)
