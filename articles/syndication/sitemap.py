"""Every page for search engines, by the sitemap protocol: one file, or an index of several when they are too many.

Pages of what is no content type, such as a newsletter's, are brought by `add_section`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson
from django.conf import settings
from django.db.models import OuterRef, Subquery

from articles.comparisons.comparison import FEWEST, MOST
from articles.comparisons.comparison_slugs import comparison_url, slug_of
from cms.api.problems import NotFound
from cms.delivery.reader import Reader
from cms.delivery.resources import resources
from cms.delivery.xml_files import XMLFile
from cms.media.media_urls import MARK, media_base
from cms.publishing.content_types import entry_type

# The protocol takes ten times as many in one file. So few cost little to make, and are kept like other answers.
MOST_URLS = 5_000
CHUNK = 2_000
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


@dataclass(frozen=True)
class SitemapPage:
    url: str
    changed_at: datetime | None = None
    image: str = ""


Pages = Callable[[Reader], Iterable[SitemapPage]]
_sections: dict[str, Pages] = {}


def add_section(name: str, pages: Pages) -> None:
    """Bring other pages, in an order in which what is new comes last. `name` has small letters only."""
    _sections[name] = pages


def sitemap(reader: Reader) -> bytes:
    """The sitemap, or the index of its parts. Five queries for the content, whatever the size; as an index four."""
    others = {name: list(pages(reader)) for name, pages in _others().items()}
    counts = {name: _entries(reader, name).count() for name in ENTRIES}
    counts = {"pages": len(others["pages"])} | counts | {name: len(pages) for name, pages in others.items()}
    if sum(counts.values()) <= MOST_URLS:
        return _urls(
            page for name in counts for page in (ENTRIES[name](reader, 0) if name in ENTRIES else others[name])
        )
    file = XMLFile("sitemapindex", {"xmlns": PROTOCOL})
    for name, count in counts.items():
        for number in range(1, -(-count // MOST_URLS) + 1):
            with file.element("sitemap"):
                file.leaf("loc", f"{settings.PUBLIC_API_URL}/sitemap-{name}-{number}.xml")
    return file.encoded()


def sitemap_part(reader: Reader, name: str, number: int) -> bytes:
    """One part of the sitemap, the first is 1. One query, two for comparisons. Raises NotFound."""
    first, others = (number - 1) * MOST_URLS, _others()
    if number < 1 or name not in (*ENTRIES, *others):
        raise NotFound("There is no such sitemap.")
    found = ENTRIES[name](reader, first) if name in ENTRIES else list(others[name](reader))[first : first + MOST_URLS]
    pages = list(found)
    if not pages:
        raise NotFound("There is no such sitemap.")
    return _urls(pages)


def _others() -> dict[str, Pages]:
    return {"pages": _site_pages, "comparisons": _comparisons, **_sections}


def _site_pages(reader: Reader) -> Iterator[SitemapPage]:
    """The home page, and the lists of what has pages of its own."""
    yield SitemapPage(f"{settings.PUBLIC_SITE_URL}/")
    for of_type in resources():
        if of_type.site_path:
            yield SitemapPage(f"{settings.PUBLIC_SITE_URL}/{of_type.site_path}/")


def _urls(pages: Iterable[SitemapPage]) -> bytes:
    file = XMLFile("urlset", {"xmlns": PROTOCOL, "xmlns:image": IMAGES})
    for page in pages:
        with file.element("url"):
            file.leaf("loc", page.url)
            if page.changed_at:
                file.leaf("lastmod", page.changed_at.replace(microsecond=0).isoformat())
            if page.image:
                with file.element("image:image"):
                    file.leaf("image:loc", page.image)
    return file.encoded()


def _entries(reader: Reader, name: str) -> Any:
    return reader.perspective.entries({"articles": "article", "roles": "role"}[name])


def _articles(reader: Reader, first: int) -> Iterator[SitemapPage]:
    """The oldest first, so that a part that is full stays as it is. Of the summaries only the pictures' are read."""
    links = reader.perspective.references().filter(kind="hero", **{reader.perspective.source: OuterRef("pk")})
    images = reader.perspective.renderings().filter(type="image", entry_id=OuterRef("_hero"))
    rows = _entries(reader, "articles").annotate(_hero=Subquery(links.values("target_id")[:1]))
    rows = rows.annotate(_image=Subquery(images.values("summary")[:1])).order_by("published_at", "id")
    reader.dependencies.types.add("image")
    base = media_base()
    narrow = rows.values_list("slug", "updated_at", "_image")[first : first + MOST_URLS]
    for slug, updated_at, image in narrow.iterator(chunk_size=CHUNK):
        src = str(orjson.loads(image)["src"]).replace(MARK, base) if image else ""
        yield SitemapPage(entry_type("article").site_url(slug) or "", updated_at, src)


def _roles(reader: Reader, first: int) -> Iterator[SitemapPage]:
    rows = _entries(reader, "roles").order_by("sort_title", "id").values_list("slug", "updated_at")
    for slug, updated_at in rows[first : first + MOST_URLS]:
        yield SitemapPage(entry_type("role").site_url(slug) or "", updated_at)


ENTRIES: dict[str, Callable[[Reader, int], Iterator[SitemapPage]]] = {"articles": _articles, "roles": _roles}


def _comparisons(reader: Reader) -> Iterator[SitemapPage]:
    """Those that an article is about, each at the one address that its page names as canonical: in the order of the
    newest article about exactly these roles. Two queries."""
    source = reader.perspective.source
    roles = {pk: (slug, at) for pk, slug, at in _entries(reader, "roles").values_list("entry_id", "slug", "updated_at")}
    links = reader.perspective.references().filter(
        **{"type": "article", "kind": "role", f"{source}__kind": "comparison"}
    )
    rows = links.order_by("-published_at", f"-{source}_id", "position").values_list(f"{source}_id", "target_id")
    seen = set()
    for _, of_article in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        live = [roles[target] for _, target in of_article if target in roles]
        key = frozenset(live)
        if FEWEST <= len(live) <= MOST and key not in seen:
            seen.add(key)
            yield SitemapPage(comparison_url(slug_of(slug for slug, _ in live)), max(at for _, at in live))
