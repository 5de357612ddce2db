"""Answering a list: strict parameters, filters, order, one page, and what the page refers to."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connection
from django.http import QueryDict

from cms.api import pagination
from cms.api.parameters import one_of, refuse_unknown
from cms.delivery.compiled_queries import Statement, padded, text_of
from cms.delivery.reader import Reader, ShownEntry
from cms.delivery.resources import Resource
from cms.publishing.content_types import entry_type
from cms.publishing.timeline.content_version import current_version, once_a_version, remembered

from .cursor_pagination import Keys, Walk, walk_of
from .filters import EntryFilters
from .list_queries import (
    COUNT,
    COUNT_BY_REFERENCES,
    DATE,
    FEW,
    IN_EVERY_GROUP,
    LED,
    LED_BY_EACH,
    ROWS,
    SORTED,
    WALKED,
    WHOLE,
    Among,
    Group,
    ListShape,
    Narrowing,
)

# How many rows of lists by several filters a process remembers of a content version, at 8 bytes each.
MOST_ROWS = 500_000
# The part of a group that costs as much to try, one by one, as to read the group as a whole, measured.
WORTH_READING = {"sqlite": 0.45, "postgresql": 0.1}


def list_entries(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str] = (),
) -> dict[str, Any]:
    """The list envelope with summaries. Three queries: count, page, references; a fourth for slugs in filters; and by
    several filters one for the rows that they have in common, in place of the count. By cursor one less: no count.

    Raises UnknownParameter, InvalidValue, NotFound for a page past the end.
    """
    asked = list_of(reader, resource, filters, path=path, query=query, also=also)
    return asked.answer(reader.whole_summaries)


def list_of(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str] = (),
    among: Among | None = None,
) -> "EntryListing":
    """At most two queries, for slugs in filters. `also` names the parameters that are understood elsewhere; `among` are
    the entries to choose from, if not all of the resource.

    Raises UnknownParameter, InvalidValue.
    """
    refuse_unknown(query, [*pagination.LIST_PARAMETERS, "ordering", *filters.names(), *also])
    page = pagination.page_of(path, query)
    ordering = one_of(query, "ordering", resource.default_ordering, orderings_of(resource))
    walk = walk_of(page, ordering) if pagination.CURSOR in query else None
    asked = sorted((name, query[name]) for name in filters.names() if name in query)
    narrowing, chosen = Narrowing(), None
    if asked:
        chosen = filters(query, perspective=reader.perspective, of_type=resource.name)
        narrowing = chosen.narrowing()
        for of_type in chosen.types_named():
            # What the filters name decides what is in the list, whether it was looked up or remembered.
            reader.dependencies.choose_from(of_type)
    counts_as = orjson.dumps([path, asked])
    keys = keys_of(resource, ordering)
    return EntryListing(reader, resource.name, chosen, narrowing, keys, page, walk, counts_as, among)


@dataclass
class EntryListing:
    """A list of a type: which entries, in which order, and the page of it, or where a walk by cursor stands."""

    reader: Reader
    of_type: str
    filters: EntryFilters | None
    narrowing: Narrowing
    keys: Keys
    page: pagination.Page
    walk: Walk | None
    counts_as: bytes
    among: Among | None = None

    def answer(self, results: Callable[[list[ShownEntry]], list[Any]]) -> dict[str, Any]:
        """The list envelope with what `results` makes of the entries.

        Raises InvalidValue for a filter's value that nothing ever had, NotFound for a page past the end.
        """
        if self.narrowing.is_empty:
            self.reader.dependencies.choose_from(self.of_type)
            empty = self.page.envelope(0, results([]))
            return empty if self.walk is None else {name: empty[name] for name in ("next", "previous", "results")}
        if self.walk:
            rows = self._ahead(self.walk)
            if not rows and not self.walk.place and self.filters:
                self.filters.refuse_what_nothing_had()
            part = self.walk.part_of(rows, len(self.keys.names))
            return self.walk.envelope(part, results(self.reader.entries_of(part.rows)))
        entries = self.reader.entries_of(self._page())
        # Remembered where it was counted already, in this process and for this version of the content.
        count = remembered(self.counts_as, self.reader.perspective.version, self.count)
        if not count and self.filters:
            self.filters.refuse_what_nothing_had()
        return self.page.envelope(count, results(entries))

    def count(self) -> int:
        if self._common is not None:
            if self._is_by_references or not self._common:
                return len(self._common)
            if self._is_few:
                return self._counted(COUNT, WALKED, rows=self._common)
        if self._is_by_references and len(self._groups) == 1:
            return self._counted(COUNT_BY_REFERENCES, SORTED)
        # Few are looked up by their rows. More are not: it costs less to read all rows in their order.
        if not self._groups:
            return self._counted(COUNT, WALKED)
        is_few = not self._is_planned or self._groups[0].weight <= FEW
        return self._counted(COUNT, SORTED if is_few else WHOLE)

    def _counted(self, statement: Statement, way: str, *, rows: Sequence[int] | None = None) -> int:
        return int(self._stated(statement, way, rows=rows)[0][0])

    def _page(self) -> list[tuple[Any, ...]]:
        first, size = self.page.first, self.page.size
        if self._common is None or not (self._is_few or (self._by_date and self._is_by_references)):
            way = self._way
            return self._stated(ROWS, way, span=[first, size, *([first + size] if way == LED_BY_EACH else [])])
        rows: Sequence[int] = self._common
        if self._by_date and self._is_by_references:
            rows = rows[first : first + size] if self.keys.descending else rows[::-1][first : first + size]
            first = 0
        return self._stated(ROWS, WALKED, rows=rows, span=[first, size]) if rows else []

    def _ahead(self, walk: Walk) -> list[tuple[Any, ...]]:
        """What lies ahead of the place, one row more than the page has if there are so many."""
        values: dict[str, Any] = {"span": [walk.page.size + 1]}
        if walk.place:
            values["place"] = list(walk.place)
        if self._is_few:
            found = self._stated(ROWS, WALKED, rows=self._common, backwards=walk.backwards, **values)
        else:
            until = walk.until(self.keys, self.reader.perspective.moment) if self._way in (LED, LED_BY_EACH) else None
            values |= {"until": [until]} if until else {}
            found = self._stated(ROWS, self._way, backwards=walk.backwards, **values)
        width = len(self.keys.names)
        return [(*row[:-width], *map(_in_utc, row[-width:])) for row in found]

    @property
    def _by_date(self) -> bool:
        return self.keys.columns[0] == DATE

    @property
    def _is_planned(self) -> bool:
        """Whether there are indexes to plan by: the present's."""
        return self.reader.perspective.is_present

    @property
    def _is_by_references(self) -> bool:
        """Whether references alone tell what is in the list."""
        is_reviewed = not entry_type(self.of_type).publishes_on_save
        return self._is_planned and self.narrowing.is_by_references and self.among is None and is_reviewed

    @property
    def _is_few(self) -> bool:
        return self._common is not None and len(self._common) <= FEW

    @cached_property
    def _groups(self) -> list[Group]:
        """The rarest first."""
        return sorted(self.narrowing.groups, key=lambda group: group.weight)

    @property
    def _way(self) -> str:
        """Of what leads there are few, or the list has its order; else the order's index is walked in search of it."""
        if not self._groups:
            return WALKED
        if not self._is_planned:
            return SORTED
        if self._by_date:
            return LED if len(self._groups[0].targets) == 1 else LED_BY_EACH
        return SORTED if self._groups[0].weight <= FEW else WALKED

    @cached_property
    def _common(self) -> Sequence[int] | None:
        """The rows that several groups have in common, the newest first. None if there are no several groups. One
        query, unless this was asked for already, in this process and for this version of the content."""
        token = self.reader.perspective.version
        if len(self._groups) < 2 or not self._is_planned or not token:
            return None
        dates = self.narrowing.dates
        key = orjson.dumps([self.of_type, [[group.kind, group.targets] for group in self._groups], dates])
        known: OrderedDict[bytes, array[int]] = once_a_version("rows in common", token, OrderedDict)
        rows = known.get(key)
        if rows is None:
            first, second, *_ = self._groups
            is_close = first.weight > FEW and first.weight > WORTH_READING[connection.vendor] * second.weight
            way = WHOLE if is_close else LED
            found = self._stated(IN_EVERY_GROUP, way, narrowing=Narrowing(groups=self._groups, columns=dates))
            ids = [row for (row,) in found]
            rows = array("q", dict.fromkeys(ids) if len(first.targets) > 1 else ids)
            if current_version().token == token:
                known[key] = rows
                while len(known) > 1 and sum(map(len, list(known.values()))) > MOST_ROWS:
                    known.popitem(last=False)
        return rows

    def _stated(
        self,
        statement: Statement,
        way: str,
        *,
        narrowing: Narrowing | None = None,
        rows: Sequence[int] | None = None,
        backwards: bool | None = None,
        **values: Any,
    ) -> list[tuple[Any, ...]]:
        """What a statement finds, among these rows if they are given: they are in every group."""
        narrowing = narrowing or self.narrowing
        groups = self._groups if rows is None else []
        shape = ListShape(
            of_type=self.of_type,
            among=self.among,
            keys=self.keys,
            way=way,
            kinds=tuple(group.kind for group in groups),
            lookups=tuple(lookup for lookup, _ in narrowing.columns),
            referred=tuple((of_type, kind) for of_type, kind, _ in narrowing.referred),
            backwards=backwards,
        )
        narrowed_by = {
            "groups": [padded(group.targets) for group in groups],
            "columns": [padded(value) if isinstance(value, list) else value for _, value in narrowing.columns],
            "referred": [padded(ids) for *_, ids in narrowing.referred],
            "words": narrowing.words,
            "rows": None if rows is None else text_of(rows),
            "methods": narrowing.methods,
        }
        values |= {name: value for name, value in narrowed_by.items() if value}
        return self.reader.stated_rows(statement, shape, **values)


def orderings_of(resource: Resource) -> list[str]:
    return [sign + name for name in resource.orderings for sign in ("", "-")]


def keys_of(resource: Resource, ordering: str) -> Keys:
    """What to sort by, with the id as the last word so that pages never overlap."""
    return Keys((resource.orderings[ordering.lstrip("-")], "id"), ordering.startswith("-"))


def _in_utc(value: Any) -> Any:
    """SQLite's moments are in UTC without saying so."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
