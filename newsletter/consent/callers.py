"""Who calls, as far as a request says so and it is worth keeping."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.http import HttpRequest

from cms.api.clients import client_address
from cms.api.traffic import LOGGED_PATH

from .consent_log import MOST_OF_A_USER_AGENT, Client

MOST_OF_A_SOURCE = 200


def client_behind(request: HttpRequest) -> Client:
    try:
        ip = str(ip_address(client_address(request).partition("%")[0]))
    except ValueError:
        ip = None
    agent = "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())
    return Client(ip=ip, user_agent=agent[:MOST_OF_A_USER_AGENT])


def client_network(request: HttpRequest) -> str:
    """Whom to count as one: an IPv4 address, but the network of 64 bits that an IPv6 client has to itself."""
    try:
        address = ip_address(client_address(request).partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)


def hide_token(request: HttpRequest) -> None:
    """Let the access log have the path without the token in it: whoever reads the log may not act for a reader."""
    token = request.resolver_match.kwargs.get("token") if request.resolver_match else None
    if token:
        request.META[LOGGED_PATH] = request.path_info.replace(token, "-")


def source_of(request: HttpRequest) -> str:
    """The origin of the page that calls, "" if it names none that makes sense."""
    origin = request.headers.get("Origin", "")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    is_origin = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"
    return origin if is_origin and origin.isprintable() and len(origin) <= MOST_OF_A_SOURCE else ""
