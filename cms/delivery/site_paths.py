"""The entry behind a path of the frontend, or where it is now."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter

from cms.api.parameters import invalid
from cms.api.problems import Moved, NotFound

from .openapi.operations import documented
from .openapi.value_schemas import text
from .reader import Reader
from .resources import Resource, resources
from .views import DeliveryView

# What stands at an address of the frontend, by its slug: `{"type", "slug", "url", "api_url", …}`. Raises Moved with the
# new slug, Gone, NotFound, InvalidValue.
Resolver = Callable[[Reader, str], dict[str, Any]]
_resolvers: dict[str, Resolver] = {}

URL = {"type": "string", "format": "uri"}
SHAPE = {
    "oneOf": [
        {
            "type": "object",
            "description": "What is there: the summary of an entry as in lists, with its address in the API.",
            "properties": {"type": {"type": "string"}, "slug": {"type": "string"}, "url": URL, "api_url": URL},
            "required": ["type", "slug", "url", "api_url"],
        },
        {
            "type": "object",
            "description": "Where it is now.",
            "properties": {
                "redirect": {
                    "type": "object",
                    "properties": {"status": {"type": "integer", "enum": [301]}, "location": URL},
                    "required": ["status", "location"],
                }
            },
            "required": ["redirect"],
        },
    ]
}


def add_resolver(site_path: str, resolver: Resolver) -> None:
    """Say what stands at the addresses `/site_path/…` that are no entry's own."""
    _resolvers[site_path] = resolver


@documented(
    "resolve_path",
    SHAPE,
    parameters=[
        OpenApiParameter(
            "path",
            text(pattern="^(/|https?://)"),
            required=True,
            description="A path such as `/articles/some-slug`, or a URL of the site.",
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
        resolver = _resolvers.get(site_path) or _resolvers_of_entries().get(site_path)
        if resolver is None:
            raise NotFound("No entry has this address.")
        try:
            return resolver(reader, slug)
        except Moved as moved:
            return {"redirect": {"status": 301, "location": f"{settings.PUBLIC_SITE_URL}/{site_path}/{moved.slug}"}}


def _resolvers_of_entries() -> dict[str, Resolver]:
    return {resource.site_path: _resolver_of(resource) for resource in resources() if resource.site_path}


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
        raise invalid("path", "It must begin with a slash, such as /articles/some-slug.")
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
