"""What can be published: one `EntryType` for each content type, declared by the package that owns it.

A declaration is one class in `<app>/types.py`, or one module of `<app>/types/`, beside its model. All that the platform
knows of a type it reads from there; no other list of types exists.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext
from rest_framework import serializers as s

from cms import markup

from .loss_sentences import loss_sentences
from .models import Entry, Row
from .refusals import CannotRender, Obstacle
from .serializers import DatedSummary, EntrySummary

# A revision's content: field names to JSON values, inline rows as lists of the same, many-to-many as sorted ids.
Source = dict[str, Any]
# What `ordering` may ask for, each with the column it sorts by.
ORDERINGS = {"title": "sort_title", **{name: name for name in ("published_at", "updated_at", "reading_minutes")}}
# Groups of editors, each of which may do what those before it may.
WRITER, EDITOR, PUBLISHER = GROUPS = ("Writer", "Editor", "Publisher")


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
    `id`, `type`, `slug`, `url` and the dates, which reading adds. References stand in them as entry ids. Links in texts
    need no target: the platform finds them. `obstacles` and `cautions` are about its texts, and the platform's too.
    """

    title: str
    summary: dict[str, Any]
    document: dict[str, Any]
    targets: Sequence[Target] = ()
    kind: str = ""
    language: str = ""
    reading_minutes: int = 0
    standalone: bool = True
    obstacles: Sequence[Obstacle] = ()
    cautions: Sequence[str] = ()


@dataclass(frozen=True)
class Texts:
    """What a rendering is found by, besides its title: other names of it, and what it says."""

    names: Sequence[str] = ()
    body: Sequence[str] = ()


