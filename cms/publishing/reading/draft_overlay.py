"""One entry's draft over everything else as published: the perspective of a link that was made for one entry.

Drafts lie in tables of their own, where no public query reaches them by forgetting a filter. Here the draft is laid
among the publications query by query: wherever a query names the table of publications, it gets a derived table in
its place, which holds what is live of all other entries, and the draft's row; and the same for references. So every
list, filter, count and order works on it as on publications, exactly, with no second way of reading, nothing written
and no view in the database for migrations to trip over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Exists, Model, OuterRef, Q, QuerySet, UUIDField
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable, Join

from cms.publishing.content_types import entry_type
from cms.publishing.models import Draft, DraftReference, Publication, Reference
from cms.publishing.timeline.content_version import Version, current_version

from .perspectives import Perspective, as_of

# Added to ids of drafts and their references, which collide with those of publications: like what is published
# last, a draft then stands before what has the same date, and its id is not another's.
ABOVE = 1 << 62
# A piece of a statement, and its values.
Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Overlay(Perspective):
    """`moment` is None, because its rows need no filter by time: they are chosen at `now` already."""

    entry_id: UUID
    now: datetime
    is_indexed = False

    @property
    def source(self) -> str:
        return "publication"

    def entries(self, *of_types: str) -> QuerySet[Any]:
        """The same rule, asked of the tables themselves: a derived one would be made again for each row."""
        entries = self.renderings().filter(type__in=of_types)
        reviewed = [name for name in of_types if not entry_type(name).publishes_on_save]
        if len(reviewed) == len(of_types):
            return entries
        links = Perspective(moment=self.now, is_present=True).references().exclude(publication__entry_id=self.entry_id)
        used = links.filter(target_id=OuterRef("entry_id"), publication__standalone=True)
        of_draft = DraftReference.objects.filter(draft__entry_id=self.entry_id, draft__standalone=True)
        shown = Q(standalone=True) | Q(type__in=reviewed) | Exists(used)
        return entries.filter(shown | Q(entry_id__in=of_draft.values("target_id")))

    def references(self) -> QuerySet[Any]:
        return QuerySet(Reference, query=self._query(Reference))

    def renderings(self) -> QuerySet[Any]:
        return QuerySet(Publication, query=self._query(Publication))

    def once_at(self, of_type: str, slug: str) -> list[UUID]:
        return as_of(self.now).once_at(of_type, slug)

    @cached_property
    def _query(self) -> type[Query]:
        return _query_over({Publication._meta.db_table: self._rows(), Reference._meta.db_table: self._links()})

    def _rows(self) -> Sql:
        live, at = self._live()
        entry = UUIDField().get_db_prep_value(self.entry_id, connection)
        others = f"{_select(Publication)} WHERE {live} AND {_name('entry_id')} <> %s"
        draft = f"{_select_draft(Publication, Draft)} WHERE {_name('entry_id')} = %s"
        return f"{others} UNION ALL {draft}", (*at, entry, entry)

    def _links(self) -> Sql:
        live, at = self._live()
        entry = UUIDField().get_db_prep_value(self.entry_id, connection)
        published, draft = (
            f"SELECT {_name('id')} FROM {_name(model._meta.db_table)} WHERE {_name('entry_id')} = %s"  # noqa: S608 # nosec B608
            for model in (Publication, Draft)
        )
        others = f"{_select(Reference)} WHERE {live} AND {_name('publication_id')} NOT IN ({published})"
        of_draft = f"{_select_draft(Reference, DraftReference)} WHERE {_name('draft_id')} IN ({draft})"
        return f"{others} UNION ALL {of_draft}", (*at, entry, entry)

    def _live(self) -> Sql:
        at = DateTimeField().get_db_prep_value(self.now, connection)
        starts, ends, past = (_name(column) for column in ("starts_at", "ends_at", "past"))
        return f"NOT {past} AND {starts} <= %s AND ({ends} IS NULL OR {ends} > %s)", (at, at)


def draft_over(entry_id: UUID, version: Version | None = None) -> Perspective:
    """What the public sees at the moment the version was read, with this entry as its latest revision has it.

    The entry is there whether or not it was ever published. Without a draft rendering, because the revision cannot be
    rendered or the entry was deleted, it is not there at all. What the draft refers to is shown as published.
    """
    version = version or current_version()
    return Overlay(moment=None, entry_id=entry_id, now=version.now)


def _query_over(derived: dict[str, Sql]) -> type[Query]:
    """A query class that reads from derived tables where it would read from the tables of these names."""

    class Table(BaseTable):
        def as_sql(self, compiler: Any, connection: Any) -> Sql:
            if self.table_name not in derived:
                return super().as_sql(compiler, connection)
            sql, params = derived[self.table_name]
            return f"({sql}) {compiler.quote_name_unless_alias(self.table_alias)}", params

    class JoinedTable(Join):
        def as_sql(self, compiler: Any, connection: Any) -> Sql:
            on, values = super().as_sql(compiler, connection)
            if self.table_name not in derived:
                return on, values
            sql, params = derived[self.table_name]
            alias = compiler.quote_name_unless_alias(self.table_alias)
            condition = on.partition(" ON ")[2]
            return f"{self.join_type} ({sql}) {alias} ON {condition}", (*params, *values)

    class OverlaidQuery(Query):
        base_table_class, join_class = Table, JoinedTable

    return OverlaidQuery


def _select(model: type[Model]) -> str:
    columns = (_name(column) for column in _columns(model))
    return f"SELECT {', '.join(columns)} FROM {_name(model._meta.db_table)}"  # noqa: S608 # nosec B608: our own names


def _select_draft(published: type[Model], draft: type[Model]) -> str:
    """A draft's rows with the columns of what is published."""
    theirs = set(_columns(draft))
    instead = {
        "id": f"{_name('id')} + {ABOVE}",
        "publication_id": f"{_name('draft_id')} + {ABOVE}" if "draft_id" in theirs else "",
        "starts_at": _name("published_at"),
        "past": "FALSE",
    }
    columns = [instead.get(column) or (_name(column) if column in theirs else "NULL") for column in _columns(published)]
    return f"SELECT {', '.join(columns)} FROM {_name(draft._meta.db_table)}"  # noqa: S608 # nosec B608


def _columns(model: type[Model]) -> Iterable[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _name(identifier: str) -> str:
    return connection.ops.quote_name(identifier)
