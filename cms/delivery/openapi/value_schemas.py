"""What a value of a query parameter or a path may be, as JSON Schema, for the OpenAPI document.

As narrow as it can be said beforehand: which slugs there are, only the content knows.
"""

from collections.abc import Iterable
from typing import Any

from cms.api import pagination
from cms.api.parameters import MAX_VALUE_LENGTH
from cms.delivery.lists.filters import ChoicesFilter, MomentFilter, SlugsFilter, WordsFilter
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
    return any_of(chosen.choices) if isinstance(chosen, ChoicesFilter) and chosen.choices else text()
