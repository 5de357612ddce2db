"""Feeds of issues, beside those of articles."""

from django.urls import re_path

from articles.syndication.feed_formats import FORMATS
from cms.delivery.file_views import SiteFile
from cms.delivery.reader import Reader
from newsletter import public_changes
from newsletter.archive import archived_issues
from newsletter.archive.feeds import issues_feed


class IssuesFeed(SiteFile):
    """The newest issues of a newsletter, whole. `ending` is that of the address."""

    ending = "rss"

    @property
    def media_type(self) -> str:  # type: ignore[override]
        return FORMATS[self.ending][1]

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        reader.dependencies.others.add(public_changes.TAG)
        newsletter = archived_issues.one_newsletter(kwargs["newsletter"])
        write, _ = FORMATS[self.ending]
        return write(issues_feed(reader, newsletter, ending=self.ending))


feed_urls = [
    re_path(
        rf"^feeds/newsletters/(?P<newsletter>[^/]+)\.{ending}$",
        IssuesFeed.as_view(ending=ending),
        name=f"newsletter-feed-{ending}",
    )
    for ending in archived_issues.FEEDS
]
