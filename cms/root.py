"""The API's first page: where everything is."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers as s

from cms.delivery.openapi.operations import documented
from cms.delivery.reader import Reader
from cms.delivery.views import DeliveryView
from cms.publishing.timeline.content_version import current_version

LINKS = (
    "articles",
    "roles",
    "skills",
    "related-links",
    "comparisons",
    "dimensions",
    "tags",
    "authors",
    "images",
    "calls-to-action",
    "newsletters",
    "search",
    "changes",
    "resolve",
    "feed-rss",
    "feed-atom",
    "feed-json",
    "sitemap",
    "llms",
    "schema",
    "docs",
)


class RootDocument(s.Serializer[Any]):
    site_name = s.CharField()
    site_description = s.CharField(help_text="What the site is about, in a sentence.")
    site_url = s.URLField()
    default_language = s.CharField()
    content_version = s.CharField(help_text="Differs whenever any answer may differ.")
    links = inline_serializer("RootLinks", {name.replace("-", "_"): s.URLField() for name in LINKS})


@documented("get_root", RootDocument, tag="start")
class Root(DeliveryView):
    """Where everything is, and the version of the content."""

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        self.refuse_unknown_parameters()
        reader.dependencies.on_everything = True
        return {
            "site_name": settings.SITE_NAME,
            "site_description": settings.SITE_DESCRIPTION,
            "site_url": settings.PUBLIC_SITE_URL,
            "default_language": settings.LANGUAGE_CODE,
            "content_version": current_version().token,
            "links": {name.replace("-", "_"): settings.PUBLIC_API_URL + reverse(name) for name in LINKS},
        }
