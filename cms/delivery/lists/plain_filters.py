"""Filters as django-filter's documentation writes them, on what the summary of a type shows.

`NumberFilter(field_name="pages", lookup_expr="gte")` narrows a list of publications by a value inside their stored
summary; `slug`, `published_at` and `updated_at` are columns. The value is validated by the filter's own form field, and
what that refuses is a 400. Such a filter looks at every entry of the type: those on references (`filters`) are quick.
"""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import Func, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from rest_framework import serializers as s

from cms.api.parameters import invalid
from cms.api.problems import InvalidValue, nearest
from cms.publishing.content_types import EntryType

COLUMNS = frozenset({"slug", "published_at", "updated_at"})
# Columns that a render function fills or leaves empty: only for what the summary does not show itself.
RENDERED = frozenset({"title", "kind", "language", "reading_minutes"})
# An expression that anybody may send costs as much as anybody likes.
REFUSED_LOOKUPS = frozenset({"regex", "iregex"})
_KINDS: tuple[tuple[tuple[type[Any], ...], type[models.Field[Any, Any]]], ...] = (
    ((s.IntegerField, s.FloatField, s.DecimalField), models.FloatField),
    ((s.BooleanField,), models.BooleanField),
    ((s.DateTimeField,), models.DateTimeField),
    ((s.DateField,), models.DateField),
)
_POSTGRESQL = {
    models.FloatField: "double precision",
    models.BooleanField: "boolean",
    models.DateTimeField: "timestamptz",
    models.DateField: "date",
}


class StoredValue(Func):
    """A value in the stored summary, as what its serializer says it is; NULL where there is none."""

    function = "JSON_EXTRACT"

    def __init__(self, path: str, output_field: models.Field[Any, Any]) -> None:
        self.path = path.split("__")
        super().__init__(models.F("summary"), output_field=output_field)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        summary, values = compiler.compile(self.source_expressions[0])
        found = f"JSON_EXTRACT({summary}, %s)"
        if isinstance(self.output_field, models.FloatField):
            found = f"CAST({found} AS REAL)"
        elif isinstance(self.output_field, models.DateTimeField):
            # As Django writes moments there: without a T and without the zone, which is UTC.
            found = f"REPLACE(REPLACE(REPLACE({found}, 'T', ' '), 'Z', ''), '+00:00', '')"
        return found, [*values, "$" + "".join(f'."{key}"' for key in self.path)]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        summary, values = compiler.compile(self.source_expressions[0])
        found = f"(({summary})::jsonb #>> %s)"
        kind = _POSTGRESQL.get(type(self.output_field))
        return (f"{found}::{kind}" if kind else found), [*values, self.path]

    as_sql = as_sqlite  # type: ignore[assignment]


def is_known(chosen: django_filters.Filter, of_type: EntryType) -> bool:
    """Whether readers can see what it filters by."""
    name = str(chosen.field_name)
    return name in COLUMNS | RENDERED or shown_at(of_type, name) is not None


def narrowed(
    found: QuerySet[Any], chosen: django_filters.Filter, name: str, query: QueryDict, *, of_type: EntryType, parent: Any
) -> QuerySet[Any]:
    """What the filter leaves of these publications. Raises InvalidValue."""
    # Its own copy, as a FilterSet makes one: a `method` asks its parent.
    chosen = deepcopy(chosen)
    chosen.parent, chosen.model = parent, found.model
    value = value_of(chosen, name, query)
    field = shown_at(of_type, str(chosen.field_name)) if chosen.field_name not in COLUMNS else None
    if field is not None:
        kind = next((kind for classes, kind in _KINDS if isinstance(field, classes)), models.TextField)
        alias = f"_shown_{chosen.field_name}".replace("__", "_in_")
        found = found.alias(**{alias: StoredValue(str(chosen.field_name), kind())})
        chosen.field_name = alias
    try:
        narrower: QuerySet[Any] = chosen.filter(found, value)
    except (ValueError, TypeError, ValidationError, FieldError, OverflowError):
        raise invalid(name, "It cannot be this.") from None
    return narrower


def value_of(chosen: django_filters.Filter, name: str, query: QueryDict) -> Any:
    """What the parameter says, as the filter's form field reads it. Raises InvalidValue."""
    text = str(query[name])
    if not text.strip():
        raise invalid(name, "It needs a value.")
    field: forms.Field = chosen.field
    if isinstance(field, forms.MultipleChoiceField):
        given: Any = [part.strip() for part in text.split(",")]
    elif isinstance(field, forms.DateTimeField):
        # A plus sign that was not encoded arrives as a space.
        given = text.strip().replace(" ", "+") if "T" in text else text.strip()
    elif isinstance(field, forms.NullBooleanField):
        # Not by its widget, for which 2 is true and 3 is false.
        given = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().casefold())
    else:
        given = field.widget.value_from_datadict(query, {}, name)
    try:
        with timezone.override(UTC), translation.override("en"):
            value = field.clean(given)
        if isinstance(value, datetime):
            value = value.astimezone(UTC)
    except (ValidationError, OverflowError) as error:
        raise _refusal(field, name, text, error) from None
    if value is None:
        raise _refusal(field, name, text, None)
    return value


def values_taken_by(chosen: django_filters.Filter) -> list[str] | None:
    """The values that a parameter can have, where it is one of a few."""
    field = chosen.field
    if isinstance(field, forms.NullBooleanField):
        return ["true", "false"]
    choices = getattr(field, "choices", None)
    return None if choices is None else [str(value) for value in _flat(choices) if str(value)]


def shown_at(of_type: EntryType, path: str) -> Any:
    """The serializer's field at a path such as `pages` or `size__width` in a type's summary; None if there is none."""
    field: Any = of_type.summary()
    for name in path.split("__"):
        field = field.fields.get(name) if isinstance(field, s.Serializer) else None
    return None if isinstance(field, s.BaseSerializer) else field


def _refusal(field: forms.Field, name: str, text: str, error: Exception | None) -> InvalidValue:
    if isinstance(field, forms.NullBooleanField):
        return invalid(name, "It must be true or false.", nearest(text, ["true", "false"]))
    if choices := getattr(field, "choices", None):
        known = [str(value) for value in _flat(choices) if str(value)]
        return invalid(name, f"It must be one of {', '.join(known)}.", nearest(text, known))
    return invalid(name, " ".join(error.messages) if isinstance(error, ValidationError) else "It cannot be this.")


def _flat(choices: Any) -> list[Any]:
    """The values of choices, in groups or not."""
    found: list[Any] = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [value]
    return found
