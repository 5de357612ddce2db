"""Where all reading starts: what is visible from a perspective.

Three perspectives answer the same questions with querysets of the same columns: the present, any other moment, and
the drafts; `draft_overlay` adds one entry's draft over the present. Nothing else may query publications for a reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cms.publishing.content_types import entry_type
from cms.publishing.models import Draft, DraftReference, Publication, Reference
from cms.publishing.timeline.content_version import EPOCH, Version, current_version
from cms.publishing.timeline.turns import TICK


@dataclass(frozen=True)
class Perspective:
    """`moment` is None for what needs no filter by time: the drafts. `is_present` lets the indexes of the present be
    used, and `version` is the token by which what is made of the present may be remembered; it is empty for every
    other perspective."""

    moment: datetime | None
    is_present: bool = False
    version: str = ""
    # Whether its rows are a table's own, and so found by that table's indexes from within a join.
    is_indexed = True

    @property
    def source(self) -> str:
        """The name of a reference's foreign key to what refers."""
        return "draft" if self.moment is None else "publication"

    def entries(self, *of_types: str) -> QuerySet[Any]:
        """Renderings of one type or more that stand in lists and have a page of their own.

        What publishes on save is there only while something that stands alone refers to it.
        """
        entries = self.renderings().filter(**({"type": of_types[0]} if len(of_types) == 1 else {"type__in": of_types}))
        reviewed = [name for name in of_types if not entry_type(name).publishes_on_save]
        if len(reviewed) == len(of_types):
            return entries
        used = self.references().filter(target_id=OuterRef("entry_id"))
        used = used.filter(**{f"{self.source}__standalone": True})
        alone = Q(standalone=True) | Q(type__in=reviewed) if reviewed else Q(standalone=True)
        return entries.filter(alone | Exists(used))

    def targets(self, ids: Any) -> QuerySet[Any]:
        """Renderings of entries that something visible refers to: only ids out of a visible rendering belong here."""
        return self.renderings().filter(entry_id__in=ids)

    def references(self) -> QuerySet[Any]:
        """Links from renderings in this perspective."""
        return DraftReference.objects.all() if self.moment is None else self._in_time(Reference.objects.all())

    def links_of_visible(self) -> QuerySet[Any]:
        """The same, to be asked of renderings that are known to be visible: whether they are is not asked again."""
        return Reference.objects.filter(past=False) if self.is_present else self.references()

    def once_at(self, of_type: str, slug: str) -> list[UUID]:
        """Ids of the entries that the public could see at this slug up to the perspective's moment, the latest first.

        Redirects and 410 come from here. What does not stand alone counts from when something that does referred to
        it. Empty for drafts, which have no history.
        """
        if self.moment is None:
            return []
        once = self._ever_shown(Publication.objects.filter(type=of_type, slug=slug)).order_by("-starts_at")
        return list(dict.fromkeys(once.values_list("entry_id", flat=True)))

    def once_had(self, of_type: str, column: str, values: Iterable[str]) -> set[str]:
        """Those of the values of a column that entries of a type had up to the perspective's moment, when the public
        could see them. Empty for drafts. Reads all that ever were: to be asked where nothing is found."""
        if self.moment is None:
            return set()
        having = Publication.objects.filter(**{"type": of_type, f"{column}__in": list(values)})
        return set(self._ever_shown(having).values_list(column, flat=True).distinct())

    def slugs_of(self, ids: Any) -> dict[UUID, list[str]]:
        """The slugs at which the public could see entries up to the perspective's moment, the latest last. One query.
        Empty for drafts."""
        found: dict[UUID, list[str]] = {}
        if self.moment is not None:
            once = self._ever_shown(Publication.objects.filter(entry_id__in=ids)).order_by("starts_at")
            for entry_id, slug in once.values_list("entry_id", "slug"):
                found.setdefault(entry_id, []).append(slug)
        return found

    def _ever_shown(self, publications: QuerySet[Any]) -> QuerySet[Any]:
        """Those that the public could see at some time up to the moment."""
        moment = self.moment or EPOCH
        shown = Reference.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=OuterRef("starts_at")),
            starts_at__lt=Coalesce(OuterRef("ends_at"), moment + TICK),
            starts_at__lte=moment,
            target_id=OuterRef("entry_id"),
            publication__standalone=True,
        )
        return publications.filter(Q(standalone=True) | Exists(shown), starts_at__lte=moment)

    def renderings(self) -> QuerySet[Any]:
        """Everything in this perspective, whether something refers to it or not. To be narrowed by ids out of `entries`
        or of a visible rendering, and by nothing else."""
        return Draft.objects.all() if self.moment is None else self._in_time(Publication.objects.all())

    def _in_time(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        # Not also published_at <= moment, which follows: SQLite, without statistics, takes the index of that range
        # for every query, be it of a slug or of another order. A list by date may add it, to skip what is to come.
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=self.moment), starts_at__lte=self.moment)
        # Only ever an aid for the planner: what is past cannot be live, but what is over need not be marked yet.
        return rows.filter(past=False) if self.is_present else rows


def published(version: Version | None = None) -> Perspective:
    """What the public sees at the moment the version was read; by default now."""
    version = version or current_version()
    return Perspective(moment=version.now, is_present=True, version=version.token)


def as_of(moment: datetime) -> Perspective:
    """What the public saw, or will see if nobody does anything, at another moment."""
    return Perspective(moment=moment)


def drafts() -> Perspective:
    """Every entry as its latest revision has it."""
    return Perspective(moment=None)
