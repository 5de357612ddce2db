"""The addresses that stand in mails: of the publication's own pages where it has them, else of ours."""

from django.conf import settings

OWN = {
    "confirm": "/newsletter/confirm/{token}/",
    "refuse": "/newsletter/refuse/{token}/",
    "unsubscribe": "/newsletter/unsubscribe/{token}/",
    "erase": "/newsletter/erase/{token}/",
    "archive": "/newsletter/{newsletter}/{issue}/",
}


def page_url(name: str, **values: str) -> str:
    """A page for people. NEWSLETTER_FRONTEND_URLS names those of a frontend, each with `{token}` in it."""
    template = settings.NEWSLETTER_FRONTEND_URLS.get(name) or f"{settings.PUBLIC_API_URL}{OWN[name]}"
    for key, value in values.items():
        template = template.replace(f"{{{key}}}", value)
    return template


def one_click_url(token: str) -> str:
    """What a mail program posts to (RFC 8058). Always ours: a frontend's page cannot answer it."""
    return f"{settings.PUBLIC_API_URL}/api/v1/newsletter/u/{token}/"
