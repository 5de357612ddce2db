"""The API's first page: where everything is."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, reverse
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers as s

from cms.api.read_view import ReadView
from cms.delivery.openapi.operations import documented
from cms.delivery.reader import Reader
from cms.delivery.views import DeliveryView
from cms.publishing.timeline.content_version import current_version


def root_view(patterns: Sequence[URLPattern | URLResolver]) -> type[DeliveryView]:
    """The view that links to all that can be read at one address among these, so that nobody has to list it."""
    names = list(_read_at_one_address(patterns))

    class RootDocument(s.Serializer[Any]):
        site_name = s.CharField()
        site_description = s.CharField(help_text="What the site is about, in a sentence.")
        site_url = s.URLField()
        default_language = s.CharField()
        content_version = s.CharField(help_text="Differs whenever any answer may differ.")
        links = inline_serializer("RootLinks", {name.replace("-", "_"): s.URLField() for name in names})

    @documented("get_root", RootDocument, tag="start")
    class Root(DeliveryView):
        """Where everything is, and the version of the content."""

        def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
            reader.dependencies.on_everything = True
            return {
                "site_name": settings.SITE_NAME,
                "site_description": settings.SITE_DESCRIPTION,
                "site_url": settings.PUBLIC_SITE_URL,
                "default_language": settings.DEFAULT_LANGUAGE,
                "content_version": current_version().token,
                "links": {name.replace("-", "_"): settings.PUBLIC_API_URL + reverse(name) for name in names},
            }

    return Root


def _read_at_one_address(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _read_at_one_address(pattern.url_patterns)
        elif pattern.name and not pattern.pattern.regex.groups:
            view: Any = getattr(pattern.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, ReadView) and getattr(view, "is_linked", True):
                yield pattern.name
