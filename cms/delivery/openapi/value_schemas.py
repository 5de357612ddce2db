"""What a value of a query parameter or a path may be, as JSON Schema, for the OpenAPI document.

As narrow as it can be said beforehand: which slugs there are, only the content knows.
"""

from collections.abc import Iterable
from typing import Any

from django import forms

from cms.api import pagination
from cms.api.parameters import MAX_VALUE_LENGTH
from cms.delivery.lists.filters import ChoicesFilter, MomentFilter, SlugsFilter, WordsFilter
from cms.delivery.lists.plain_filters import values_taken_by
from cms.delivery.search.query_terms import MOST_CHARACTERS

Schema = dict[str, Any]
ONE_SLUG = "[-a-zA-Z0-9_]+"
ONE_FIELD = r"[a-z_]+(\.[a-z_]+)*"


def text(*, shortest: int = 1, longest: int = MAX_VALUE_LENGTH, pattern: str = "") -> Schema:
    return {
        "type": "string",
        **({"minLength": shortest} if shortest else {}),
        "maxLength": longest,
        **({"pattern": pattern} if pattern else {}),
    }


def separated(pattern: str) -> Schema:
    """One or several of what a pattern matches, with commas, and spaces around them, between."""
    return text(pattern=rf"^\s*({pattern})\s*(,\s*({pattern})\s*)*$")


def any_of(values: Iterable[str]) -> Schema:
    """One or several of these."""
    return separated("|".join(value.replace(".", r"\.") for value in values))


PAGE: Schema = {"type": "integer", "minimum": 1, "maximum": pagination.DEEPEST, "default": 1}
SLUG: Schema = {"type": "string", "pattern": f"^{ONE_SLUG}$"}
SLUGS, FIELDS_CHOSEN, WORDS = separated(ONE_SLUG), separated(ONE_FIELD), text(longest=MOST_CHARACTERS)
MOMENT: Schema = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
# Given by an answer, or empty.
GIVEN = text(shortest=0)


def page_size(default: int = pagination.PAGE_SIZE) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": pagination.MAX_PAGE_SIZE, "default": default}


def values_of(chosen: Any) -> Schema:
    """What a filter takes."""
    if isinstance(chosen, SlugsFilter):
        return SLUGS
    if isinstance(chosen, MomentFilter):
        return MOMENT
    if isinstance(chosen, WordsFilter):
        return WORDS
    if isinstance(chosen, ChoicesFilter):
        return any_of(chosen.choices) if chosen.choices else text()
    return _of_plain(chosen)


def about(chosen: Any) -> str:
    """What a filter is for."""
    return str(chosen.label or f"By {chosen.field_name.replace('__', ', ').replace('_', ' ')}.")


def _of_plain(chosen: Any) -> Schema:
    """By the form field that validates the value."""
    field = chosen.field
    known = values_taken_by(chosen)
    if known is not None:
        several = isinstance(field, forms.MultipleChoiceField)
        return any_of(known) if several else {"type": "string", "enum": known}
    if isinstance(field, forms.DateTimeField):
        return MOMENT
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return {"type": "number"}
    return {"type": "integer"} if isinstance(field, forms.IntegerField) else text()
