"""Slugs proposed from titles of any script, in the letters that addresses are made of."""

from typing import Any

from anyascii import anyascii
from django.utils.text import slugify

from .models import Entry

MOST_LETTERS = 120
# What a slug is proposed from: a model has one of them.
TITLES = ("title", "name")


def slug_of_title(title: str) -> str:
    """ "机器学习" becomes "ji-qi-xue-xi"; "" if nothing of it can be written so. Cut between words."""
    words = slugify(anyascii(_spaced(title)))
    if len(words) <= MOST_LETTERS:
        return words
    return words[: MOST_LETTERS + 1].rpartition("-")[0] or words[:MOST_LETTERS]


def proposed_slug(entry: Entry) -> str:
    """A slug that no other entry of the type has, or "". One query, and one more for each that is taken."""
    wanted = slug_of_title(title_of(entry))
    others = type(entry)._default_manager.exclude(pk=entry.pk)
    slug, number = wanted, 2
    while slug and others.filter(slug=slug).exists():
        suffix = f"-{number}"
        slug, number = wanted[: MOST_LETTERS - len(suffix)].rstrip("-") + suffix, number + 1
    return slug


def title_of(entry: Any) -> str:
    return next((str(getattr(entry, name)) for name in TITLES if getattr(entry, name, "")), "")


def _spaced(title: str) -> str:
    """Signs that are words of their own, each apart: anyascii writes them without a blank between."""
    return "".join(f" {sign} " if _is_a_word(sign) else sign for sign in title)


def _is_a_word(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff"
