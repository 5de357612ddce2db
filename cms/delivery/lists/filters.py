"""Filters for lists of renderings, declared with django-filter.

How they are answered is in `cms.delivery.lists.list_queries`.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

import django_filters
import orjson
from django.db.models import Q
from django.forms import Field

from cms.api.parameters import invalid, moment
from cms.api.problems import InvalidValue, nearest
from cms.delivery.resources import resource_of
from cms.delivery.search.matches import Wanted, words_sought
from cms.delivery.search.query_terms import parse
from cms.delivery.search.vocabulary import vocabulary
from cms.publishing.content_types import EntryType
from cms.publishing.reading.perspectives import Perspective
from cms.publishing.timeline.content_version import remembered

from .list_queries import Group, Narrowing, weighed, weight_of
from .plain_filters import narrowed

MOST_VALUES = 20
SUGGEST_FROM = 2_000


class SlugsFilter(django_filters.Filter):
    """Entries that refer to one of these (`tag=a,b`), or to each of them (`tag__all=a,b`), by slug."""

    field_class = Field

    def __init__(self, *, kind: str, of_type: str = "", match_all: bool = False, **extra: Any) -> None:
        self.kind, self.of_type, self.match_all = kind, of_type or kind, match_all
        super().__init__(**extra)


class ReferringFilter(SlugsFilter):
    """The other direction: entries that one of these refers to, such as the skills of a role."""


class ChoicesFilter(django_filters.Filter):
    """Values of a column, a comma for any of them. With `choices` empty: those that something public has, or had once;
    and any code of a language, whether anything is written in it or not."""

    field_class = Field

    def __init__(self, *, name: str, column: str = "", choices: Iterable[str] = (), **extra: Any) -> None:
        self.name, self.choices = name, tuple(choices)
        super().__init__(field_name=column or name, **extra)

    def lookup(self, name: str, value: str) -> tuple[str, Any]:
        """The lookup on a column, and its values. Raises InvalidValue."""
        values = split(self.name, value)
        for one in values if self.choices else ():
            if one not in self.choices:
                raise invalid(self.name, f"It must be one of {', '.join(self.choices)}.", nearest(one, self.choices))
        return f"{self.field_name}__in", values


class MomentFilter(django_filters.Filter):
    field_class = Field

    def lookup(self, name: str, value: str) -> tuple[str, Any]:
        return f"{self.field_name}__{self.lookup_expr}", moment(name, value)


class WordsFilter(django_filters.Filter):
    """The words of a search, all of them; what has them stays in the list's own order."""

    field_class = Field


# Those whose values are parsed here; all others are django-filter's.
OWN_FILTERS = (SlugsFilter, ChoicesFilter, MomentFilter, WordsFilter)


