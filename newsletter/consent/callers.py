"""Who calls, as far as a request says so and it is worth keeping."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from cms.api.clients import client_address

from .consent_log import MOST_OF_A_USER_AGENT, Client

MOST_OF_A_SOURCE = 200


def client_behind(request: HttpRequest) -> Client:
    agent = "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())
    return Client(ip=client_address(request), user_agent=agent[:MOST_OF_A_USER_AGENT])


def source_of(request: HttpRequest) -> str:
    """The origin of the page that calls, "" if it names none that makes sense."""
    origin = request.headers.get("Origin", "")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    is_origin = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"
    return origin if is_origin and origin.isprintable() and len(origin) <= MOST_OF_A_SOURCE else ""
