"""Members of an answer that are there only when `include` asks for them, declared one by one.

A content type declares its own as `members`, and lists as `includes` the paths at which readers may ask for them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cms.delivery.reader import Entries, Reader, ShownEntry
from cms.delivery.resolved_links import with_links
from cms.delivery.resources import resources
from cms.publishing.content_types import linkable_types
from cms.publishing.serializers import Prose

from .included_entries import Gathering

# For each id: the ids of what is found for it, in order, each with what stands beside its summary.
Found = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class CandidateSearch:
    """What to read, by id or by row, so that `found` can tell from it what is found for each id."""

    found: Callable[[Entries], Found]
    ids: Collection[str] = ()
    rows: Collection[int] = ()


NOT_THERE = object()


# Each stands for itself: two types may declare the same.
@dataclass(frozen=True, kw_only=True, eq=False)
class Member:
    """`name` may be added to the summary of the type that declares it. `document` is a serializer of its value, `kinds`
    are the kinds of reference that it needs resolved, and `types` the types of entry that it is made of besides."""

    name: str
    document: Any
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    # What it costs to put one into an answer, against what an entry's own document says.
    cost: ClassVar[int] = 1

    @property
    def made_of(self) -> tuple[str, ...]:
        """The types on whose entries the value depends."""
        return self.types

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        """Say what the values for these entries need."""
        raise NotImplementedError

    def value(self, gathering: Gathering, pk: str) -> Any:
        """The value for one of them, NOT_THERE if the entry went meanwhile. No queries."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True, eq=False)
class OfDocument(Member):
    """Out of the entry's own document: what stands there under the member's name, with links resolved, unless `make`
    makes something else of it."""

    make: Callable[[Reader, ShownEntry, Entries], Any] | None = None

    @property
    def is_prose(self) -> bool:
        return isinstance(self.document, Prose)

    @property
    def made_of(self) -> tuple[str, ...]:
        linked = (of_type.name for of_type in linkable_types()) if self.is_prose else ()
        return (*self.types, *linked)

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        gathering.want_whole(ids, (*self.kinds, "link") if self.is_prose else self.kinds)

    def value(self, gathering: Gathering, pk: str) -> Any:
        entry = gathering.entries.get(pk)
        if entry is None:
            return NOT_THERE
        if self.make:
            return self.make(gathering.reader, entry, gathering.entries)
        return with_links(entry.document[self.name], gathering.entries)


@dataclass(frozen=True, kw_only=True, eq=False)
class Newest(Member):
    """Summaries of the newest entries of type `by` whose reference of kind `through` leads here, `most` at most."""

    by: str
    through: str
    most: int
    cost: ClassVar[int] = 2

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        gathering.want_referring(ids, by=self.by, kind=self.through, most=self.most, kinds=self.kinds)

    def value(self, gathering: Gathering, pk: str) -> Any:
        found = gathering.referring.get((self.by, self.through, pk), ())
        return [gathering.reader.summary(entry, gathering.entries) for entry in found]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked(Member):
    """Summaries of what `find` ranks for each entry."""

    find: Callable[[Reader, list[str]], CandidateSearch]
    cost: ClassVar[int] = 10

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        gathering.searches[self] = search = self.find(gathering.reader, ids)
        gathering.want(search.ids, self.kinds)
        gathering.want_rows(search.rows, self.kinds)

    def value(self, gathering: Gathering, pk: str) -> Any:
        there, reader = gathering.entries, gathering.reader
        if self not in gathering.found:
            gathering.found[self] = gathering.searches[self].found(there)
        found = gathering.found[self].get(pk, {})
        return [{**reader.summary(there[target], there), **found[target]} for target in found if target in there]


def member_of(document: type[Any] | None, name: str) -> Member | None:
    """The member of that name of what a serializer, or one that it is derived from, documents."""
    classes = document.__mro__ if document else ()
    members = {(of_type.summary, member.name): member for of_type in resources() for member in of_type.members}
    return next((members[base, name] for base in classes if (base, name) in members), None)
