"""The addresses that stand in mails: of the publication's own pages where it has them, else of ours."""

from django.conf import settings

from .models import Issue

OWN = {
    "confirm": "/newsletter/confirm/{token}/",
    "refuse": "/newsletter/refuse/{token}/",
    "unsubscribe": "/newsletter/unsubscribe/{token}/",
    "erase": "/newsletter/erase/{token}/",
    "archive": "/newsletters/{newsletter}/{issue}",
}
# Shown by the site, as articles are; the others are pages of this server.
OF_THE_SITE = {"archive"}


def page_url(name: str, **values: str) -> str:
    """A page for people. NEWSLETTER_FRONTEND_URLS names those of a frontend, each with `{token}` in it."""
    own = settings.PUBLIC_SITE_URL if name in OF_THE_SITE else settings.PUBLIC_API_URL
    template = settings.NEWSLETTER_FRONTEND_URLS.get(name) or f"{own}{OWN[name]}"
    for key, value in values.items():
        template = template.replace(f"{{{key}}}", value)
    return template


def one_click_url(token: str) -> str:
    """What a mail program posts to (RFC 8058). Always ours: a frontend's page cannot answer it."""
    return f"{settings.PUBLIC_API_URL}/api/v1/newsletter/u/{token}/"


def archive_url(issue: Issue) -> str:
    """Where anyone can read an issue once it is sent; empty if nowhere."""
    newsletter = issue.newsletter
    if not (newsletter.is_public and newsletter.has_archive):
        return ""
    return page_url("archive", newsletter=newsletter.slug, issue=issue.slug)
