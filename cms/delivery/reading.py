"""Reading renderings out of a perspective, and putting in what they refer to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

import orjson
from django.db.models import Case, F, QuerySet, TextField, Value, When

from cms.api.problems import Gone, Moved, NotFound
from cms.media.addresses import MARK, media_base
from cms.publishing.perspectives import Perspective

from .cache_tags import Dependencies
from .resources import Resource, resource_of

COLUMNS = ("id", "entry_id", "type", "slug", "title", "published_at", "updated_at", "summary")
_ESCAPED_MARK = json.dumps(MARK).strip('"')
# No slug is longer: what is asked for beyond that is not repeated.
LONGEST_SLUG = 120


@dataclass(frozen=True)
class Entry:
    """One rendering as it was read. `row` is its primary key, `id` the entry's.

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

    @property
    def resource(self) -> Resource:
        return resource_of(self.type)

    @property
    def url(self) -> str | None:
        return self.resource.site_url(self.slug)

    def references(self) -> list[str]:
        """Ids of everything that the summary refers to."""
        ids = [self.stored[key] for key in self.resource.one if self.stored.get(key)]
        return ids + [pk for key in self.resource.many for pk in self.stored.get(key, ())]


Entries = dict[str, Entry]


class _Noting:
    """A perspective that notes what collections it is asked for."""

    def __init__(self, perspective: Perspective, dependencies: Dependencies) -> None:
        self._perspective, self._dependencies = perspective, dependencies

    def entries(self, of_type: str) -> QuerySet[Any]:
        self._dependencies.types.add(of_type)
        return self._perspective.entries(of_type)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._perspective, name)


class Reader:
    """Reads from one perspective, for one answer. `dependencies` are what the answer was made of so far."""

    def __init__(self, perspective: Perspective) -> None:
        self.dependencies = Dependencies()
        self.perspective = cast(Perspective, _Noting(perspective, self.dependencies))
        self._itself = perspective

    @cached_property
    def _media_base(self) -> str:
        return media_base()

    def rows(self, found: QuerySet[Any], *, documents: bool = False) -> list[Entry]:
        """One query."""
        columns = (*COLUMNS, "document") if documents else COLUMNS
        return [self._entry(*row) for row in found.values_list(*columns)]

    def one(self, resource: Resource, slug: str) -> Entry:
        """The entry at a slug, with its document. One query, three on a miss.

        Raises Moved when the entry has another slug now, Gone when it is public no longer, NotFound otherwise.
        """
        return self.by_slugs(resource, [slug])[0]

    def by_slugs(self, resource: Resource, slugs: list[str]) -> list[Entry]:
        """Entries with their documents, in the order of the slugs. One query, three on a miss.

        Raises as `one` does, for the first that is missing.
        """
        # PostgreSQL takes no NUL in a text
        possible = [slug for slug in slugs if "\x00" not in slug]
        found = self._itself.entries(resource.type).filter(slug__in=possible)
        by_slug = {entry.slug: entry for entry in self.rows(found, documents=True)}
        for slug in slugs:
            if slug not in by_slug:
                raise self._why_missing(resource, slug)
        return [by_slug[slug] for slug in slugs]

    def targets(self, ids: Iterable[str], *, documents_of: str = "") -> Entries:
        """What is visible of these ids, by id. One query; `documents_of` names a type to read whole."""
        wanted = sorted(set(ids))
        self.dependencies.entries.update(wanted)
        if not wanted:
            return {}
        found = self.perspective.targets(wanted)
        if not documents_of:
            return {entry.id: entry for entry in self.rows(found)}
        whole = Case(When(type=documents_of, then=F("document")), default=Value("{}"), output_field=TextField())
        rows = found.annotate(_document=whole).values_list(*COLUMNS, "_document")
        return {entry.id: entry for entry in (self._entry(*row) for row in rows)}

    def summary(self, entry: Entry, targets: Entries) -> dict[str, Any]:
        """An entry as lists and other entries show it. References to what is not in `targets` are left out."""
        stored = entry.stored
        answer: dict[str, Any] = {"id": entry.id, "type": entry.type, "slug": entry.slug}
        resource = entry.resource
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

    def page(self, entry: Entry, targets: Entries) -> dict[str, Any]:
        """The summary and the document of an entry that was read whole."""
        internal = entry.resource.internal
        document = {key: value for key, value in entry.document.items() if key not in internal}
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
        document: str = "{}",
    ) -> Entry:
        stored, whole = self._decoded(summary), self._decoded(document)
        self.dependencies.entries.add(str(pk))
        return Entry(row, str(pk), type_name, slug, title, published_at, updated_at, stored, whole)

    def _decoded(self, text: str) -> dict[str, Any]:
        decoded: dict[str, Any] = orjson.loads(text)
        # Replaced once decoded: an article about escapes may hold the escape itself, as text.
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
