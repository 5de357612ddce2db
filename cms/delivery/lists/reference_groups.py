"""Narrowing a list by what its entries refer to, from the side that costs least.

The index of references carries the list's own sort key, so that a list led by one reference costs its page and not the
tag. Of several filters the rarest leads, and the others are looked up for each row; of several values of one filter,
the first rows of each are joined. Led by nothing, a list in another order is walked in that order's own index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact

from cms.publishing.reading.perspectives import Perspective

# References are counted up to here: what has fewer is sorted faster than another order is walked in search of it.
FEW = 2_000


class CountedUpTo(Subquery):
    """How many rows a limited subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Group:
    """Entries that refer, by references of one kind, to any of these targets. `weight` is about how many do."""

    kind: str
    targets: tuple[Any, ...]
    weight: int


@dataclass(frozen=True)
class Leading:
    """`between` are lookups on the date that leave something out: what leads says them of its own copy of the date.
    Nothing after `until` is wanted, which is no later than the perspective's own moment.
    """

    perspective: Perspective
    of_type: str
    groups: Sequence[Group]
    by_date: bool = True
    between: dict[str, Any] = field(default_factory=dict)
    until: datetime | None = None

    @property
    def first(self) -> Group | None:
        rarest = min(self.groups, key=lambda group: group.weight, default=None)
        if not self.perspective.is_indexed:
            return None
        walks = not self.by_date and len(self.groups) == 1 and rarest is not None and rarest.weight > FEW
        return None if walks else rarest

    @property
    def is_joined(self) -> bool:
        """Whether what leads is one target, and its references give the list its order."""
        return self.first is not None and len(self.first.targets) == 1

    def found(self, entries: QuerySet[Any]) -> QuerySet[Any]:
        """What of these entries is in every group."""
        first = self.first
        others = [group for group in self.groups if group is not first]
        for group in others:
            entries = entries.filter(self._each(group))
        if first is None:
            return entries
        if self.is_joined:
            return entries.filter(self._joined(first, first.targets[0]))
        links = self._links(first)
        return entries.filter(pk__in=links.values(self.perspective.source))

    def parts(self, entries: QuerySet[Any]) -> list[QuerySet[Any]]:
        """The same once for each target that leads, if there are several and the order is theirs."""
        first = self.first
        if not self.by_date or first is None or len(first.targets) == 1:
            return []
        for group in self.groups:
            if group is not first:
                entries = entries.filter(self._each(group))
        return [entries.filter(self._joined(first, target)) for target in first.targets]

    def count(self) -> int:
        """How many entries are in every group, by the index of references alone. There must be a group that leads."""
        first = self.first
        if first is None:
            raise ValueError("Nothing leads.")
        source = f"{self.perspective.source}_id"
        links = self._links(first).filter(**self.between)
        for group in self.groups:
            if group is not first:
                links = links.filter(Exists(self._of_row(group, source)))
        return links.values(source).distinct().count() if len(first.targets) > 1 else links.count()

    def _links(self, group: Group) -> QuerySet[Any]:
        links = self.perspective.references().filter(type=self.of_type, kind=group.kind)
        one, *more = group.targets
        links = links.filter(target_id__in=group.targets) if more else links.filter(target_id=one)
        # It follows; it is what makes both databases seek in the index that has the interval as well.
        return links if self.perspective.moment is None else links.filter(published_at__lte=self.perspective.moment)

    def _of_row(self, group: Group, row: str) -> QuerySet[Any]:
        """The references of a row of the outer query: with its date, the index has all that is asked of them."""
        links = self._links(group).filter(published_at=OuterRef("published_at"))
        return links.filter(**{self.perspective.source: OuterRef(row)})

    def _each(self, group: Group) -> Exact | Q:
        """Looked up row by row, until the page is full: EXISTS PostgreSQL would join with the whole group first."""
        if not self.perspective.is_indexed:
            return Q(pk__in=self._links(group).values(self.perspective.source))
        one = self._of_row(group, "pk").annotate(_one=Value(1)).values("_one")
        return Exact(Subquery(one[:1]), 1)

    def _joined(self, group: Group, target: Any) -> Q:
        """The reference's own copy of the interval: what lets the index alone say which rows are live."""
        link = Q(references__target_id=target, references__type=self.of_type, references__kind=group.kind)
        link &= Q(**{f"references__{lookup}": value for lookup, value in self.between.items()})
        moment = self.perspective.moment
        if moment is None:
            return link
        # One bound and not two: SQLite seeks by the first that it meets.
        link &= Q(references__starts_at__lte=moment, references__published_at__lte=self.until or moment)
        link &= Q(references__ends_at=None) | Q(references__ends_at__gt=moment)
        return link & Q(references__past=False) if self.perspective.is_present else link


def weight_of(perspective: Perspective, of_type: str) -> CountedUpTo | Value:
    """Of what may be referred to: how many entries of a type do, by references called like its own type."""
    if not perspective.is_indexed:
        return Value(0)
    links = perspective.references().filter(type=of_type, target_id=OuterRef("entry_id"), kind=OuterRef("type"))
    return CountedUpTo(links.order_by().values("pk")[: FEW + 1])


def joined(parts: Sequence[QuerySet[Any]]) -> RawSQL:
    """The values in querysets of one column, for `__in`. Each may have an order and a limit."""
    statements = [part.query.sql_with_params() for part in parts]
    return found_once([sql for sql, _ in statements], [value for _, values in statements for value in values])


def found_once(statements: Sequence[str], values: Sequence[Any]) -> RawSQL:
    """The same of SQL that Django made. It is worked out once: PostgreSQL, while it takes the tables for empty, would
    ask it again for each row, and in each row of that what is nested in it."""
    # SQLite takes those with an order and a limit only wrapped.
    every = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS part" for statement in statements)  # noqa: S608 # nosec B608
    return RawSQL(f"WITH once AS MATERIALIZED ({every}) SELECT * FROM once", values)  # noqa: S608, S611 # nosec B608, B611
