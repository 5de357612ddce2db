"""Who is asking: the address of the client, as far as it can be believed."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address, "" if there is none (a Unix socket).

    With PROXY_COUNT proxies in front, each of which appends the address it was called from to X-Forwarded-For, the
    client is the last but that many: whatever stands further left, the client may have written itself. A header with
    fewer entries did not pass all proxies and is not believed.
    """
    connected = str(request.META.get("REMOTE_ADDR") or "")
    if not settings.PROXY_COUNT:
        return connected
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(forwarded) < settings.PROXY_COUNT:
        return connected
    try:
        return str(ip_address(forwarded[-settings.PROXY_COUNT]))
    except ValueError:
        return connected
