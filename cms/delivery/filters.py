"""Filters for lists of renderings, declared with django-filter.

Those on references look from the target: the index of references carries the list's own sort key, so that a filtered
page costs the page, and not the tag.
"""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import Field

from cms.api.parameters import invalid, moment
from cms.api.problems import InvalidValue, nearest
from cms.publishing.perspectives import Perspective

from .resources import resource_of

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
    """Values of a column, a comma for any of them. `choices` empty: those that something visible has."""

    field_class = Field

    def __init__(self, *, name: str, column: str = "", choices: Iterable[str] = (), **extra: Any) -> None:
        self.name, self.choices = name, tuple(choices)
        super().__init__(field_name=column or name, **extra)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        if value is None:
            return qs
        values = split(self.name, value)
        for one in values if self.choices else ():
            if one not in self.choices:
                raise invalid(self.name, f"It must be one of {', '.join(self.choices)}.", nearest(one, self.choices))
        return qs.filter(**{f"{self.field_name}__in": values})


class MomentFilter(django_filters.Filter):
    field_class = Field

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        if value is None:
            return qs
        name = f"{self.field_name}__{self.lookup_expr}"
        return qs.filter(**{name: moment(name, value)})


class WordsFilter(django_filters.Filter):
    """Every word stands in the title."""

    field_class = Field

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        if value is None:
            return qs
        words = value.split()
        if not words or len(words) > MOST_VALUES:
            raise invalid("q", f"It needs between 1 and {MOST_VALUES} words.")
        return qs.filter(*(Q(sort_title__contains=word.casefold()) for word in words))


class EntryFilters(django_filters.FilterSet):
    """Base of every list's filters. `queryset` is what the perspective shows of a type."""

    q = WordsFilter(label="Words in the title, all of them.")

    def __init__(self, data: Any, queryset: QuerySet[Any], *, perspective: Perspective, of_type: str) -> None:
        super().__init__(data=data, queryset=queryset)
        self.perspective, self.of_type = perspective, of_type
        # The column that the filtered list is sorted by fastest, once a filter has chosen its way in.
        self.lead = ""

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.base_filters)

    def apply(self) -> QuerySet[Any]:
        """The filtered queryset. At most one query of its own, to find what the slugs name. Raises InvalidValue."""
        found = self.queryset
        values = {name: self.data[name] for name in self.filters if name in self.data}
        ids = self._resolve(
            {name: value for name, value in values.items() if isinstance(self.filters[name], SlugsFilter)}
        )
        for name, value in values.items():
            chosen = self.filters[name]
            if isinstance(chosen, ReferringFilter):
                found = found.filter(self._referred(chosen, ids[name]))
            elif isinstance(chosen, SlugsFilter):
                found = self._referring(found, chosen, ids[name])
            else:
                found = chosen.filter(found, value)
        return found

    def refuse_what_nothing_has(self) -> None:
        """To be asked when the filters left nothing. Raises InvalidValue for a value of a column that nothing visible
        has, filters or not. One query for each such filter."""
        for name, chosen in self.filters.items():
            if not isinstance(chosen, ChoicesFilter) or chosen.choices or name not in self.data:
                continue
            column = str(chosen.field_name)
            there = set(self.queryset.order_by().values_list(column, flat=True).distinct()[:SUGGEST_FROM])
            for value in split(name, self.data[name]):
                if value not in there:
                    raise invalid(name, f"Nothing has “{value[:100]}” here.", nearest(value, there))

    def _referring(self, found: QuerySet[Any], chosen: SlugsFilter, ids: list[Any]) -> QuerySet[Any]:
        """The first single target leads: joined, it gives the list its order. The others are looked up a row."""
        groups = [[pk] for pk in ids] if chosen.match_all else [ids]
        for group in groups:
            joins = len(group) == 1 and self.perspective.is_indexed
            if joins and not self.lead:
                self.lead = "references__"
                found = found.filter(self._in_time(chosen, group[0]))
                continue
            links = self.perspective.references().filter(type=self.of_type, kind=chosen.kind, target_id__in=group)
            if joins:
                found = found.filter(Exists(links.filter(**{self.perspective.source: OuterRef("pk")})))
            else:
                found = found.filter(pk__in=links.values(self.perspective.source))
        return found

    def _referred(self, chosen: SlugsFilter, ids: list[Any]) -> Q:
        links = self.perspective.references().filter(type=chosen.of_type, kind=chosen.kind)
        return Q(entry_id__in=links.filter(**{f"{self.perspective.source}__entry_id__in": ids}).values("target_id"))

    def _in_time(self, chosen: SlugsFilter, target: Any) -> Q:
        """The reference's own copy of the interval: what lets the index alone say which rows are live."""
        link = Q(references__target_id=target, references__type=self.of_type, references__kind=chosen.kind)
        moment = self.perspective.moment
        if moment is None:
            return link
        link &= Q(references__starts_at__lte=moment, references__published_at__lte=moment)
        link &= Q(references__ends_at=None) | Q(references__ends_at__gt=moment)
        return link & Q(references__past=False) if self.perspective.is_present else link

    def _resolve(self, asked: dict[str, str]) -> dict[str, list[Any]]:
        """The ids of the slugs in every filter on references, in one query. Raises InvalidValue for an unknown one."""
        if not asked:
            return {}
        slugs = {name: split(name, value) for name, value in asked.items()}
        wanted = Q()
        for name in asked:
            wanted |= Q(type=self._type(name), slug__in=slugs[name])
        types = {self._type(name) for name in asked}
        visible = [self.perspective.entries(of_type).filter(wanted) for of_type in sorted(types)]
        columns = [rows.order_by().values_list("id", "type", "slug", "entry_id") for rows in visible]
        union = columns[0].union(*columns[1:], all=True) if len(columns) > 1 else columns[0]
        known = {(of_type, slug): pk for _, of_type, slug, pk in sorted(union)}
        for name in asked:
            for slug in slugs[name]:
                if (self._type(name), slug) not in known:
                    raise unknown_slug(self.perspective, name, self._type(name), slug)
        return {name: [known[self._type(name), slug] for slug in slugs[name]] for name in asked}

    def _type(self, name: str) -> str:
        return str(self.filters[name].of_type)


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
