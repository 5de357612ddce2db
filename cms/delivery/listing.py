"""Answering a list: strict parameters, filters, order, one page, and what the page refers to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from cms.api import pagination
from cms.api.parameters import one_of, refuse_unknown

from .cursors import Keys, Walk, walk_of
from .filters import EntryFilters
from .reading import COLUMNS, Entry, Reader
from .resources import Resource


@dataclass(frozen=True)
class Narrowed:
    """What is asked for: the page, or where a walk by cursor stands; the filters, what they leave, and its order."""

    page: pagination.Page
    walk: Walk | None
    filters: EntryFilters
    found: QuerySet[Any]
    keys: Keys

    def answer(self, reader: Reader, results: Callable[[list[Entry]], list[Any]]) -> dict[str, Any]:
        """The list envelope with what `results` makes of the entries. Two queries, or one for a walk by cursor; and one
        when nothing is found for each filter on a column.

        Raises InvalidValue for a filter's value that nothing has, NotFound for a page past the end.
        """
        if self.walk:
            part = self.walk.part(self.found, self.keys, COLUMNS)
            if not part.rows and self.walk.place is None:
                self.filters.refuse_what_nothing_has()
            return self.walk.envelope(part, results([entry for entry, *_ in reader.gathered(part.rows)]))
        page = self.page
        entries = reader.rows(self.found.order_by(*self.keys.order())[page.first : page.first + page.size])
        count = self.found.count()
        if not count:
            self.filters.refuse_what_nothing_has()
        return page.envelope(count, results(entries))


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
    asked = narrow(reader, resource, filters, path=path, query=query, also=also)
    return asked.answer(reader, lambda entries: summarise(reader, entries))


def narrow(
    reader: Reader,
    resource: Resource,
    filters: type[EntryFilters],
    *,
    path: str,
    query: QueryDict,
    also: Collection[str] = (),
) -> Narrowed:
    """One query for slugs in filters, if there are any. `also` names the parameters that are understood elsewhere.

    Raises UnknownParameter, InvalidValue.
    """
    refuse_unknown(query, [*pagination.LIST_PARAMETERS, "ordering", *filters.names(), *also])
    page = pagination.page_of(path, query)
    ordering = one_of(query, "ordering", resource.default_ordering, orderings_of(resource))
    walk = walk_of(page, ordering) if pagination.CURSOR in query else None
    entries = reader.perspective.entries(resource.type)
    chosen = filters(query, entries, perspective=reader.perspective, of_type=resource.type)
    found = chosen.apply()
    lead = f"{chosen.lead}{reader.perspective.source}" if chosen.lead else ""
    return Narrowed(page, walk, chosen, found, keys_of(resource, ordering, lead))


def summarise(reader: Reader, entries: list[Entry]) -> list[dict[str, Any]]:
    """Summaries with what they refer to put in. One query."""
    targets = reader.targets(pk for entry in entries for pk in entry.references())
    return [reader.summary(entry, targets) for entry in entries]


def orderings_of(resource: Resource) -> list[str]:
    return [sign + name for name in resource.orderings for sign in ("", "-")]


def keys_of(resource: Resource, ordering: str, lead: str = "") -> Keys:
    """What to sort by, with the id as the last word so that pages never overlap.

    `lead` is the path to the source of a joined reference: sorted by date, the order is then read off its index.
    """
    column = resource.orderings[ordering.lstrip("-")]
    descending = ordering.startswith("-")
    if column == "published_at" and lead:
        return Keys(("references__published_at", f"{lead}_id"), descending)
    return Keys((column, "id"), descending)
