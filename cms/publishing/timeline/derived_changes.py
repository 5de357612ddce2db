"""What the ledger says of an entry from a moment on: derived from its intervals, never kept by hand beside them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cms.publishing.content_types import EntryKey, entry_types
from cms.publishing.models import Change, Publication, Reference

# A reference counts as one that stays if it ends no earlier than this: a reader may see a moment pass, that lies a
# little ahead, before the turn that looks at it is over.
STAYS_FOR = timedelta(minutes=5)


class Interval(NamedTuple):
    pk: int
    slug: str
    standalone: bool
    starts_at: datetime
    ends_at: datetime | None


def derive_changes(key: EntryKey, moment: datetime) -> list[Change]:
    """The entry's changes from the moment on, to be logged in place of those that the ledger had. Six queries at most,
    under the ledger's lock."""
    Change.objects.filter(entry_id=key.id, referrer_id=None, effective_at__gte=moment).delete()
    Change.objects.filter(referrer_id=key.id, effective_at__gte=moment).delete()
    intervals = _intervals(key, moment)
    return [*_own(key, intervals, moment), *appearances(key, _swaps(intervals, moment), moment)]


def targets_of(publications: Iterable[int]) -> dict[int, set[UUID]]:
    """What publications that stand alone refer to, by publication. One query."""
    found: dict[int, set[UUID]] = {}
    links = Reference.objects.filter(publication__in=list(publications), publication__standalone=True)
    for publication, target in links.values_list("publication_id", "target_id"):
        found.setdefault(publication, set()).add(target)
    return found


class Swap(NamedTuple):
    """At a moment, an entry refers to `after` in place of `before`."""

    at: datetime
    before: set[UUID]
    after: set[UUID]


def appearances(key: EntryKey, swaps: Iterable[Swap], moment: datetime) -> list[Change]:
    """A change for each entry without review that may begin or cease to be public because `key` begins or ceases to
    refer to it. One query.

    There may be one too many and never one too few: what something else refers to all the while is left out only where
    that is certain, for changes that are effective at once.
    """
    swaps = [swap for swap in swaps if swap.before != swap.after]
    touched = {target for swap in swaps for target in swap.before ^ swap.after}
    if not touched:
        return []
    names = [of_type.name for of_type in entry_types() if of_type.publishes_on_save]
    others = Reference.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment + STAYS_FOR),
        target_id=OuterRef("entry_id"),
        starts_at__lt=moment,
        past=False,
        publication__standalone=True,
    ).exclude(publication__entry_id=key.id)
    known = Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment), entry_id__in=touched, type__in=names)
    rows = known.annotate(stays=Exists(others)).order_by("starts_at").values_list("entry_id", "type", "slug", "stays")
    there = {pk: (of_type, slug, stays) for pk, of_type, slug, stays in rows}
    changes = []
    for swap in swaps:
        for target in sorted((swap.before ^ swap.after) & set(there)):
            of_type, slug, stays = there[target]
            if stays and swap.at == moment:
                continue
            action = Change.Action.PUBLISHED if target in swap.after else Change.Action.RETRACTED
            change = _change(EntryKey(of_type, target), action, slug, swap.at)
            change.referrer_id = key.id
            changes.append(change)
    return changes


def _intervals(key: EntryKey, moment: datetime) -> list[Interval]:
    """Those that are not over, and the one before them."""
    rows = Publication.objects.filter(entry_id=key.id).values_list("pk", "slug", "standalone", "starts_at", "ends_at")
    around = rows.filter(Q(ends_at=None) | Q(ends_at__gte=moment)).order_by("starts_at")
    intervals = [Interval(*row) for row in around]
    if intervals:
        before = rows.filter(starts_at__lt=intervals[0].starts_at).order_by("-starts_at")[:1]
        intervals = [*(Interval(*row) for row in before), *intervals]
    return intervals


def _own(key: EntryKey, intervals: list[Interval], moment: datetime) -> list[Change]:
    ends = {interval.ends_at for interval in intervals}
    starts = {interval.starts_at for interval in intervals}
    slugs_before = ["", *(interval.slug for interval in intervals)]
    changes = []
    for slug_before, interval in zip(slugs_before, intervals, strict=False):
        slug, starts_at, ends_at = interval.slug, interval.starts_at, interval.ends_at
        if starts_at >= moment:
            action = Change.Action.UPDATED if starts_at in ends else Change.Action.PUBLISHED
            change = _change(key, action, slug, starts_at)
            change.previous_slug = slug_before if slug_before != slug else ""
            changes.append(change)
        if ends_at and ends_at >= moment and ends_at not in starts:
            changes.append(_change(key, Change.Action.RETRACTED, slug, ends_at))
    return changes


def _swaps(intervals: list[Interval], moment: datetime) -> list[Swap]:
    if not intervals:
        return []
    targets = targets_of(interval.pk for interval in intervals)
    swaps = []
    for before, after in pairwise([None, *intervals, None]):
        left = targets.get(before.pk, set()) if before else set()
        come = targets.get(after.pk, set()) if after else set()
        end, start = before and before.ends_at, after and after.starts_at
        if end is not None and end == start:
            swaps.append(Swap(end, left, come))
            continue
        swaps += [Swap(end, left, set())] if end else []
        swaps += [Swap(start, set(), come)] if start else []
    return [swap for swap in swaps if swap.at >= moment]


def _change(key: EntryKey, action: Change.Action, slug: str, at: datetime) -> Change:
    return Change(type=key.type, entry_id=key.id, action=action, slug=slug, effective_at=at)
