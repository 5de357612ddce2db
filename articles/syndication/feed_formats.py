"""A feed in RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from typing import Any
from xml.sax.xmlreader import AttributesImpl

import orjson
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from cms.delivery.xml_files import xml_text

from .feeds import Feed, Item

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


class _Dated(SyndicationFeed):
    def latest_post_date(self) -> datetime:
        """Never the present: the same feed is the same bytes."""
        updated_at: datetime = self.feed["updated_at"]
        return updated_at


class _RSS(_Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Any) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("dc:language", item["language"])
        handler.addQuickElement("content:encoded", item["html"])


class _Atom(_Dated, Atom1Feed):
    def item_attributes(self, item: Any) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Any) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["html"], {"type": "html", "xml:base": item["link"]})


def rss(feed: Feed) -> bytes:
    return _written(_RSS, feed)


def atom(feed: Feed) -> bytes:
    return _written(_Atom, feed)


def json_feed(feed: Feed) -> bytes:
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.description,
            "home_page_url": feed.home_url,
            "feed_url": feed.url,
            "language": feed.language,
            "items": [_json_item(item) for item in feed.items],
        },
        option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS,
    )


# By the ending of a feed's address: how it is written, and its media type.
FORMATS: Mapping[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (rss, "application/rss+xml; charset=utf-8"),
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json"),
}


def _written(feed_class: type[SyndicationFeed], feed: Feed) -> bytes:
    writer = feed_class(
        title=xml_text(feed.title),
        link=feed.home_url,
        description=xml_text(feed.description),
        language=feed.language,
        author_name=xml_text(feed.title),
        feed_url=feed.url,
        feed_guid=feed.url,
        updated_at=feed.updated_at,
    )
    for item in feed.items:
        picture = item.picture
        # How long the file is, no answer says: 0 is how a feed says that it does not know.
        enclosures = [Enclosure(picture.url, "0", picture.media_type)] if picture else []
        writer.add_item(
            title=xml_text(item.title),
            link=item.url,
            description=xml_text(escape(item.summary)),
            pubdate=item.published_at,
            updateddate=item.updated_at,
            unique_id=item.id,
            unique_id_is_permalink=False,
            categories=[xml_text(tag) for tag in item.tags],
            enclosures=enclosures,
            html=xml_text(item.html),
            authors=[xml_text(name) for name in item.authors],
            language=item.language,
        )
    return writer.writeString("utf-8").encode()


def _json_item(item: Item) -> dict[str, Any]:
    picture = item.picture
    shown = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.published_at,
        "date_modified": item.updated_at,
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.tags),
        "language": item.language,
    }
    if picture:
        shown |= {"image": picture.url, "attachments": [{"url": picture.url, "mime_type": picture.media_type}]}
    return shown
