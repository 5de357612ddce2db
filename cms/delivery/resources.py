"""How a content type is read: its addresses, what its summary refers to, and how its lists may be sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

# Stands in stored documents where an address begins with that of the site, which is a setting.
SITE_MARK = "\x06"
# A list's `ordering` values, each with the column it sorts by.
DATES_AND_LENGTH = ("published_at", "updated_at", "reading_minutes")
ORDERINGS = {"title": "sort_title", **{name: name for name in DATES_AND_LENGTH}}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """`one` and `many` name the keys of a summary that hold entry ids, to be replaced by what they refer to. Those in
    `by_title` come in the order of the titles, the others in the editors'.

    `is_dated` says that readers see its dates. `internal` names keys of the document that serve assembling only.
    `site_path` is where the frontend shows an entry, if it has a page of its own. `orderings` maps what a client may
    ask for to columns; `default_ordering` is one of them, perhaps with a minus. `includes` are the paths that
    `include` takes in lists and details.
    """

    type: str
    path: str
    is_dated: bool = False
    internal: tuple[str, ...] = ()
    one: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    by_title: tuple[str, ...] = ()
    site_path: str = ""
    orderings: Mapping[str, str] = field(default_factory=lambda: dict(ORDERINGS))
    default_ordering: str = "title"
    includes: tuple[str, ...] = ()

    def api_url(self, slug: str) -> str:
        return f"{settings.PUBLIC_API_URL}/api/v1/{self.path}/{slug}/"

    def site_url(self, slug: str) -> str | None:
        return f"{settings.PUBLIC_SITE_URL}/{self.site_path}/{slug}" if self.site_path else None


_resources: dict[str, Resource] = {}


def add_resource(resource: Resource) -> Resource:
    _resources[resource.type] = resource
    return resource


def resource_of(type_name: str) -> Resource:
    """The resource of a type. One that nobody described has a summary without references and no page."""
    return _resources.get(type_name) or Resource(type=type_name, path=f"{type_name}s")


def resources() -> tuple[Resource, ...]:
    """Those that somebody described."""
    return tuple(_resources.values())


IMAGE = add_resource(Resource(type="image", path="images"))