class EntryType:
    """Base of all declarations: attributes and methods, as in a `ModelAdmin`, for that is what Django developers know.

    It stands in `cms.publishing`, the lowest room that knows entries, so that every room above reads the same
    declaration: publishing calls its methods, `cms.delivery` makes addresses and answers of its serializers, filters
    and members, the admin makes forms of its model. What belongs to a room above is plain data here.

    System checks refuse a declaration that lacks something or contradicts another (`cms.delivery.checks`).
    """

    # --- what it is
    # The singular, as in `"type": "article"` and in links in texts (`article:slug`); the plural, as in
    # `/api/v1/articles/`; the first part of the addresses at which the site shows entries, "" if it does not.
    name: str = ""
    path: str = ""
    site_path: str = ""
    model: type[Entry]

    # --- how it is published
    # Accessor names of inline rows that belong to the entry and are captured with it.
    rows: tuple[str, ...] = ()
    # Fields that hold Markdown; of inline rows as `rows.field`.
    markdown: tuple[str, ...] = ()
    # Fields that must be filled in to publish, each with what to tell the editor.
    required: Mapping[str, Any] = {}
    # Without a review: public as soon as it is saved, but only where something refers to it, or where its rendering
    # stands alone.
    publishes_on_save: bool = False
    reserved_slugs: frozenset[str] = frozenset()
    # The layout of the source; `upgrades[n]` lifts a source from shape n to n + 1.
    shape: int = 1
    upgrades: Mapping[int, Any] = {}

    # --- who works on it
    # The first of the groups that may add and change it; those before only see it. A Publisher publishes and deletes.
    # Empty: no group is given anything.
    kept_by: str = EDITOR

    # --- how it is read
    # False: it has no addresses in the API. Then it needs no serializers.
    is_delivered: bool = True
    # Serializers of what lists show, and of an entry's own page.
    summary: type[EntrySummary]
    document: type[EntrySummary]
    # References that come in the order of the titles, where others keep the editors' order.
    by_title: tuple[str, ...] = ()
    # Members of the document that readers do not get.
    internal: tuple[str, ...] = ()
    # A FilterSet of `cms.delivery.lists.filters`; None for the words, and the dates of what has any.
    filters: Any = None
    # What `ordering` takes, by column; empty for name or title and the dates.
    orderings: Mapping[str, str] = {}
    default_ordering: str = ""
    # What `include` can add (`cms.delivery.parameters.optional_members`), and where lists and details take it.
    members: tuple[Any, ...] = ()
    includes: tuple[str, ...] = ()
    # A method `page(self, reader, slug)` that makes the page, where summary and document are not all of it.
    page: Any = None
    # What the OpenAPI document says of list and detail.
    list_description: str = ""
    detail_description: str = ""

    # --- how it is found
    # A method `texts(self, summary, document) -> Texts`: what readers can search. Without it nothing finds the type.
    texts: Any = None
    # Kinds of reference, named like the types of their targets, by whose names it is found, too.
    found_by: tuple[str, ...] = ()
    # A method `shown_in_text(self, summary) -> LibraryPicture`: what `![words](name:slug)` shows in a text.
    shown_in_text: Any = None
    # Whether a search can be narrowed by it, and tells how many hits refer to each.
    is_facet: bool = False

    def __init__(self) -> None:
        fields = getattr(self, "summary", EntrySummary)._declared_fields
        is_named = "name" in fields
        self.orderings = self.orderings or ({"name": "sort_title"} if is_named else {}) | ORDERINGS
        self.default_ordering = self.default_ordering or ("name" if is_named else "title")
        self.is_dated = issubclass(getattr(self, "summary", EntrySummary), DatedSummary)
        # Keys of the summary that hold an id, and those that hold several.
        self.one = tuple(name for name, field in fields.items() if isinstance(field, EntrySummary))
        self.many = tuple(name for name, field in fields.items() if _is_list_of_entries(field))

    # --- methods that a declaration writes

    def render(self, source: Source) -> Rendered:
        """From the captured source to what readers get. Pure. Raises CannotRender."""
        raise NotImplementedError

    def obstacles(self, source: Source) -> list[Obstacle]:
        """What keeps a source from being published, all at once. Drafts may lack all of it."""
        return [Obstacle(field, str(said)) for field, said in self.required.items() if not str(source[field]).strip()]

    def cautions(self, source: Source) -> list[str]:
        """Sentences for an editor about to publish: what is allowed, and worth a second look."""
        return []

    def interval(self, source: Source) -> tuple[datetime | None, datetime | None]:
        """From when until when it wants to be public, if it publishes on save."""
        return None, None

    def bring(self, entry: Any, folders: Sequence[Path]) -> list[str]:
        """Take in the files that a fixture row names, found in one of the folders. Returns the storage names of what it
        wrote. Raises Refused."""
        return []

    def remove_files(self, sources: Sequence[Source]) -> None:
        """Remove the files that sources of an erased entry name. Done again, it does nothing."""

    # --- what the platform and declarations ask of it

    def links(self, source: Source) -> list[tuple[str, str]]:
        """The (type name, slug) pairs that its texts link to."""
        found = {link for text in self._markdown_in(source) for link in markup.find_links(text)}
        names = {of_type.name for of_type in linkable_types()}
        return sorted(link for link in found if link[0] in names)

    def rendered_texts(self, source: Source) -> list[markup.RenderedText]:
        """All its Markdown rendered in one trip, in the order of `markdown`, rows in theirs. Raises CannotRender,
        naming the field."""
        at_hand = _texts_at_hand.get()
        if at_hand is not None:
            return at_hand
        try:
            return markup.render_many(self._markdown_in(source), links=source.get("links", {}))
        except markup.MarkupError as error:
            raise CannotRender(f"{self._labels(source)[error.index]}: {error}") from error

    def rendered(self, source: Source) -> Rendered:
        """`render`, with what an editor has to know of its texts: what readers will not see, by line, and a text of
        which they would see nothing. Raises CannotRender."""
        texts = self.rendered_texts(source)
        token = _texts_at_hand.set(texts)
        try:
            rendered = self.render(source)
        finally:
            _texts_at_hand.reset(token)
        said = list(zip(self._labels(source), self._markdown_in(source), texts, strict=True))
        return replace(
            rendered,
            obstacles=[
                Obstacle("", gettext("%(text)s shows readers nothing. Write words, or take it away.") % {"text": label})
                for label, text, one in said
                if text.strip() and not one.shows_something
            ],
            cautions=[sentence for label, _, one in said for sentence in loss_sentences(label, one.losses)],
        )

    def row_model(self, name: str) -> type[Row] | None:
        """The model of the inline rows at an accessor name."""
        model = getattr(getattr(getattr(self.model, name, None), "rel", None), "related_model", None)
        return model if isinstance(model, type) and issubclass(model, Row) else None

    @property
    def type(self) -> str:
        return self.name

    @property
    def verbose_name(self) -> str:
        return str(self.model._meta.verbose_name)

    def api_url(self, slug: str) -> str:
        return f"{settings.PUBLIC_API_URL}/api/v1/{self.path}/{slug}/"

    def site_url(self, slug: str) -> str | None:
        return f"{settings.PUBLIC_SITE_URL}/{self.site_path}/{slug}" if self.site_path else None

    def _markdown_in(self, source: Source) -> list[str]:
        return [text for path in self.markdown for text in _values_at(source, path)]

    def _labels(self, source: Source) -> list[str]:
        return [self._label(path) for path in self.markdown for _ in _values_at(source, path)]

    def _label(self, path: str) -> str:
        rows, _, field = path.rpartition(".")
        model: Any = self.row_model(rows) if rows else self.model
        return str(model._meta.verbose_name if rows else model._meta.get_field(field).verbose_name).capitalize()


