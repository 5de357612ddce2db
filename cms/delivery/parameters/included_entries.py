"""Reading in one query what one level of an answer asks for beyond what is there by default."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, TextField, UUIDField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from cms.api.parameters import invalid
from cms.delivery.compiled_queries import found_once, joined
from cms.delivery.reader import COLUMNS, Entries, Reader, ShownEntry

# SQLite joins at most 500 statements into one.
MOST_SOUGHT = 400
NO_DOCUMENT = Value("{}", TextField())


class Gathering:
    """What was wanted is there after `read`: `entries` by id; in `referring`, for (type, kind of reference, id), the
    newest entries that refer to it. What is not visible is in neither. `searches` and `found` are the members' own.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entries: Entries = {}
        self.referring: dict[tuple[str, str, str], list[ShownEntry]] = {}
        self.searches: dict[Any, Any] = {}
        self.found: dict[Any, Any] = {}
        self._whole: set[str] = set()
        self._whole_kinds: set[str] = set()
        self._parts: list[QuerySet[Any]] = []

    def want_whole(self, ids: Iterable[str], kinds: Iterable[str]) -> None:
        """These with their documents, and what they refer to by these kinds of reference."""
        self._whole.update(ids)
        self._whole_kinds.update(kinds)

    def want(self, ids: Iterable[str], kinds: Iterable[str] = ()) -> None:
        """These, and what they refer to by these kinds of reference."""
        if wanted := sorted(set(ids)):
            rows = self.reader.perspective.targets(wanted)
            self._add(rows)
            self._add_referred(joined([rows.values("pk")]), kinds)

    def want_rows(self, rows: Iterable[int], kinds: Iterable[str]) -> None:
        """The same, by the primary keys of renderings."""
        if wanted := sorted(set(rows)):
            self._add(self.reader.perspective.renderings().filter(pk__in=wanted))
            self._add_referred(wanted, kinds)

    def want_referring(self, ids: Iterable[str], *, by: str, kind: str, most: int, kinds: Iterable[str]) -> None:
        """The newest entries of type `by` that refer to each of these, and what they refer to by `kinds`."""
        perspective = self.reader.perspective
        newest = self._newest(sorted(set(ids)), by, kind, most)
        # Not of this type again, or SQLite looks through all that are.
        found = perspective.renderings().filter(references__pk__in=newest)
        self._add(found, kind=kind, of=F("references__target_id"))
        self._add_referred(joined([perspective.references().filter(pk__in=newest).values(perspective.source)]), kinds)

    def read(self) -> None:
        """One query, whatever was wanted; none for nothing."""
        if self._whole:
            rows = self.reader.perspective.targets(sorted(self._whole))
            self._add(rows, document=F("document"))
            self._add_referred(joined([rows.values("pk")]), self._whole_kinds)
        if not self._parts:
            return
        first, *others = self._parts
        rows = first.union(*others, all=True) if others else first
        for entry, kind, of in self.reader.gathered(rows, documents=True):
            if kind:
                self.referring.setdefault((entry.type, kind, str(of)), []).append(entry)
            elif entry.document or entry.id not in self.entries:
                self.entries[entry.id] = entry
        for found in self.referring.values():
            found.sort(key=lambda entry: (entry.published_at, entry.row), reverse=True)

    def _add(self, found: QuerySet[Any], *, document: Any = NO_DOCUMENT, kind: str = "", of: Any = None) -> None:
        of = of or Cast(Value(None), UUIDField())
        found = found.annotate(_document=document, _kind=Cast(Value(kind), TextField()), _of=of)
        self._parts.append(found.order_by().values_list(*COLUMNS, "_document", "_kind", "_of"))

    def _add_referred(self, rows: Any, kinds: Iterable[str]) -> None:
        if kinds := sorted(kinds):
            perspective = self.reader.perspective
            links = perspective.references().filter(kind__in=kinds, **{f"{perspective.source}__in": rows})
            self._add(perspective.targets(joined([links.values("target_id")])))

    def _newest(self, ids: list[str], by: str, kind: str, most: int) -> RawSQL:
        """Ids of references: the newest of each target, read off the index one target after the other."""
        if len(ids) > MOST_SOUGHT:
            raise invalid("include", f"It is asked of {len(ids)} entries here, and {MOST_SOUGHT} is the most.")
        links = self.reader.perspective.references().filter(type=by, kind=kind, target_id=ids[0])
        links = links.order_by("-published_at", f"-{self.reader.perspective.source}_id")
        statement, values = links.values("pk")[:most].query.sql_with_params()
        prepared = [UUIDField().get_db_prep_value(pk, connection) for pk in ids]
        # One statement is made, and repeated with another target: making each costs more than running it.
        each = [pk if value == prepared[0] else value for pk in prepared for value in values]
        return found_once([statement] * len(ids), each)
