"""The addresses of comparisons: `a-vs-b`, on the site and in the API."""

from collections.abc import Iterable

from django.conf import settings

PATH = "comparisons"
SEPARATOR = "-vs-"


def slug_of(slugs: Iterable[str]) -> str:
    return SEPARATOR.join(slugs)


def slugs_in(slug: str) -> list[str]:
    return slug.split(SEPARATOR)


def has_separator(slug: str) -> bool:
    """Whether `a-vs-b` could not be taken apart again if this were one of its roles."""
    return SEPARATOR.strip("-") in slug.split("-")


def comparison_url(slug: str) -> str:
    """Where the frontend shows a comparison."""
    return f"{settings.PUBLIC_SITE_URL}/{PATH}/{slug}"


def comparison_api_url(slug: str) -> str:
    return f"{settings.PUBLIC_API_URL}/api/v1/{PATH}/{slug}/"
