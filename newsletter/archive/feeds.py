"""The newest issues of a newsletter as a feed."""

from typing import Any

from django.template.loader import render_to_string

from articles.syndication.feeds import Feed, Item
from cms import markup
from cms.delivery.reader import Reader
from newsletter.models import Newsletter

from . import archived_issues

LENGTH = 20


def issues_feed(reader: Reader, newsletter: Newsletter, *, ending: str) -> Feed:
    """Three queries. Raises NotFound for a newsletter without an archive."""
    issues = archived_issues.newest_issues(reader, newsletter, LENGTH)
    return Feed(
        url=archived_issues.feed_url(newsletter, ending),
        title=newsletter.name,
        description=newsletter.description,
        home_url=archived_issues.newsletter_url(newsletter),
        language=newsletter.language,
        items=[_item(newsletter, issue) for issue in issues],
    )


def _item(newsletter: Newsletter, issue: dict[str, Any]) -> Item:
    intro = markup.absolute(issue["intro"]["html"], issue["url"])
    return Item(
        id=issue["url"],
        url=issue["url"],
        title=issue["subject"],
        summary=issue["preheader"],
        html=render_to_string("newsletter/feed_item.html", {"intro": intro, "items": issue["articles"]}),
        language=newsletter.language,
        published_at=issue["sent_at"],
        updated_at=issue["sent_at"],
        authors=[],
        tags=[],
        picture=None,
    )
