"""The newest articles as a feed, whole or about one tag or role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from cms import markup
from cms.api.problems import Moved
from cms.delivery.reader import Entries, Reader, ShownEntry
from cms.delivery.resolved_links import with_links
from cms.publishing.timeline.content_version import EPOCH

LENGTH = 30
# The parameters that narrow a feed: types, and kinds of reference of the same name.
NARROWING = ("tag", "role")


@dataclass(frozen=True)
class Picture:
    url: str
    media_type: str


@dataclass(frozen=True)
class Item:
    """One article. `html` is whole, with absolute addresses; `summary` is plain text."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published_at: datetime
    updated_at: datetime
    authors: Sequence[str]
    tags: Sequence[str]
    picture: Picture | None


@dataclass(frozen=True)
class Feed:
    url: str
    title: str
    description: str
    home_url: str
    language: str
    items: Sequence[Item]

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=EPOCH)


def articles_feed(reader: Reader, path: str, chosen: Mapping[str, str]) -> Feed:
    """The feed at a path, narrowed by the slugs of a `tag`, a `role` or both. Two queries, and one for each slug.

    Raises Moved to the feed of the slug that one has now, Gone, NotFound.
    """
    slugs = {name: chosen[name] for name in NARROWING if chosen.get(name)}
    about = {name: _one(reader, path, slugs, name) for name in slugs}
    wanted = [(name, entry.id) for name, entry in about.items()]
    articles = reader.rows(_newest(reader, wanted), documents=True)
    referred = {pk for article in articles for pk in (*article.references(), *article.links)}
    targets = reader.targets(referred)
    return Feed(
        url=_address(path, slugs),
        title=": ".join([settings.SITE_NAME, *(", ".join(entry.title for entry in about.values()),) * bool(about)]),
        description=settings.SITE_DESCRIPTION,
        home_url=f"{settings.PUBLIC_SITE_URL}/",
        language=_language_of(articles),
        items=[_item(reader, article, targets) for article in articles],
    )


def _one(reader: Reader, path: str, slugs: Mapping[str, str], name: str) -> ShownEntry:
    try:
        return reader.one(name, slugs[name])
    except Moved as moved:
        raise Moved(_address(path, {**slugs, name: moved.slug})) from None


def _address(path: str, slugs: Mapping[str, str]) -> str:
    return f"{settings.PUBLIC_API_URL}{path}" + (f"?{urlencode(slugs)}" if slugs else "")


def _newest(reader: Reader, wanted: Sequence[tuple[str, str]]) -> QuerySet[Any]:
    """The newest articles that refer to all that is wanted: found off the index of the first."""
    articles = reader.perspective.entries("article").order_by("-published_at", "-id")
    if not wanted:
        return articles[:LENGTH]
    source = reader.perspective.source
    links = reader.perspective.references().filter(type="article")
    (kind, target), *others = wanted
    found = links.filter(kind=kind, target_id=target)
    for kind, target in others:
        found = found.filter(Exists(links.filter(kind=kind, target_id=target, **{source: OuterRef(source)})))
    newest = found.order_by("-published_at", f"-{source}_id").values(source)[:LENGTH]
    return articles.filter(pk__in=newest)


def _language_of(articles: Sequence[ShownEntry]) -> str:
    """That of its articles, if they have one in common."""
    languages = {article.stored["language"] for article in articles}
    return languages.pop() if len(languages) == 1 else str(settings.DEFAULT_LANGUAGE)


def _item(reader: Reader, article: ShownEntry, targets: Entries) -> Item:
    summary = reader.summary(article, targets)
    hero = summary["hero"]
    media_type = guess_type(hero["src"])[0] if hero else None
    return Item(
        id=f"urn:uuid:{article.id}",
        url=summary["url"],
        title=summary["title"],
        summary=summary["excerpt"],
        html=markup.absolute(with_links(article.document["body"], targets)["html"], summary["url"]),
        language=summary["language"],
        published_at=article.published_at,
        updated_at=article.updated_at,
        authors=[author["name"] for author in summary["authors"]],
        tags=[tag["name"] for tag in summary["tags"]],
        picture=Picture(hero["src"], media_type or "image/jpeg") if hero else None,
    )
