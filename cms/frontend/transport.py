"""How a question gets to the API: to the application of this process, or over HTTP to wherever the API runs.

Both give the same replies. Within the process a question goes through the front of the server as a reader's would: it
is answered from memory, counted and limited in the same way, and no model of ours is in sight.
"""

import io
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, urlencode

import urllib3
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

ROOT = "/api/v1/"
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 2.0, 5.0
# What says who asks, and at which host. Cookies, conditions and encodings are between the reader and this site.
PASSED_ON = ("SERVER_", "REMOTE_ADDR", "SCRIPT_NAME", "HTTP_HOST", "HTTP_X_FORWARDED_", "HTTP_FORWARDED", "wsgi.")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Unreachable(Exception):
    """The API does not answer, or not in time."""


class Reply(NamedTuple):
    """`headers` have names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport(Protocol):
    def ask(
        self, reader: HttpRequest, segments: tuple[str, ...], *, query: dict[str, str], body: bytes | None
    ) -> Reply:
        """GET, or POST of JSON if there is a `body`; `segments` are the path below the root of the API. Follows no
        redirect. Raises Unreachable."""


class WithinProcess:
    """Calls a WSGI application. The question comes from the reader's own address and host."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def ask(
        self, reader: HttpRequest, segments: tuple[str, ...], *, query: dict[str, str], body: bytes | None
    ) -> Reply:
        environ = {name: value for name, value in reader.META.items() if name.startswith(PASSED_ON)} | {
            "REQUEST_METHOD": "GET" if body is None else "POST",
            # As WSGI wants it: the bytes of the path, each as one character.
            "PATH_INFO": (ROOT + "".join(f"{segment}/" for segment in segments)).encode().decode("latin-1"),
            "QUERY_STRING": urlencode(query),
            "HTTP_USER_AGENT": "reference-site",
            "wsgi.input": io.BytesIO(body or b""),
        }
        if body is not None:
            environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [(status, headers)]

        answer = self.application(environ, start)
        try:
            whole = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, headers = started[0]
        return Reply(int(status[:3]), {name.lower(): value for name, value in headers}, whole)


class OverHTTP:
    """Speaks to the API at `url`, over connections that stay open."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.pool = urllib3.PoolManager(
            maxsize=16, timeout=urllib3.Timeout(connect=SECONDS_TO_CONNECT, read=SECONDS_TO_ANSWER)
        )

    def ask(
        self, reader: HttpRequest, segments: tuple[str, ...], *, query: dict[str, str], body: bytes | None
    ) -> Reply:
        path = ROOT + "".join(f"{quote(segment, safe='')}/" for segment in segments)
        headers = {"User-Agent": "reference-site", "Accept-Encoding": "gzip"}
        # The limits of the API are the reader's; it believes this header if it is told how many proxies there are.
        said = reader.META.get("HTTP_X_FORWARDED_FOR")
        client = reader.META.get("REMOTE_ADDR", "")
        headers["X-Forwarded-For"] = f"{said}, {client}" if said else client
        if body is not None:
            headers["Content-Type"] = "application/json"
        ends = time.monotonic() + SECONDS_TO_ANSWER
        try:
            response = self.pool.request(
                "GET" if body is None else "POST",
                f"{self.url}{path}" + (f"?{urlencode(query)}" if query else ""),
                body=body,
                headers=headers,
                retries=False,
                preload_content=False,
            )
            whole = _within(response, ends)
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(str(error)) from error
        return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, whole)


def _within(response: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """All of it, unless it trickles in for longer than a reader would wait."""
    whole = []
    while part := response.read1(65_536, decode_content=True):
        whole.append(part)
        if time.monotonic() > ends:
            response.close()  # it is of no use to the next question
            raise Unreachable("The answer takes too long.")
    response.release_conn()
    return b"".join(whole)


def transport() -> Transport:
    """By the settings: FRONTEND_API_URL, or the application that FRONTEND_APPLICATION names."""
    return _transport(settings.FRONTEND_API_URL, settings.FRONTEND_APPLICATION)


@cache
def _transport(url: str, application: str) -> Transport:
    return OverHTTP(url) if url else WithinProcess(import_string(application)())
