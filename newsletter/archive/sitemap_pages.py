"""The pages of newsletters and of their issues, in the sitemap."""

from collections.abc import Iterator

from django.conf import settings

from articles.syndication.sitemap import SitemapPage, add_section
from cms.delivery.reader import Reader
from newsletter.mail_links import archive_url
from newsletter.models import Issue
from newsletter.public_changes import TAG

from .archived_issues import newsletter_url, public_newsletters


def newsletter_pages(reader: Reader) -> Iterator[SitemapPage]:
    """The list of newsletters, each newsletter, and each issue that anyone may read, the oldest first. Two queries."""
    reader.dependencies.others.add(TAG)
    newsletters = list(public_newsletters().order_by("pk"))
    if newsletters:
        yield SitemapPage(f"{settings.PUBLIC_SITE_URL}/newsletters/")
    for newsletter in newsletters:
        yield SitemapPage(newsletter_url(newsletter))
    read = [newsletter for newsletter in newsletters if newsletter.has_archive]
    issues = Issue.objects.filter(newsletter__in=read, state=Issue.State.SENT, content__isnull=False)
    # All that an address is made of: what is left out would be asked for once an issue.
    columns = ("slug", "sent_at", "newsletter__slug", "newsletter__is_public", "newsletter__has_archive")
    for issue in issues.select_related("newsletter").only(*columns).order_by("sent_at", "pk"):
        yield SitemapPage(archive_url(issue), issue.sent_at)


add_section("newsletters", newsletter_pages)
