"""Types that publish on save, and skills."""

import re
from datetime import datetime

from django.utils.dateparse import parse_datetime

from cms.delivery.resources import SITE_MARK
from cms.markup import web_address
from cms.publishing.content_types import Rendered, Source, Target
from cms.publishing.refusals import Obstacle

from .texts import links_in, prose, render_texts, required, web_url, web_urls

# Of this site and no other: two slashes, or one of each kind, would lead elsewhere.
_SITE_PATH = re.compile(r"/(?![/\\])[!-~]*")


def render_tag(source: Source) -> Rendered:
    return Rendered(
        title=source["name"],
        summary={"name": source["name"]},
        document={"description": source["description"]},
        standalone=False,
    )


def render_author(source: Source) -> Rendered:
    return Rendered(
        title=source["name"],
        summary={"name": source["name"]},
        document={"bio": source["bio"], "website": web_address(source["url"]) or None},
        standalone=False,
    )


def author_obstacles(source: Source) -> list[Obstacle]:
    return required(source, name="Give it a name.") + web_url("url", source["url"], "The link")


def render_dimension(source: Source) -> Rendered:
    return Rendered(
        title=source["name"],
        summary={"name": source["name"], "position": source["position"]},
        document={"description": source["description"]},
        standalone=False,
    )


def name_obstacles(source: Source) -> list[Obstacle]:
    return required(source, name="Give it a name.")


def render_call_to_action(source: Source) -> Rendered:
    """It stands alone if it is a default: then articles show it without referring to it."""
    fields = ("text", "label", "url", "placement")
    return Rendered(
        title=source["name"],
        summary={**{field: source[field] for field in fields}, "url": _address(source["url"])},
        document={},
        kind=source["placement"],
        standalone=source["is_default"],
    )


def call_to_action_obstacles(source: Source) -> list[Obstacle]:
    missing = required(source, text="Say what it is about.", label="Label the button.", url="Give it a link.")
    return missing + ([] if _SITE_PATH.fullmatch(source["url"]) else web_url("url", source["url"], "The link"))


def _address(url: str) -> str:
    return SITE_MARK + url if _SITE_PATH.fullmatch(url) else web_address(url)


def call_to_action_interval(source: Source) -> tuple[datetime | None, datetime | None]:
    starts_at, ends_at = source["starts_at"], source["ends_at"]
    return (parse_datetime(starts_at) if starts_at else None, parse_datetime(ends_at) if ends_at else None)


def render_skill(source: Source) -> Rendered:
    (description,) = render_texts([source["description"]], ["Description"], source)
    return Rendered(
        title=source["name"],
        summary={"name": source["name"], "category": source["category"]},
        document={
            "aliases": source["aliases"],
            "description": prose(description),
            "same_as": [url for url in source["same_as"] if web_address(url)],
            "links": list(dict.fromkeys(link.partition("#")[0] for link in description.links)),
        },
        targets=[Target("link", link.partition("#")[0]) for link in description.links],
        kind=source["category"],
    )


def skill_links(source: Source) -> list[tuple[str, str]]:
    return links_in(source["description"])


def skill_obstacles(source: Source) -> list[Obstacle]:
    return name_obstacles(source) + web_urls("same_as", source["same_as"], "The public identifier")
