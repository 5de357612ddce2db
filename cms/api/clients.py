"""Who is asking. Limits, locks, logs and the proof of consent all ask here, and nobody else reads an address.

`client_address` is what may be kept of a client, `client_network` is whom to count as one. With PROXY_COUNT proxies
in front, each of which sets or adds to the header of CLIENT_ADDRESS_HEADER, the client is the last entry but that
many: whatever stands further left, the client may have written itself. A request with fewer entries did not pass all
of them, and is the connection's.

WSGI writes X_Forwarded_For and X-Forwarded-For as one name, so that a proxy that lets underscores through lets its
clients say who they are. Such a proxy needs a header of one word, which has no second way of writing;
docs/operators.md says how.
"""

from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# Addresses that carry an IPv4 client behind a translator (RFC 6052): each is a client of its own, not the whole
# network.
TRANSLATED = ip_network("64:ff9b::/96")
# Nothing is ever sent from here (RFC 6666): a place for clients that have no address that can be read.
NOWHERE = int(IPv6Address("100::"))


def client_address(request: HttpRequest) -> str | None:
    """The client's own IP address; None if the request has none that can be read."""
    address = read_address(_said(request))
    return str(address) if address else None


def client_network(request: HttpRequest) -> str | None:
    """Whom to count as one, as an IP address: an IPv4 address, but the network of 64 bits that an IPv6 client has to
    itself.

    What cannot be read still tells clients apart: each wording is one, under the connection that it came by. None if
    the request says nothing at all, as on a Unix socket without a proxy: nobody can be told from anybody then.
    """
    said = _said(request)
    address = read_address(said)
    if address is None:
        return _stand_in(f"{_connection(request)} {said}") if said else None
    if address.version == 4 or address.is_link_local:
        return str(address)
    return str(ip_network((address, 64), strict=False).network_address)


def lock_parameters(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> list[str]:
    """What failed logins count for, each by itself: many addresses cannot share one account's guesses, nor one
    address try many accounts. Where clients have no address, only the account: else one client could lock everybody
    out."""
    has_address = request is None or client_network(request) is not None
    return ["username", "ip_address"] if has_address else ["username"]


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: with a port, in brackets, with a zone, an IPv4 address as an IPv6 one; None if
    it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _said(request: HttpRequest) -> str:
    """The client as it is named to us, perhaps unreadably; "" if it is not named."""
    if not settings.PROXY_COUNT:
        return _connection(request)
    header = f"HTTP_{settings.CLIENT_ADDRESS_HEADER.upper().replace('-', '_')}"
    entries = [entry.strip() for entry in str(request.META.get(header, "")).split(",")]
    if len(entries) < settings.PROXY_COUNT:
        return _connection(request)
    # An empty one keeps its place: to leave it out would move the client's own words to the right.
    return entries[-settings.PROXY_COUNT] or _connection(request)


def _connection(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR") or "")


def _stand_in(words: str) -> str:
    return str(IPv6Address(NOWHERE + int.from_bytes(sha256(words.encode(errors="replace")).digest()[:8])))
