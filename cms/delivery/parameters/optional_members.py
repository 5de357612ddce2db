"""Members of an answer that are there only when `include` asks for them, declared one by one.

A content type's package declares its own with `add_member`; a `Resource` lists by their paths those that readers of it
may ask for.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cms.delivery.reader import Entries, Reader, ShownEntry

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


@dataclass(frozen=True, kw_only=True)
class Member:
    """`name` may be added to whatever the serializer `of` documents. `document` is a serializer of its value, `kinds`
    are the kinds of reference that it needs resolved, and `types` the types of entry that it is made of besides."""

    of: type[Any]
    name: str
    document: Any
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        """Say what the values for these entries need."""
        raise NotImplementedError

    def value(self, gathering: Gathering, pk: str) -> Any:
        """The value for one of them, NOT_THERE if the entry went meanwhile. No queries."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class OfDocument(Member):
    """Out of the entry's own document."""

    make: Callable[[Reader, ShownEntry, Entries], Any]

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        gathering.want_whole(ids, self.kinds)

    def value(self, gathering: Gathering, pk: str) -> Any:
        entry = gathering.entries.get(pk)
        return self.make(gathering.reader, entry, gathering.entries) if entry else NOT_THERE


@dataclass(frozen=True, kw_only=True)
class Newest(Member):
    """Summaries of the newest entries of type `by` whose reference of kind `through` leads here, `most` at most."""

    by: str
    through: str
    most: int

    def want(self, gathering: Gathering, ids: list[str]) -> None:
        gathering.want_referring(ids, by=self.by, kind=self.through, most=self.most, kinds=self.kinds)

    def value(self, gathering: Gathering, pk: str) -> Any:
        found = gathering.referring.get((self.by, self.through, pk), ())
        return [gathering.reader.summary(entry, gathering.entries) for entry in found]


@dataclass(frozen=True, kw_only=True)
class Ranked(Member):
    """Summaries of what `find` ranks for each entry."""

    find: Callable[[Reader, list[str]], CandidateSearch]

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


_members: dict[tuple[type[Any], str], Member] = {}


def add_member(member: Member) -> Member:
    _members[member.of, member.name] = member
    return member


def member_of(document: type[Any] | None, name: str) -> Member | None:
    """The member of that name of what a serializer, or one that it is derived from, documents."""
    classes = document.__mro__ if document else ()
    return next((_members[base, name] for base in classes if (base, name) in _members), None)
