"""Reading renderings out of a perspective, and putting in what they refer to."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, cast
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Case, F, QuerySet, TextField, Value, When

from cms.api.problems import Gone, Moved, NotFound
from cms.media.media_urls import MARK, media_base
from cms.publishing.internal_marks import LINKS
from cms.publishing.reading.perspectives import Perspective
from cms.publishing.timeline.content_version import once_a_version

from .cache.dependencies import Dependencies, Noting
from .compiled_queries import Statement
from .resolved_links import with_links
from .resources import SITE_MARK, Resource, resource_of

COLUMNS = ("id", "entry_id", "type", "slug", "title", "published_at", "updated_at", "summary")
# The document of what is read without it.
NOTHING = "{}"
_ESCAPED_MARK, _ESCAPED_SITE_MARK = (json.dumps(mark).strip('"') for mark in (MARK, SITE_MARK))
# How many entries a process remembers of a content version, and how many summaries of each kind.
MOST_REMEMBERED = 4_000
# No slug is longer: what is asked for beyond that is not repeated.
LONGEST_SLUG = 120


# Not frozen: to make a frozen one takes three times as long, and a page is made of fifty.
@dataclass(slots=True)
class ShownEntry:
    """One rendering as it was read, shared between answers. `row` is its primary key, `id` the entry's.

    `stored` is its summary, and `document` the rest of it where that was asked for; references in both are ids.
    """

    row: int
    id: str
    type: str
    slug: str
    title: str
    published_at: datetime
    updated_at: datetime
    stored: dict[str, Any]
    document: dict[str, Any]
    resource: Resource

    @property
    def url(self) -> str | None:
        return self.resource.site_url(self.slug)

    @property
    def links(self) -> list[str]:
        """Ids of everything that the texts of the document link to, where that was asked for."""
        return list(self.document.get(LINKS, ()))

    def references(self) -> list[str]:
        """Ids of everything that the summary refers to."""
        ids = [self.stored[key] for key in self.resource.one if self.stored.get(key)]
        return ids + [pk for key in self.resource.many for pk in self.stored.get(key, ())]


Entries = dict[str, ShownEntry]
Summary = dict[str, Any]


@dataclass
class Known:
    """What is the same in every answer of a content version, by entry id: entries, None for what is not visible; their
    summaries without what they refer to; and those with it, each with the ids of what it refers to."""

    entries: dict[str, ShownEntry | None] = field(default_factory=dict)
    alone: dict[str, Summary] = field(default_factory=dict)
    whole: dict[str, tuple[Summary, frozenset[str]]] = field(default_factory=dict)

    def take(self, fresh: "Known") -> None:
        """As far as there is room."""
        for ours, theirs in ((self.entries, fresh.entries), (self.alone, fresh.alone), (self.whole, fresh.whole)):
            if len(ours) + len(theirs) <= MOST_REMEMBERED:
                ours.update(theirs)  # type: ignore[arg-type]


def _at_slugs(perspective: Perspective, of_type: str, *, slugs: list[str]) -> QuerySet[Any, Any]:
    return perspective.entries(of_type).filter(slug__in=slugs).values_list(*COLUMNS, "document")


def _with_ids(perspective: Perspective, documents_of: str, *, ids: list[UUID]) -> QuerySet[Any, Any]:
    found = perspective.targets(ids)
    if not documents_of:
        return found.values_list(*COLUMNS)
    whole = Case(When(type=documents_of, then=F("document")), default=Value(NOTHING), output_field=TextField())
    return found.annotate(_document=whole).values_list(*COLUMNS, "_document")


AT_SLUGS, WITH_IDS = Statement(_at_slugs), Statement(_with_ids)


class Reader:
    """Reads from one perspective, for one answer. `dependencies` are what the answer was made of so far. `may_share`
    says that nothing will be put into what it gives, so that other answers may have the same."""

    def __init__(self, perspective: Perspective) -> None:
        self.dependencies = Dependencies()
        self.perspective = cast(Perspective, Noting(perspective, self.dependencies))
        self._itself = perspective
        # What was read at its slug, with its document, by id.
        self.whole: Entries = {}
        self.may_share = False
        self._fresh = Known()

    @cached_property
    def _known(self) -> Known:
        """Of the perspective's version. Empty for all but the present."""
        return once_a_version("entries", self.perspective.version, Known)

    @cached_property
    def _media_base(self) -> str:
        return media_base()

    def rows(self, found: QuerySet[Any], *, documents: bool = False) -> list[ShownEntry]:
        """One query."""
        columns = (*COLUMNS, "document") if documents else COLUMNS
        return [self._entry(*row) for row in found.values_list(*columns)]

    def stated(self, statement: Statement, *shape: Any, **values: Any) -> list[ShownEntry]:
        """What a statement of COLUMNS finds. One query."""
        return self.entries_of(self.stated_rows(statement, *shape, **values))

    def stated_rows(self, statement: Statement, *shape: Any, **values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds, as rows. One query."""
        return statement.rows(self._itself, self.dependencies, *shape, **values)

    def entries_of(self, rows: Iterable[tuple[Any, ...]]) -> list[ShownEntry]:
        """Rows that begin with COLUMNS as entries. No queries."""
        width = len(COLUMNS)
        found = [self._entry(*row[:width]) for row in rows]
        for entry in found:
            if entry.id not in self._known.entries:
                self._fresh.entries.setdefault(entry.id, entry)
        return found

    def one(self, of_type: str, slug: str) -> ShownEntry:
        """The entry at a slug, with its document. One query, three on a miss.

        Raises Moved when the entry has another slug now, Gone when it is public no longer, NotFound otherwise.
        """
        return self.by_slugs(of_type, [slug])[0]

    def by_slugs(self, of_type: str, slugs: list[str]) -> list[ShownEntry]:
        """Entries with their documents, in the order of the slugs. One query, three on a miss.

        Raises as `one` does, for the first that is missing.
        """
        resource = resource_of(of_type)
        # PostgreSQL takes no NUL in a text
        possible = [slug for slug in slugs if "\x00" not in slug]
        if resource.publishes_on_save:
            self.dependencies.choose_from(resource.type)
        # Which entry it is depends on no other, so the collection is not noted.
        rows = AT_SLUGS.rows(self._itself, Dependencies(), resource.type, slugs=possible) if possible else []
        # Among drafts two entries can have one slug: the last by its row is meant, always.
        by_slug = {entry.slug: entry for entry in (self._entry(*row) for row in sorted(rows, key=lambda row: row[0]))}
        for slug in slugs:
            if slug not in by_slug:
                raise self._why_missing(resource, slug)
        self.whole |= {entry.id: entry for entry in by_slug.values()}
        return [by_slug[slug] for slug in slugs]

    def targets(self, ids: Iterable[str], *, documents_of: str = "") -> Entries:
        """What is visible of these ids, by id. One query, for what this process does not remember of the version;
        `documents_of` names a type to read whole."""
        wanted = set(ids)
        self.dependencies.entries |= wanted
        found: Entries = {}
        missing = []
        for pk in wanted:
            known = self._known.entries.get(pk)
            if known and (known.document or known.type != documents_of):
                found[pk] = known
            elif known or pk not in self._known.entries:
                missing.append(pk)
        if missing:
            rows = WITH_IDS.rows(self._itself, self.dependencies, documents_of, ids=_padded(missing))
            found |= {entry.id: entry for entry in (self._entry(*row) for row in rows)}
            self._fresh.entries |= {pk: found.get(pk) for pk in missing}
        return found

    def remember(self) -> None:
        """To be said of an answer that was made of one content version: what it read is there for the next."""
        self._known.take(self._fresh)

    def gathered(self, rows: Iterable[tuple[Any, ...]], *, documents: bool = False) -> Iterator[tuple[Any, ...]]:
        """Rows of COLUMNS, and a document if so said, as entries, each with what else the row has. No queries."""
        width = len(COLUMNS) + documents
        return ((self._entry(*row[:width]), *row[width:]) for row in rows)

    def summary(self, entry: ShownEntry, targets: Entries) -> dict[str, Any]:
        """An entry as lists and other entries show it. References to what is not in `targets` are left out."""
        resource = entry.resource
        if targets and (resource.one or resource.many):
            return self._summary(entry, targets)
        # Often asked for, and always the same. A copy, for what is included may be added to it.
        known = self._known.alone.get(entry.id) or self._fresh.alone.get(entry.id)
        if known is None:
            known = self._fresh.alone[entry.id] = self._summary(entry, {})
        return known.copy()

    def whole_summaries(self, entries: Sequence[ShownEntry]) -> list[Summary]:
        """With all that they refer to put in. One query, for what this process does not remember of the version."""
        known = self._known.whole if self.may_share else {}
        targets = self.targets(pk for entry in entries if entry.id not in known for pk in entry.references())
        fresh = {}
        for entry in entries:
            if entry.id not in known:
                fresh[entry.id] = self.summary(entry, targets), frozenset(entry.references())
            else:
                self.dependencies.entries |= known[entry.id][1]
        if self.may_share:
            self._fresh.whole |= fresh
        return [(known.get(entry.id) or fresh[entry.id])[0] for entry in entries]

    def _summary(self, entry: ShownEntry, targets: Entries) -> dict[str, Any]:
        stored, resource = entry.stored, entry.resource
        answer: dict[str, Any] = {"id": entry.id, "type": entry.type, "slug": entry.slug}
        if resource.site_path:
            answer["url"] = entry.url
        answer |= stored
        if resource.is_dated:
            answer["published_at"] = entry.published_at
            answer["updated_at"] = entry.updated_at
        for key in resource.one:
            target = targets.get(stored.get(key) or "")
            answer[key] = self.summary(target, {}) if target else None
        for key in resource.many:
            ids = stored.get(key, ())
            answer[key] = self.summaries(in_order_of_title(ids, targets) if key in resource.by_title else ids, targets)
        return answer

    def page(self, entry: ShownEntry, targets: Entries) -> dict[str, Any]:
        """The summary and the document of an entry that was read whole, with the links and pictures in its texts
        resolved to what is in `targets`."""
        internal = (LINKS, *entry.resource.internal)
        document = {key: value for key, value in entry.document.items() if key not in internal}
        if entry.links:
            document = with_links(document, targets)
        return {**self.summary(entry, targets), **document}

    def summaries(self, ids: Iterable[str], targets: Entries, within: Entries | None = None) -> list[dict[str, Any]]:
        """The summaries of those ids that are in `targets`; what they refer to themselves is looked up in `within`."""
        return [self.summary(targets[pk], within or {}) for pk in ids if pk in targets]

    def _entry(
        self,
        row: int,
        pk: Any,
        type_name: str,
        slug: str,
        title: str,
        published_at: datetime,
        updated_at: datetime,
        summary: str,
        document: str = NOTHING,
    ) -> ShownEntry:
        pk = str(pk)
        if len(pk) == 32:  # as SQLite has them, if they come straight from it
            pk = f"{pk[:8]}-{pk[8:12]}-{pk[12:16]}-{pk[16:20]}-{pk[20:]}"
        self.dependencies.entries.add(pk)
        known = self._known.entries.get(pk)
        if known and known.row == row and (known.document or document == NOTHING):
            return known
        stored, whole = self._decoded(summary), {} if document == NOTHING else self._decoded(document)
        if published_at.tzinfo is None:
            published_at, updated_at = published_at.replace(tzinfo=UTC), updated_at.replace(tzinfo=UTC)
        return ShownEntry(
            row, pk, type_name, slug, title, published_at, updated_at, stored, whole, resource_of(type_name)
        )

    def _decoded(self, text: str) -> dict[str, Any]:
        decoded: dict[str, Any] = orjson.loads(text)
        # Replaced once decoded: an article about escapes may hold the escape itself, as text.
        if _ESCAPED_SITE_MARK in text:
            decoded = _replaced(decoded, SITE_MARK, settings.PUBLIC_SITE_URL)
        return _replaced(decoded, MARK, self._media_base) if _ESCAPED_MARK in text else decoded

    def _why_missing(self, resource: Resource, slug: str) -> Moved | Gone | NotFound:
        once = self.perspective.once_at(resource.type, slug) if "\x00" not in slug else []
        entries = self._itself.entries(resource.type).filter(entry_id__in=once)
        now = dict(entries.values_list("entry_id", "slug")) if once else {}
        for entry_id in once:
            if entry_id in now:
                return Moved(resource.api_url(now[entry_id]), old_slug=slug, slug=now[entry_id])
        name = resource.type.replace("_", " ")
        if once:
            return Gone(f"The {name} “{slug[:LONGEST_SLUG]}” was taken down.")
        return NotFound(f"There is no {name} “{slug[:LONGEST_SLUG]}”.")


def _padded(ids: list[str]) -> list[UUID]:
    """As many as a power of two, the last one repeated: so that there are few statements to make."""
    most = 1 << (len(ids) - 1).bit_length()
    return [UUID(pk) for pk in ids] + [UUID(ids[-1])] * (most - len(ids))


def in_order_of_title(ids: Iterable[str], targets: Entries) -> list[str]:
    """Those ids that are in `targets`."""
    return sorted((pk for pk in ids if pk in targets), key=lambda pk: (targets[pk].title.casefold(), pk))


def _replaced(value: Any, mark: str, base: str) -> Any:
    if isinstance(value, str):
        return value.replace(mark, base)
    if isinstance(value, dict):
        return {key: _replaced(inner, mark, base) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, mark, base) for inner in value]
    return value