class EntryFilters(django_filters.FilterSet):
    """Base of every list's filters: they say what a list is narrowed by, and filter nothing themselves.

    Any other filter of django-filter's works by its own `filter` method, at the price of a query that is made anew.
    """

    q = WordsFilter(
        label="What has all of these words, as in `/search/`: in its title, names or texts, or in the names of what it "
        "refers to. Of very many, the 10,000 published last."
    )

    def __init__(self, data: Any, *, perspective: Perspective, of_type: str) -> None:
        # Not super(): it copies all filters for each list, which takes longer than the list.
        self.data, self.filters = data, self.base_filters
        self.perspective, self.of_type = perspective, of_type

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.base_filters)

    def types_named(self) -> list[str]:
        """Of what the slugs name that were asked for."""
        named = [name for name in self.data if isinstance(self.filters.get(name), SlugsFilter)]
        return [self._type(name) for name in named]

    def narrowing(self) -> Narrowing:
        """What the list is narrowed by. At most two queries, to find what slugs name.

        Raises InvalidValue.
        """
        values = {name: self.data[name] for name in self.filters if name in self.data}
        ids, weights = self._resolve(
            {name: value for name, value in values.items() if isinstance(self.filters[name], SlugsFilter)}
        )
        narrowing = Narrowing()
        for name, value in values.items():
            chosen = self.filters[name]
            if isinstance(chosen, SlugsFilter):
                self._narrow_by_slugs(narrowing, chosen, ids[name], weights)
            elif isinstance(chosen, WordsFilter):
                narrowing.words = self._words(value)
            elif isinstance(chosen, ChoicesFilter | MomentFilter):
                narrowing.columns.append(chosen.lookup(name, value))
            else:
                of_type = resource_of(self.of_type)
                by = {"chosen": chosen, "name": name, "query": self.data, "of_type": of_type, "parent": self}
                narrowing.methods.append(partial(narrowed, **by))
        return narrowing

    def refuse_what_nothing_had(self) -> None:
        """To be asked when the filters left nothing. Raises InvalidValue for a value of a column that nothing public
        ever had. At most two queries for each such filter."""
        for name, chosen in self.filters.items():
            if not isinstance(chosen, ChoicesFilter) or chosen.choices or name not in self.data:
                continue
            column = str(chosen.field_name)
            if column == "language":
                continue
            entries = self.perspective.entries(self.of_type).order_by()
            there = set(entries.values_list(column, flat=True).distinct()[:SUGGEST_FROM])
            missing = [value for value in split(name, self.data[name]) if value not in there]
            once = self.perspective.once_had(self.of_type, column, missing) if missing else set()
            for value in missing:
                if value not in once:
                    raise invalid(name, f"Nothing has “{value[:100]}” here.", nearest(value, there))

    def _narrow_by_slugs(
        self, narrowing: Narrowing, chosen: SlugsFilter, ids: list[Any], weights: dict[Any, int]
    ) -> None:
        there = [pk for pk in ids if pk is not None]
        if not there or (chosen.match_all and len(there) < len(ids)):
            narrowing.is_empty = True
            return
        for pks in [[pk] for pk in there] if chosen.match_all else [there]:
            if isinstance(chosen, ReferringFilter):
                narrowing.referred.append((chosen.of_type, chosen.kind, pks))
            else:
                narrowing.groups.append(Group(chosen.kind, tuple(pks), sum(weights[pk] for pk in pks)))

    def _words(self, query: str) -> list[str]:
        if not self.perspective.is_present:
            raise invalid("q", "Words are sought in what is public now, and in no other perspective.")
        known = vocabulary(self.perspective)
        terms = [(term, known.meant_by(term)) for term in parse(query)]
        return words_sought(self.of_type, Wanted(terms, []))

    def _resolve(self, asked: dict[str, str]) -> tuple[dict[str, list[Any]], dict[Any, int]]:
        """The ids of the slugs in every filter on references, and about how often each is referred to. One query,
        unless they were asked for already, in this process and for this version of the content.

        Raises InvalidValue for an unknown one.
        """
        if not asked:
            return {}, {}
        slugs = {name: split(name, value) for name, value in asked.items()}
        key = orjson.dumps(["slugs", self.of_type, [[name, self._type(name), slugs[name]] for name in sorted(slugs)]])
        return remembered(key, self.perspective.version, lambda: self._looked_up(slugs))

    def _looked_up(self, asked: dict[str, list[str]]) -> tuple[dict[str, list[Any]], dict[Any, int]]:
        """One query; for slugs that nothing visible has one more for each, and one for what they belong to now."""
        wanted = Q()
        for name in asked:
            wanted |= Q(type=self._type(name), slug__in=asked[name])
        # Of two drafts with one slug, the later.
        rows = self._weighed({self._type(name) for name in asked}, wanted)
        known = {(of_type, slug): pk for _, of_type, slug, pk, _ in rows}
        weights = {pk: weight for *_, pk, weight in rows}
        missing = {(self._type(name), slug): name for name in asked for slug in asked[name]}
        for of_type, slug in known:
            missing.pop((of_type, slug), None)
        if missing:
            known |= self._known_once(missing, weights)
        return {name: [known[self._type(name), slug] for slug in slugs] for name, slugs in asked.items()}, weights

    def _known_once(self, missing: dict[tuple[str, str], str], weights: dict[Any, int]) -> dict[tuple[str, str], Any]:
        """What slugs that were public once belong to now: the id of an entry, None if it is gone. Raises InvalidValue
        for one that never was public."""
        once = {}
        for (of_type, slug), name in missing.items():
            once[of_type, slug] = self.perspective.once_at(of_type, slug) if "\x00" not in slug else []
            if not once[of_type, slug]:
                raise unknown_slug(self.perspective, name, of_type, slug)
        ids = Q(entry_id__in={pk for found in once.values() for pk in found})
        there = {pk: weight for *_, pk, weight in self._weighed({of_type for of_type, _ in missing}, ids)}
        weights |= there
        return {place: next((pk for pk in found if pk in there), None) for place, found in once.items()}

    def _weighed(self, types: set[str], wanted: Q) -> list[tuple[int, str, str, Any, int]]:
        """(row, type, slug, id, about how often it is referred to) of what is visible. One query."""
        columns = [
            weighed(self.perspective, self.of_type, self.perspective.entries(of_type).filter(wanted))
            .order_by()
            .values_list("id", "type", "slug", "entry_id", "_weight", "_since")
            for of_type in sorted(types)
        ]
        rows = sorted(columns[0].union(*columns[1:], all=True) if len(columns) > 1 else columns[0])
        return [(*row, weight_of(weight, since, self.perspective.moment)) for *row, weight, since in rows]

    def _type(self, name: str) -> str:
        return str(self.filters[name].of_type)


class DatedFilters(EntryFilters):
    """Of what readers see the dates of."""

    published_at__gte = MomentFilter(field_name="published_at", lookup_expr="gte", label="Published then or later.")
    published_at__lt = MomentFilter(field_name="published_at", lookup_expr="lt", label="Published before then.")
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Updated then or later.")
    updated_at__lt = MomentFilter(field_name="updated_at", lookup_expr="lt", label="Updated before then.")


class WordlessFilters(EntryFilters):
    """Of what readers cannot search: they could guess word by word at a name that is for editors only."""

    q = None  # type: ignore[assignment]


def filters_of(of_type: EntryType) -> type[EntryFilters]:
    """What a type's lists can be narrowed by: what it declares, or what follows from the rest of its declaration."""
    if of_type.filters:
        declared: type[EntryFilters] = of_type.filters
        return declared
    if not of_type.texts:
        return WordlessFilters
    return DatedFilters if of_type.is_dated else EntryFilters


def unknown_slug(perspective: Perspective, name: str, of_type: str, slug: str) -> InvalidValue:
    """The refusal of a slug that nothing visible has, with the nearest that something has. One query."""
    there = perspective.entries(of_type).values_list("slug", flat=True)[:SUGGEST_FROM]
    return invalid(name, f"There is no “{slug[:100]}” in /{resource_of(of_type).path}/.", nearest(slug, there))


def split(name: str, value: str) -> list[str]:
    """The values between commas, each once, in order. Raises InvalidValue."""
    values = list(dict.fromkeys(part.strip() for part in value.split(",")))
    if not all(values):
        raise invalid(name, "It needs a value; a comma separates several.")
    if len(values) > MOST_VALUES:
        raise invalid(name, f"It takes at most {MOST_VALUES} values.")
    return values
