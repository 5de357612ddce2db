"""An image as the API gives it: `srcset` for each format, focal point, placeholder and credit."""

from typing import Any

from cms.markup import web_address
from cms.publishing.content_types import Rendered, Source
from cms.publishing.refusals import Obstacle

from .media_urls import MARK


def render_image(source: Source) -> Rendered:
    summary = {
        "alt": "" if source["is_decorative"] else source["alt"],
        "caption": source["caption"],
        "credit": {
            "name": source["credit_name"],
            "url": web_address(source["credit_url"]) or None,
            "source": source["credit_source"],
            "licence": source["licence"],
        },
        "width": source["width"],
        "height": source["height"],
        "focal_point": {"x": source["focal_x"], "y": source["focal_y"]},
        "placeholder": source["placeholder"],
        "src": MARK + source["file"],
        "sources": _sources(source["renditions"]),
        "card": _card(source.get("card")),
    }
    return Rendered(title=source["title"], summary=summary, document={}, standalone=False)


def image_obstacles(source: Source) -> list[Obstacle]:
    obstacles = []
    if not source["file"]:
        obstacles.append(Obstacle("file", "Choose a picture."))
    if not (source["is_decorative"] or source["alt"].strip()):
        obstacles.append(Obstacle("alt", "Describe the picture for those who cannot see it, or mark it as decorative."))
    return obstacles


def _sources(renditions: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One entry a format, in the order of the renditions: the browser takes the first that it knows."""
    by_type: dict[str, list[str]] = {}
    for rendition in renditions:
        by_type.setdefault(rendition["type"], []).append(f"{MARK}{rendition['name']} {rendition['width']}w")
    return [{"type": media_type, "srcset": ", ".join(files)} for media_type, files in by_type.items()]


def _card(rendition: dict[str, Any] | None) -> dict[str, Any] | None:
    if not rendition:
        return None
    return {"src": MARK + rendition["name"], "width": rendition["width"], "height": rendition["height"]}