# Those of the source that is being rendered: a declaration asks for them, and they are rendered once.
_texts_at_hand: ContextVar[list[markup.RenderedText] | None] = ContextVar("texts_at_hand", default=None)

AnyType = TypeVar("AnyType", bound=EntryType)
_types: dict[str, EntryType] = {}
# Declarations that took the name of another, for the system check that refuses them.
clashes: list[tuple[EntryType, EntryType]] = []


def register(declared: type[AnyType]) -> type[AnyType]:
    """Make a content type known: a decorator of its declaration."""
    of_type = declared()
    before = _types.get(of_type.name)
    if (
        before
        and f"{type(before).__module__}.{type(before).__qualname__}" != f"{declared.__module__}.{declared.__qualname__}"
    ):
        clashes.append((before, of_type))
    _types[of_type.name] = of_type
    _in_order.cache_clear()
    return declared


def entry_types() -> Iterator[EntryType]:
    """All content types; what is referred to comes before what refers to it."""
    return iter(_in_order())


def entry_type(name: str) -> EntryType:
    """Raises KeyError for a name that nobody declared."""
    return _types[name]


def linkable_types() -> list[EntryType]:
    """What a link in a text may name: all that the site has pages for, and what a text can show."""
    return [of_type for of_type in _types.values() if of_type.site_path or of_type.shown_in_text]


def type_of(model: type[Entry]) -> EntryType:
    """The type whose entries are rows of `model`. Raises LookupError."""
    for candidate in _types.values():
        if candidate.model is model:
            return candidate
    raise LookupError(f"{model.__name__} is not declared as a content type")


def is_entry_model(model: type[Any]) -> bool:
    return any(candidate.model is model for candidate in _types.values())


def key_of(entry: Entry | EntryKey) -> EntryKey:
    if isinstance(entry, EntryKey):
        return entry
    return EntryKey(type_of(type(entry)).name, entry.pk)


@cache
def _in_order() -> tuple[EntryType, ...]:
    # One without a model is refused by a system check, and must not break what runs before that.
    by_model = {of_type.model: of_type for of_type in _types.values() if hasattr(of_type, "model")}

    def referred_to(of_type: EntryType) -> set[EntryType]:
        if of_type not in by_model.values():
            return set()
        models = [of_type.model, *filter(None, map(of_type.row_model, of_type.rows))]
        fields = [field for model in models for field in model._meta.get_fields() if not field.auto_created]
        found = {by_model[field.related_model] for field in fields if field.related_model in by_model}
        return found - {of_type}

    @cache
    def height(of_type: EntryType, above: frozenset[EntryType] = frozenset()) -> int:
        above |= {of_type}
        return max((1 + height(other, above) for other in referred_to(of_type) - above), default=0)

    return tuple(sorted(_types.values(), key=lambda of_type: (height(of_type), of_type.name)))


def prose(text: markup.RenderedText) -> dict[str, str]:
    """A rendered text as the serializer Prose describes it."""
    return {"html": text.html, "markdown": text.markdown, "text": text.text}


def _is_list_of_entries(field: Any) -> bool:
    return isinstance(field, s.ListSerializer) and isinstance(field.child, EntrySummary)


def _values_at(source: Source, path: str) -> list[str]:
    rows, _, field = path.rpartition(".")
    return [row[field] for row in source[rows]] if rows else [source[field]]
