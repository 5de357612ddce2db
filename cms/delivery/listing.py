"""Answering a list: strict parameters, filters, order, one page, and what the page refers to."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from cms.api import pagination
from cms.api.parameters import one_of, refuse_unknown

from .filters import EntryFilters
from .reading import Entry, Reader
from .resources import Resource


@dataclass(frozen=True)
class Narrowed:
    """What is asked for: the page, the filters, what they leave, and the same in order."""

    page: pagination.Page
    filters: EntryFilters
    found: QuerySet[Any]
    ordered: QuerySet[Any]


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
    or when nothing is found.

    Raises UnknownParameter, InvalidValue, NotFound for a page past the end.
    """
    asked = narrow(reader, resource, filters, path=path, query=query, also=also)
    page = asked.page
    entries = reader.rows(asked.ordered[page.first : page.first + page.size])
    count = asked.found.count()
    if not count:
        asked.filters.refuse_what_nothing_has()
    return page.envelope(count, summarise(reader, entries))


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
    refuse_unknown(query, [*pagination.PARAMETERS, "ordering", *filters.names(), *also])
    page = pagination.page_of(path, query)
    ordering = one_of(query, "ordering", resource.default_ordering, orderings_of(resource))
    entries = reader.perspective.entries(resource.type)
    chosen = filters(query, entries, perspective=reader.perspective, of_type=resource.type)
    found = chosen.apply()
    lead = f"{chosen.lead}{reader.perspective.source}" if chosen.lead else ""
    return Narrowed(page, chosen, found, in_order(found, resource, ordering, lead))


def summarise(reader: Reader, entries: list[Entry]) -> list[dict[str, Any]]:
    """Summaries with what they refer to put in. One query."""
    targets = reader.targets(pk for entry in entries for pk in entry.references())
    return [reader.summary(entry, targets) for entry in entries]


def orderings_of(resource: Resource) -> list[str]:
    return [sign + name for name in resource.orderings for sign in ("", "-")]


def in_order(found: QuerySet[Any], resource: Resource, ordering: str, lead: str = "") -> QuerySet[Any]:
    """Sorted, with the id as the last word so that pages never overlap.

    `lead` is the path to the source of a joined reference: sorted by date, the order is then read off its index.
    """
    column = resource.orderings[ordering.lstrip("-")]
    sign = "-" if ordering.startswith("-") else ""
    if column == "published_at" and lead:
        return found.order_by(f"{sign}references__published_at", f"{sign}{lead}_id")
    return found.order_by(f"{sign}{column}", f"{sign}id")
