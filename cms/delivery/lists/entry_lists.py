"""Answering a list: strict parameters, filters, order, one page, and what the page refers to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import QueryDict

from cms.api import pagination
from cms.api.parameters import one_of, refuse_unknown
from cms.delivery.reader import COLUMNS, Reader, ShownEntry
from cms.delivery.resources import Resource
from cms.publishing.timeline.content_version import remembered

from .cursor_pagination import Keys, Walk, walk_of
from .filters import EntryFilters
from .list_statements import PAGE, PAGE_LED, PAGE_OF_ANY, WALK, WALK_LED
from .reference_groups import joined


@dataclass(frozen=True)
class Narrowed:
    """What is asked for: the page, or where a walk by cursor stands; the filters, what they leave, and its order."""

    page: pagination.Page
    walk: Walk | None
    filters: EntryFilters
    found: QuerySet[Any]
    keys: Keys
    parts: list[QuerySet[Any]]
    counts_as: bytes

    def answer(self, reader: Reader, results: Callable[[list[ShownEntry]], list[Any]]) -> dict[str, Any]:
        """The list envelope with what `results` makes of the entries. Two queries, or one for a walk by cursor; and one
        when nothing is found for each filter on a column.

        Raises InvalidValue for a filter's value that nothing has, NotFound for a page past the end.
        """
        if self.walk:
            part = self.walk.part(self._led(reader), self.keys, COLUMNS)
            if not part.rows and self.walk.place is None:
                self.filters.refuse_what_nothing_has()
            return self.walk.envelope(part, results([entry for entry, *_ in reader.gathered(part.rows)]))
        page = self.page
        entries = reader.rows(self._led(reader).order_by(*self.keys.order())[page.first : page.first + page.size])
        # None when it was counted already, in this process and for this version of the content.
        count = remembered(self.counts_as, reader.perspective.version, self.filters.count)
        if not count:
            self.filters.refuse_what_nothing_has()
        return page.envelope(count, results(entries))

    def _led(self, reader: Reader) -> QuerySet[Any]:
        """What was found; where several values lead, the first rows of each, which hold the page between them."""
        if not self.parts:
            return self.found
        own = keys_led_by(reader, self.keys.descending)
        if self.walk:
            firsts = [self.walk.ahead(part, own)[: self.page.size + 1] for part in self.parts]
        else:
            firsts = [part.order_by(*own.order())[: self.page.first + self.page.size] for part in self.parts]
        return reader.perspective.renderings().filter(pk__in=joined([first.values("pk") for first in firsts]))


def list_entries(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str] = (),
) -> dict[str, Any]:
    """The list envelope with summaries. Three queries: count, page, references; a fourth for slugs in filters,
    or when nothing is found. By cursor one less: no count.

    Raises UnknownParameter, InvalidValue, NotFound for a page past the end.
    """
    if len([name for name in filters.names() if name in query]) <= 1:
        simple = _list_simply(reader, resource, filters, path=path, query=query, also=also)
        if simple:
            return simple
    asked = narrow(reader, resource, filters, path=path, query=query, also=also)
    return asked.answer(reader, reader.whole_summaries)


def _list_simply(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str],
) -> dict[str, Any] | None:
    """A page of all that there are, or by date of what refers to one thing or any of several, or a walk by date
    through all or what refers to one: what is asked for most, by statements that are made once. None if it is something
    else, or nothing is found by walking."""
    refuse_unknown(query, [*pagination.LIST_PARAMETERS, "ordering", *filters.names(), *also])
    page = pagination.page_of(path, query)
    ordering = one_of(query, "ordering", resource.default_ordering, orderings_of(resource))
    keys, span = keys_of(resource, ordering), (page.first, page.first + page.size)
    is_by_date = keys.columns[0] == "published_at"
    asked = _asked(filters, query)

    def chosen() -> EntryFilters:
        entries = reader.perspective.entries(resource.type)
        return filters(query, entries, perspective=reader.perspective, of_type=resource.type)

    def counted() -> int:
        narrowed = chosen()
        narrowed.apply()
        return narrowed.count()

    named = None
    if asked:
        narrowed = chosen()
        named = narrowed.any_named() if is_by_date and reader.perspective.is_indexed else None
        if not named:
            return None
        _note_named(reader, narrowed)
    if pagination.CURSOR in query:
        return _walk_simply(reader, resource, walk_of(page, ordering), keys, named) if is_by_date else None

    if named:
        (kind, targets), led = named, keys_led_by(reader, keys.descending)
        if len(targets) == 1:
            entries = reader.stated(PAGE_LED, resource.type, kind, tuple(led.order()), span, target=targets[0])
        else:
            entries = reader.stated(PAGE_OF_ANY, resource.type, kind, keys, led, span, targets=targets)
    else:
        entries = reader.stated(PAGE, resource.type, tuple(keys.order()), span)

    count = remembered(orjson.dumps([path, asked]), reader.perspective.version, counted)
    return page.envelope(count, reader.whole_summaries(entries))


def _walk_simply(
    reader: Reader, resource: Resource, walk: Walk, keys: Keys, named: tuple[str, list[Any]] | None
) -> dict[str, Any] | None:
    """None if nothing is found, for whether there is such a list is seen elsewhere; or if several things are named."""
    place, size = walk.place or (), walk.page.size
    if named:
        kind, (target, *others) = named
        if others:
            return None
        led = keys_led_by(reader, keys.descending)
        shape = (resource.type, kind, led, walk.backwards, size + 1)
        until = walk.until(led, reader.perspective.moment)
        entries = reader.stated(WALK_LED, *shape, target=target, place=place, until=until)
    else:
        entries = reader.stated(WALK, resource.type, keys, walk.backwards, size + 1, place=place)
    part = walk.part_of([(entry, entry.published_at, entry.row) for entry in entries], width=2)
    return walk.envelope(part, reader.whole_summaries([entry for entry, *_ in part.rows])) if entries else None


def narrow(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str] = (),
    among: QuerySet[Any] | None = None,
) -> Narrowed:
    """One query for slugs in filters, if there are any. `also` names the parameters that are understood elsewhere;
    `among` are the entries to choose from, if not all of the resource.

    Raises UnknownParameter, InvalidValue.
    """
    refuse_unknown(query, [*pagination.LIST_PARAMETERS, "ordering", *filters.names(), *also])
    page = pagination.page_of(path, query)
    ordering = one_of(query, "ordering", resource.default_ordering, orderings_of(resource))
    walk = walk_of(page, ordering) if pagination.CURSOR in query else None
    entries = reader.perspective.entries(resource.type) if among is None else among
    chosen = filters(query, entries, perspective=reader.perspective, of_type=resource.type)
    chosen.has_others = among is not None
    by_date = resource.orderings[ordering.lstrip("-")] == "published_at"
    keys = keys_of(resource, ordering)
    until = walk.until(keys, reader.perspective.moment) if walk and by_date else None
    found = chosen.apply(by_date=by_date, until=until)
    _note_named(reader, chosen)
    if by_date and chosen.leading.is_joined:
        keys = keys_led_by(reader, keys.descending)
    counts_as = orjson.dumps([path, _asked(filters, query)])
    return Narrowed(page, walk, chosen, found, keys, chosen.parts(), counts_as)


def _asked(filters: type[EntryFilters], query: QueryDict) -> list[tuple[str, Any]]:
    return sorted((name, query[name]) for name in filters.names() if name in query)


def _note_named(reader: Reader, chosen: EntryFilters) -> None:
    """What the filters name decides what is in the list, whether it was looked up or remembered."""
    for of_type in chosen.types_named():
        reader.dependencies.choose_from(of_type)


def orderings_of(resource: Resource) -> list[str]:
    return [sign + name for name in resource.orderings for sign in ("", "-")]


def keys_of(resource: Resource, ordering: str) -> Keys:
    """What to sort by, with the id as the last word so that pages never overlap."""
    return Keys((resource.orderings[ordering.lstrip("-")], "id"), ordering.startswith("-"))


def keys_led_by(reader: Reader, descending: bool) -> Keys:
    """The same for a list by date that a joined reference leads: the order is read off its index."""
    return Keys(("references__published_at", f"references__{reader.perspective.source}_id"), descending)
