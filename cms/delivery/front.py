"""The front of the server: a WSGI application around Django's, which answers readers from memory.

An answer that the API gave to an anonymous reader is kept as bytes, and given again for as long as the content version
is the one it was made of. The version is read first, from the database that holds the content: so what is kept is
never stale, in no process, not even at the moment when something scheduled takes effect.

A view says of its answer that it may be kept; what carries `Authorization`, `preview` or `perspective`, errors, and
what names an unknown host goes to Django and never in here. Asked to keep nothing, it does all the same but that.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from cms.api import traffic
from cms.publishing.watching import Seen, Unreadable, Watch

from .answers import DELIVERED, Headers, Part, Whole
from .cache_control import cache_control, is_constant
from .keeping import KEPT, Flights, Kept, Key, Store

Environment = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environment, Start], Iterable[bytes]]

ADDRESSES = ("/api/v1/", "/feeds/", "/sitemap", "/llms.txt")
PRIVATE = ("preview", "perspective")
# What makes one client's answer unlike another's. What is kept must be the same for all.
PERSONAL = {
    "HTTP_COOKIE",
    "HTTP_ORIGIN",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_RANGE",
    "HTTP_IF_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
}
LONGEST_QUERY = 1_024
MOST_HOSTS = 1_000
# How long to wait for another thread that makes the same answer, before making it too.
PATIENCE = 10.0


class Front:
    def __init__(self, application: Application, *, keeps: bool, max_bytes: int, watch: Watch | None = None) -> None:
        self.application = application
        self.keeps = keeps
        self.store = Store(max_bytes)
        self.watch = watch or Watch()
        self._flights = Flights()
        self._hosts: set[tuple[str, ...]] = set()

    def __call__(self, environ: Environment, start_response: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        if not environ["PATH_INFO"].startswith(ADDRESSES) or not self._is_public(environ):
            return traffic.observed(self.application, environ, start_response, began)
        part, route, is_hit = self._part(environ)
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        start_response(part.status, part.headers)
        traffic.observe(environ, part.status, 0 if is_head else len(part.body), route, began, is_hit=is_hit)
        return [] if is_head else [part.body]

    def _part(self, environ: Environment) -> tuple[Part, str, bool]:
        """What the client gets, the name of the route, and whether it was kept."""
        key = (_is_secure(environ), environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if not self.keeps or len(key[2]) > LONGEST_QUERY:
            return self._made(key, environ)
        boarded = False
        try:
            for _ in range(2):
                seen = self.watch.seen()
                kept = self.store.get(key, seen.token)
                if kept:
                    return self._given(kept, seen, environ), kept.route, True
                if boarded:
                    break
                landing = self._flights.board(key)
                boarded = landing is None
                if landing:
                    landing.wait(PATIENCE)
            return self._made(key, environ)
        except Unreadable:
            return self._made(key, environ)
        finally:
            if boarded:
                self._flights.land(key)

    def _given(self, kept: Kept, seen: Seen, environ: Environment) -> Part:
        part = _part_for(kept.whole, environ)
        if is_constant():
            return part
        # What a shared cache may do with it ends with the version: how far off that is changes from hit to hit.
        headers = [(name, value) for name, value in part.headers if name != "Cache-Control"]
        return part._replace(headers=[*headers, ("Cache-Control", cache_control(seen.changes_in))])

    def _made(self, key: Key, environ: Environment) -> tuple[Part, str, bool]:
        same_for_all = {name: value for name, value in environ.items() if name not in PERSONAL}
        same_for_all["REQUEST_METHOD"] = "GET"
        status, headers, body = _answer(self.application, same_for_all)
        route = same_for_all.get(traffic.ROUTE, "")
        if DELIVERED not in same_for_all:
            return Part(status, headers, body), route, False
        whole = Whole(headers, body)
        token = same_for_all.get(KEPT)
        if self.keeps and token and len(key[2]) <= LONGEST_QUERY:
            self.store.put(key, Kept(token, route, whole))
        return _part_for(whole, environ), route, False

    def _is_public(self, environ: Environment) -> bool:
        """Whether it is the same for everyone who asks, as far as the request tells."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return False
        query = environ.get("QUERY_STRING", "")
        if query and any(name in (unquote_plus(query) if "%" in query else query) for name in PRIVATE):
            return False
        if environ.get("SCRIPT_NAME") or (settings.SECURE_SSL_REDIRECT and not _is_secure(environ)):
            return False
        return self._is_known(environ.get("HTTP_HOST") or environ.get("SERVER_NAME", ""))

    def _is_known(self, host: str) -> bool:
        """Whether Django would answer it at this host."""
        known = (host, *settings.ALLOWED_HOSTS)
        if known in self._hosts:
            return True
        domain, _ = split_domain_port(host)
        is_allowed = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        if is_allowed and len(self._hosts) < MOST_HOSTS:
            self._hosts.add(known)
        return is_allowed


def _part_for(whole: Whole, environ: Environment) -> Part:
    return whole.part(
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""), if_none_match=environ.get("HTTP_IF_NONE_MATCH", "")
    )


def _is_secure(environ: Environment) -> bool:
    """As Django's request says it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        told = environ.get(name)
        if told is not None:
            return bool(told.split(",", 1)[0].strip() == secure)
    return bool(environ.get("wsgi.url_scheme") == "https")


def _answer(application: Application, environ: Environment) -> tuple[str, Headers, bytes]:
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [(status, headers)]

    answer = application(environ, start)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = started[0]
    return status, headers, body
