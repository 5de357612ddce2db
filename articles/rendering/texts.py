"""Markdown fields, rendered in one trip and shaped for the API."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from cms import markup
from cms.publishing.content_types import Source
from cms.publishing.refusals import CannotRender, Obstacle

# What a Markdown link may name: `article:some-slug`.
LINKED_TYPES = ("article", "role")
_is_web_url = URLValidator(schemes=["http", "https"])


def render_texts(texts: Sequence[str], labels: Sequence[str], source: Source) -> list[markup.RenderedText]:
    """Raises CannotRender, naming the label of the text that is refused."""
    try:
        return markup.render_many(texts, links=source.get("links", {}))
    except markup.MarkupError as error:
        raise CannotRender(f"{labels[error.index]}: {error}") from error


def prose(rendered: markup.RenderedText) -> dict[str, Any]:
    """The API's shape of a rendered text without an outline."""
    return {"html": rendered.html, "markdown": rendered.markdown, "text": rendered.text}


def links_in(*texts: str) -> list[tuple[str, str]]:
    found = {link for text in texts for link in markup.find_links(text)}
    return sorted(link for link in found if link[0] in LINKED_TYPES)


def required(source: Source, **messages: str) -> list[Obstacle]:
    return [Obstacle(field, message) for field, message in messages.items() if not str(source[field]).strip()]


def web_url(field: str, url: str, label: str) -> list[Obstacle]:
    """An empty URL is none of this function's business."""
    try:
        _is_web_url(url or "https://www.example.org")
    except ValidationError:
        return [Obstacle(field, f"{label} needs a full address that begins with https:// or http://.")]
    return []


def web_urls(field: str, urls: Sequence[str], label: str) -> list[Obstacle]:
    return [obstacle for url in urls for obstacle in web_url(field, url, f"{label} “{url[:80]}”")][:1]
