"""What a page says of itself, beside what its template shows: to search engines, link previews and feed readers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class SitePage:
    """`title` is without the site's name. `picture` is for link previews: url, width, height, alt. `feeds` are
    addresses by format, beside those of the whole site. `data` is JSON-LD from the API."""

    title: str
    context: dict[str, Any]
    description: str = ""
    canonical: str = ""
    kind: str = "website"
    picture: dict[str, Any] | None = None
    data: Any = None
    language: str = ""
    feeds: dict[str, str] = field(default_factory=dict)
    is_indexed: bool = True
    # Of an article that asks for it already, a second form below it would be one too many.
    has_signup: bool = False
    published_at: str = ""
    updated_at: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """The reader is sent to another address, now and not for ever."""

    path: str


def described(found: dict[str, Any], context: dict[str, Any], *, title: str, description: str, **more: Any) -> SitePage:
    """The page of something that the API describes itself, by its `seo` where it has one. What has no picture is shown
    by that of the first article about it."""
    seo = found.get("seo") or {}
    return SitePage(
        title=seo.get("title") or title,
        context=context,
        description=seo.get("description") or description,
        canonical=seo.get("canonical_url") or found.get("canonical") or found.get("url") or "",
        picture=card(seo.get("image")) or card_of(found.get("articles") or []),
        data=seo.get("json_ld") or found.get("json_ld"),
        **more,
    )


def card_of(articles: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((card(article["hero"]) for article in articles if article["hero"]), None)


def card(image: dict[str, Any] | None) -> dict[str, Any] | None:
    """The rendition that the API makes for link previews, 1200 × 630; the picture itself where there is none yet."""
    if not image:
        return None
    found = image.get("card") or image
    return {"url": found["src"], "width": found["width"], "height": found["height"], "alt": image["alt"]}
