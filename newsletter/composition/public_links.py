"""Whether readers could leave: no mail goes out whose unsubscribe links only this machine can open."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from newsletter.mail_links import one_click_url, page_url
from newsletter.unsubscribe_tokens import MARK

OF_NO_PUBLIC = ("localhost", "local", "internal", "lan", "home", "test", "invalid")


def obstacle_to_leaving(links: list[str] | None = None) -> str:
    """Why a mail with these links must not be sent, in a sentence; empty if it may. Default: those of a mail made now.

    A laptop may send what only it can open: such mails go into a folder.
    """
    if settings.DEBUG:
        return ""
    if links is None:
        links = [one_click_url(MARK), page_url("unsubscribe", token=MARK)]
    if links and all(map(_is_public, links)):
        return ""
    return gettext(
        "The unsubscribe links are no public https addresses, so readers could not leave. "
        "Whoever runs this server must set PUBLIC_API_URL (or NEWSLETTER_FRONTEND_URLS) to one."
    )


def _is_public(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        is_hidden = not ipaddress.ip_address(host).is_global
    except ValueError:
        is_hidden = "." not in host or host.rpartition(".")[2] in OF_NO_PUBLIC
    return parts.scheme == "https" and not is_hidden
