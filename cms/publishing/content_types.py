"""What can be published: one `EntryType` for each content type, registered by the package that owns it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from .models import Entry
from .refusals import Obstacle

# A revision's content: field names to JSON values, inline rows as lists of the same, many-to-many as sorted ids.
Source = dict[str, Any]


class EntryKey(NamedTuple):
    """How the core knows an entry."""

    type: str
    id: UUID


class Target(NamedTuple):
    """A link from a rendering to an entry: `kind` says what as (`tag`, `hero`), `id` to which.

    With `is_entry` False it is the id of one of its own rows, so that such rows can be listed and counted.
    """

    kind: str
    id: str
    is_entry: bool = True


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What a render function returns.

    `summary` (for lists, and for being referred to) and `document` (for the detail) are JSON objects without
    `id`, `type`, `slug`, `url` and the dates, which reading adds. References stand in them as entry ids.
    """

    title: str
    summary: dict[str, Any]
    document: dict[str, Any]
    targets: Sequence[Target] = ()
    kind: str = ""
    language: str = ""
    reading_minutes: int = 0
    standalone: bool = True


@dataclass(frozen=True)
class Texts:
    """What a rendering is found by, besides its title: other names of it, and what it says."""

    names: Sequence[str] = ()
    body: Sequence[str] = ()


def _nothing(source: Source) -> list[Any]:
    return []


def _always(source: Source) -> tuple[None, None]:
    return None, None


@dataclass(frozen=True, kw_only=True)
class EntryType:
    """One content type.

    - `name`: the singular, as in `"type": "article"`; `path`: the plural, as in `/api/v1/articles/`.
    - `site_path`: the first part of the addresses at which the site shows such entries; "" if it does not.
    - `rows`: accessor names of inline rows that belong to the entry and are captured with it.
    - `render`: pure, from a lifted source; raises `CannotRender`.
    - `obstacles`: what keeps a source from being published, all at once.
    - `cautions`: sentences for an editor about to publish it, about what is allowed and worth a second look.
    - `links`: the (type name, slug) pairs that the source's texts link to.
    - `publishes_on_save`: no review; public only where something refers to it, unless its rendering stands alone.
    - `interval`: for such types, from when until when the source wants to be public.
    - `bring`: takes in the files that a fixture row names, found in one of the folders, and returns the storage names
      of what it wrote; raises `Refused`.
    - `remove_files`: removes the files that sources of an erased entry name; done again, it does nothing.
    - `texts`: what of a rendering's summary and document readers can search; without it, nothing finds the type.
    - `found_by`: kinds of reference, named like the types of their targets, by whose names it is found, too: an article
      by those of its tags.
    - `shape`, `upgrades`: the layout of the source; `upgrades[n]` lifts a source from shape n to n + 1.
    """

    name: str
    path: str
    model: type[Entry]
    render: Callable[[Source], Rendered]
    site_path: str = ""
    rows: tuple[str, ...] = ()
    obstacles: Callable[[Source], list[Obstacle]] = _nothing
    links: Callable[[Source], list[tuple[str, str]]] = _nothing
    cautions: Callable[[Source], list[str]] = _nothing
    publishes_on_save: bool = False
    interval: Callable[[Source], tuple[datetime | None, datetime | None]] = _always
    reserved_slugs: frozenset[str] = frozenset()
    bring: Callable[[Any, Sequence[Path]], list[str]] | None = None
    remove_files: Callable[[Sequence[Source]], None] | None = None
    texts: Callable[[dict[str, Any], dict[str, Any]], Texts] | None = None
    found_by: tuple[str, ...] = ()
    shape: int = 1
    upgrades: Mapping[int, Callable[[Source], Source]] = field(default_factory=dict)


_types: dict[str, EntryType] = {}


def register(entry_type: EntryType) -> EntryType:
    """Make a content type known. Registering a name again replaces it, which is what a reload wants."""
    _types[entry_type.name] = entry_type
    return entry_type


def entry_types() -> Iterator[EntryType]:
    """All content types, in the order of their registration: what is referred to comes before what refers."""
    return iter(tuple(_types.values()))


def entry_type(name: str) -> EntryType:
    """Raises KeyError for a name that nobody registered."""
    return _types[name]


def type_of(model: type[Entry]) -> EntryType:
    """The type whose entries are rows of `model`. Raises LookupError."""
    for candidate in _types.values():
        if candidate.model is model:
            return candidate
    raise LookupError(f"{model.__name__} is not registered as a content type")


def is_entry_model(model: type[Any]) -> bool:
    return any(candidate.model is model for candidate in _types.values())


def key_of(entry: Entry | EntryKey) -> EntryKey:
    if isinstance(entry, EntryKey):
        return entry
    return EntryKey(type_of(type(entry)).name, entry.pk)
