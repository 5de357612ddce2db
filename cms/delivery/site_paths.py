"""The entry behind a path of the frontend, or where it is now."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework import serializers as s

from cms.api.parameters import invalid
from cms.api.problems import Moved, NotFound
from cms.publishing.content_types import EntryType

from .openapi.operations import documented
from .openapi.value_schemas import text
from .reader import Reader
from .resources import Resource, resources
from .views import DeliveryView

# What stands at an address of the frontend, by its slug: `{"type", "slug", "url", "api_url", …}`. Raises Moved with the
# new slug, Gone, NotFound, InvalidValue.
Resolver = Callable[[Reader, str], dict[str, Any]]
_resolvers: dict[str, tuple[type[Any], Resolver]] = {}


class Redirect(s.Serializer[Any]):
    status = s.IntegerField(min_value=301, max_value=301)
    location = s.URLField()


class RedirectDocument(s.Serializer[Any]):
    """Where it is now."""

    redirect = Redirect()


def _documents() -> list[type[Any]]:
    """The summary of an entry of any type that the site has pages for, what was added, the redirect."""
    entries = [_entry_there(of_type) for of_type in resources() if of_type.site_path]
    return [*entries, *(document for document, _ in _resolvers.values()), RedirectDocument]


def _entry_there(of_type: EntryType) -> type[Any]:
    name = f"Resolved{of_type.summary.__name__.removesuffix('Summary')}"
    about = "What is there: the summary of an entry as in lists, with its address in the API."
    return type(name, (of_type.summary,), {"api_url": s.URLField(), "__module__": __name__, "__doc__": about})


def add_resolver(site_path: str, document: type[Any], resolver: Resolver) -> None:
    """Say what stands at the addresses `/site_path/…` that are no entry's own; `document` is a serializer of it."""
    _resolvers[site_path] = document, resolver


@documented(
    "resolve_path",
    PolymorphicProxySerializer(component_name="Resolved", serializers=_documents, resource_type_field_name=None),
    parameters=[
        OpenApiParameter(
            "path",
            text(pattern="^(/|https?://)"),
            required=True,
            description="A path such as `/section/some-slug`, or a URL of the site.",
        )
    ],
    problems=(400, 404, 410),
    tag="resolve",
)
class Resolve(DeliveryView):
    """The entry behind a path of the frontend, or the redirect to where it is now.

    A query, a fragment and a slash at the end do not matter. What was taken down is 410, what never was 404.
    """

    parameters = ("path",)

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        words = _words(self.request.query_params.get("path", ""))
        if len(words) != 2:
            raise NotFound("No entry has this address.")
        site_path, slug = words
        resolver = _resolver(site_path)
        if resolver is None:
            raise NotFound("No entry has this address.")
        try:
            return resolver(reader, slug)
        except Moved as moved:
            return {"redirect": {"status": 301, "location": f"{settings.PUBLIC_SITE_URL}/{site_path}/{moved.slug}"}}


def _resolver(site_path: str) -> Resolver | None:
    if site_path in _resolvers:
        return _resolvers[site_path][1]
    return next((_resolver_of(of_type) for of_type in resources() if of_type.site_path == site_path), None)


def _resolver_of(resource: Resource) -> Resolver:
    def resolve(reader: Reader, slug: str) -> dict[str, Any]:
        entry = reader.one(resource.name, slug)
        summary = reader.summary(entry, reader.targets(entry.references()))
        return {**summary, "api_url": resource.api_url(entry.slug)}

    return resolve


def _words(text: str) -> list[str]:
    """The decoded parts of a path between its slashes. Raises InvalidValue."""
    site = urlsplit(settings.PUBLIC_SITE_URL)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise invalid("path", "It is no path, and no URL.") from None
    if parts.scheme or parts.netloc:
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != site.netloc.lower():
            raise invalid("path", f"It must be a path, or a URL that begins with {settings.PUBLIC_SITE_URL}.")
    elif not text.startswith("/"):
        raise invalid("path", "It must begin with a slash, such as /section/some-slug.")
    path = parts.path
    if site.path and (path == site.path or path.startswith(f"{site.path}/")):
        path = path[len(site.path) :]
    try:
        words = [unquote(word, errors="strict") for word in path.strip("/").split("/")]
    except UnicodeDecodeError:
        raise invalid("path", "It is not valid UTF-8.") from None
    if any("\x00" in word for word in words):
        raise invalid("path", "It is not valid text.")
    return words
