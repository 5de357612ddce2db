"""The queries of a list, made once for each shape: its rows, and how many there are.

A list is narrowed by groups of references, by columns, and by words. The index of references carries the list's own
sort key, so that a list by date that one reference leads costs its page and not the tag.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from cms.delivery.compiled_queries import Statement, joined, numbers_in
from cms.delivery.reader import COLUMNS
from cms.delivery.search.matches import rows_matching
from cms.publishing.content_types import entry_type
from cms.publishing.reading.perspectives import Perspective

from .cursor_pagination import Keys, ahead

# References are counted up to here: what has fewer is sorted faster than another order is walked in search of it.
FEW = 2_000
# What the time that FEW references took is measured by; ten years.
SPAN, TICK = timedelta(days=3_650), timedelta(seconds=1)
DATE = "published_at"

# What a filter leaves of a queryset.
Method = Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]
# The entries of a perspective that a list chooses from.
Among = Callable[[Perspective], QuerySet[Any, Any]]


class CountedUpTo(Subquery):
    """How many rows a limited subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Group:
    """Entries that refer, by references of one kind, to any of these targets. `weight` is how many do up to FEW, and
    beyond that an estimate."""

    kind: str
    targets: tuple[Any, ...]
    weight: int


@dataclass
class Narrowing:
    """What a list is narrowed by. `columns` are lookups with a value or values. `referred` is what entries of a type
    refer to by a kind of reference, if these do: (type, kind, ids). `words` are what a search is asked by.

    `methods` is the door for any other filter: what it makes of a queryset. A list with one has its SQL made anew each
    time. `is_empty` says that nothing public has what is asked for any longer.
    """

    groups: list[Group] = field(default_factory=list)
    columns: list[tuple[str, Any]] = field(default_factory=list)
    referred: list[tuple[str, str, list[Any]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    is_empty: bool = False

    @property
    def dates(self) -> list[tuple[str, Any]]:
        return [pair for pair in self.columns if pair[0].startswith(DATE)]

    @property
    def is_by_references(self) -> bool:
        """Whether references tell all that is asked: they repeat the date."""
        others = self.referred or self.words or self.methods or len(self.dates) < len(self.columns)
        return bool(self.groups) and not others


# How a list is read: off the index of its order, trying each row; off that of the references to one target, or to
# several, whose first rows are joined; by sorting all that refers; or by looking each row up in all that refers, which
# are read once.
WALKED, LED, LED_BY_EACH, SORTED, WHOLE = "walked", "led", "led by each", "sorted", "whole"


@dataclass(frozen=True)
class ListShape:
    """What of a list's query is no value. `kinds` are those of the groups, the rarest first, which leads. `backwards`
    is None for a page, and not for a step of a walk by cursor."""

    of_type: str
    among: Among | None
    keys: Keys
    way: str
    kinds: tuple[str, ...] = ()
    lookups: tuple[str, ...] = ()
    referred: tuple[tuple[str, str], ...] = ()
    backwards: bool | None = None


def rows_of(
    perspective: Perspective, shape: ListShape, *, span: Sequence[int], place: Sequence[Any] = (), **narrowed_by: Any
) -> QuerySet[Any, Any]:
    """A page, `span` being the first row, how many, and the row after the last; or a step of a walk, `span` being how
    many rows, each with the keys at its end."""

    def part(found: QuerySet[Any, Any], keys: Keys, *, whole: bool) -> QuerySet[Any, Any]:
        if shape.backwards is not None:
            found = ahead(found, keys, place, backwards=shape.backwards)
            return found.values_list(*COLUMNS, *keys.names)[: span[0]] if whole else found.values("pk")[: span[0]]
        found = found.order_by(*keys.order())
        if not whole:
            return found.values("pk")[: span[2]]
        return found.values_list(*COLUMNS)[span[0] : span[0] + span[1]]

    own = Keys((f"references__{DATE}", f"references__{perspective.source}_id"), shape.keys.descending)
    parts = narrowed(perspective, shape, **narrowed_by)
    if shape.way == LED:
        return part(parts[0], own, whole=True)
    if shape.way == LED_BY_EACH:
        firsts = joined([part(each, own, whole=False) for each in parts])
        return part(perspective.renderings().filter(pk__in=firsts), shape.keys, whole=True)
    return part(parts[0], shape.keys, whole=True)


def counted(perspective: Perspective, shape: ListShape, **narrowed_by: Any) -> QuerySet[Any, Any]:
    (found,) = narrowed(perspective, shape, **narrowed_by)
    if shape.way != SORTED and perspective.moment is not None and "rows" not in narrowed_by:
        # It follows, and makes SQLite take the index that has the interval too: a tenth of the time.
        found = found.filter(published_at__lte=perspective.moment)
    return found.order_by().values_list("pk")


def counted_by_references(
    perspective: Perspective, shape: ListShape, *, groups: Sequence[Sequence[Any]], columns: Sequence[Any] = ()
) -> QuerySet[Any, Any]:
    """The rows that refer to a group, off the index of references alone."""
    links = _links(perspective, shape, 0, groups).filter(**dict(zip(shape.lookups, columns, strict=True)))
    rows = links.order_by().values_list(perspective.source)
    return rows if len(groups[0]) == 1 else rows.distinct()


def in_every_group(
    perspective: Perspective, shape: ListShape, *, groups: Sequence[Sequence[Any]], columns: Sequence[Any] = ()
) -> QuerySet[Any, Any]:
    """The rows that refer to every group, the newest first: of the first group's rows, each is tried for the others.
    If the first is not much smaller than the second, that is read as a whole (WHOLE), which costs less than to try."""
    row = f"{perspective.source}_id"
    links = _links(perspective, shape, 0, groups).filter(**dict(zip(shape.lookups, columns, strict=True)))
    for place in range(1, len(groups)):
        if shape.way == WHOLE and place == 1:
            same = perspective.links_of_visible().filter(**_to(shape, place, groups))
            links = links.filter(_is_one_of(row, same.values(row)))
        else:
            links = links.filter(_refers(perspective, shape, place, groups, row=row))
    return links.order_by(f"-{DATE}", f"-{row}").values_list(row)


ROWS, COUNT = Statement(rows_of), Statement(counted, counts=True)
COUNT_BY_REFERENCES, IN_EVERY_GROUP = Statement(counted_by_references, counts=True), Statement(in_every_group)


def narrowed(
    perspective: Perspective,
    shape: ListShape,
    *,
    groups: Sequence[Sequence[Any]] = (),
    columns: Sequence[Any] = (),
    referred: Sequence[Sequence[Any]] = (),
    words: Sequence[str] = (),
    until: Sequence[datetime] = (),
    rows: str | None = None,
    methods: Sequence[Method] = (),
) -> list[QuerySet[Any, Any]]:
    """What is left; once for each target that leads."""
    found = shape.among(perspective) if shape.among else perspective.entries(shape.of_type)
    if rows is not None:
        if not shape.among and not entry_type(shape.of_type).publishes_on_save:
            # Not of its type again, or SQLite looks through all that are.
            found = perspective.renderings()
        found = found.filter(pk__in=numbers_in(rows))
    found = found.filter(**dict(zip(shape.lookups, columns, strict=True)))
    for (of_type, kind), ids in zip(shape.referred, referred, strict=True):
        links = perspective.references().filter(type=of_type, kind=kind)
        links = links.filter(**{f"{perspective.source}__entry_id__in": ids})
        found = found.filter(entry_id__in=links.values("target_id"))
    if words:
        found = found.filter(pk__in=rows_matching(words))
    for method in methods:
        found = method(found)
    is_led = shape.way in (LED, LED_BY_EACH)
    for place in range(is_led, len(groups)):
        if shape.way in (SORTED, WHOLE):
            links = _links(perspective, shape, place, groups).values(perspective.source)
            found = found.filter(_is_one_of("pk", links) if shape.way == WHOLE else Q(pk__in=links))
        else:
            found = found.filter(_refers(perspective, shape, place, groups))
    if not is_led:
        return [found]
    dates = {name: value for name, value in zip(shape.lookups, columns, strict=True) if name.startswith(DATE)}
    return [found.filter(_joined(perspective, shape, target, dates, until)) for target in groups[0]]


def weighed(perspective: Perspective, of_type: str, entries: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """What may be referred to, with `_weight`: how many entries of a type do, by references called like its own type,
    counted up to FEW + 1; and `_since`: how far back in time the newest of so many reach."""
    if not perspective.is_present:
        return entries.annotate(_weight=Value(0), _since=Cast(Value(None), DateTimeField()))
    links = perspective.references().filter(type=of_type, target_id=OuterRef("entry_id"), kind=OuterRef("type"))
    newest = links.order_by(f"-{DATE}").values(DATE)[FEW : FEW + 1]
    return entries.annotate(_weight=CountedUpTo(links.order_by().values("pk")[: FEW + 1]), _since=Subquery(newest))


def weight_of(counted: int, since: datetime | None, moment: datetime | None) -> int:
    """About how many refer, of what was counted up to FEW + 1: the shorter the time that so many took, the more."""
    if counted <= FEW or since is None or moment is None:
        return counted
    return counted + int(SPAN / max(moment - (since if since.tzinfo else since.replace(tzinfo=UTC)), TICK) * FEW)


def _to(shape: ListShape, place: int, groups: Sequence[Sequence[Any]]) -> dict[str, Any]:
    one, *more = groups[place]
    to = {"target_id__in": groups[place]} if more else {"target_id": one}
    return {"type": shape.of_type, "kind": shape.kinds[place], **to}


def _links(
    perspective: Perspective, shape: ListShape, place: int, groups: Sequence[Sequence[Any]]
) -> QuerySet[Any, Any]:
    links = perspective.references().filter(**_to(shape, place, groups))
    # It follows; it is what makes both databases seek in the index that has the interval as well.
    return links if perspective.moment is None else links.filter(published_at__lte=perspective.moment)


def _refers(
    perspective: Perspective, shape: ListShape, place: int, groups: Sequence[Sequence[Any]], *, row: str = "pk"
) -> Exact:
    """Looked up row by row, until the page is full: EXISTS PostgreSQL would join with the whole group first.

    By equality alone, the date included, which stands before the row in the index. Whether the row is visible is asked
    elsewhere, and beside a range SQLite would look through the whole group for each row.
    """
    same = perspective.links_of_visible().filter(**_to(shape, place, groups))
    same = same.filter(**{DATE: OuterRef(DATE), perspective.source: OuterRef(row)})
    return Exact(Subquery(same.annotate(_one=Value(1)).values("_one")[:1]), 1)


def _is_one_of(row: str, rows: QuerySet[Any, Any]) -> Exact:
    """Not a condition by itself: PostgreSQL would join by it, row by row if it has no statistics, and SQLite would be
    led by it."""
    return Exact(Case(When(**{f"{row}__in": rows}, then=1), default=0), 1)


def _joined(
    perspective: Perspective, shape: ListShape, target: Any, dates: dict[str, Any], until: Sequence[datetime]
) -> Q:
    """The reference's own copy of the interval: what lets the index alone say which rows are live."""
    link = Q(references__target_id=target, references__type=shape.of_type, references__kind=shape.kinds[0])
    link &= Q(**{f"references__{lookup}": value for lookup, value in dates.items()})
    moment = perspective.moment
    # One bound and not two: SQLite seeks by the first that it meets.
    link &= Q(references__starts_at__lte=moment, references__published_at__lte=until[0] if until else moment)
    return link & (Q(references__ends_at=None) | Q(references__ends_at__gt=moment)) & Q(references__past=False)
