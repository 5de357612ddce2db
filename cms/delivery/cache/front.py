"""The front of the server: a WSGI application around Django's, which answers readers from memory.

An answer that the API gave to an anonymous reader is kept as bytes, and given again for as long as the content version
is the one it was made of. The version is read first, from the database that holds the content: so what is kept is
never stale, in no process, not even at the moment when something scheduled takes effect.

A view says of its answer that it may be kept; what carries `Authorization`, `preview` or `perspective`, errors, and
what names an unknown host goes to Django and never in here. Asked to keep nothing, it does all the same but that.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from cms.api import traffic
from cms.publishing.timeline.version_watch import Unreadable, Watch

from .representations import (
    DELIVERED,
    FRONTED,
    SETTLED,
    Headers,
    Representation,
    WholeAnswer,
    cache_control,
    guest_version,
    is_constant,
    is_for_all,
)
from .response_cache import KEPT, Flights, KeptAnswer, Key, Store

Environment = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environment, Start], Iterable[bytes]]

ADDRESSES = ("/api/v1/", "/feeds/", "/sitemap", "/robots.txt", "/llms.txt")
# What metrics call the pages of a guest.
GUEST = "site"
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
    """`guests` matches the addresses at which somebody who knows the API alone may say, by headers, that an answer is
    worth keeping: see `guest_version`."""

    def __init__(
        self,
        application: Application,
        watch: Watch,
        *,
        keeps: bool,
        max_bytes: int,
        guests: re.Pattern[str] | None = None,
    ) -> None:
        self.application, self.watch = application, watch
        self.keeps = keeps
        self._guests = guests
        self.store = Store(max_bytes)
        # Read once: a setting costs a little, and every answer would ask for six.
        self._allowed_hosts = list(settings.ALLOWED_HOSTS)
        self._redirects = bool(settings.SECURE_SSL_REDIRECT)
        self._proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self._is_constant = is_constant()
        self._flights = Flights()
        self._hosts: set[str] = set()

    def __call__(self, environ: Environment, start_response: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        path = environ["PATH_INFO"]
        is_fronted = path.startswith(ADDRESSES) or (self._guests is not None and self._guests.match(path) is not None)
        if is_fronted and self._is_public(environ):
            part, route, is_hit = self._part(environ)
            is_head = environ["REQUEST_METHOD"] == "HEAD"
            start_response(part.status, part.headers)
            traffic.observe(environ, part.status, 0 if is_head else len(part.body), route, began, is_hit=is_hit)
            return [] if is_head else [part.body]
        return traffic.observed(self.application, environ, start_response, began)

    def _part(self, environ: Environment) -> tuple[Representation, str, bool]:
        """What the client gets, the name of the route, and whether it was kept."""
        key = (self._is_secure(environ), environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if not self.keeps or len(key[2]) > LONGEST_QUERY:
            return self._made(environ)
        try:
            return self._kept(key, environ) or self._made_once(key, environ)
        except Unreadable:  # Django says what is wrong
            return self._made(environ)

    def _kept(self, key: Key, environ: Environment) -> tuple[Representation, str, bool] | None:
        seen = self.watch.seen()
        kept = self.store.get(key, seen.token)
        if kept is None:
            return None
        part = _part_for(kept.whole, environ)
        if not self._is_constant:
            # What a shared cache may do with it ends with the version: how far off that is changes from hit to hit.
            headers = [(name, value) for name, value in part.headers if name != "Cache-Control"]
            part = part._replace(headers=[*headers, ("Cache-Control", cache_control(seen.changes_in))])
        return part, kept.route, True

    def _made_once(self, key: Key, environ: Environment) -> tuple[Representation, str, bool]:
        """Made by one thread; those that ask for the same meanwhile wait for it."""
        landing = self._flights.board(key)
        if landing:
            landing.wait(PATIENCE)
            return self._kept(key, environ) or self._made(environ, key)
        try:
            # Another may have landed since this one looked.
            return self._kept(key, environ) or self._made(environ, key)
        finally:
            self._flights.land(key)

    def _made(self, environ: Environment, key: Key | None = None) -> tuple[Representation, str, bool]:
        """By Django, and kept under `key` if the view says so."""
        same_for_all = {name: value for name, value in environ.items() if name not in PERSONAL}
        same_for_all |= {"REQUEST_METHOD": "GET", FRONTED: True}
        status, headers, body = _answer(self.application, same_for_all)
        route = same_for_all.get(traffic.ROUTE, "")
        token = same_for_all.get(KEPT)
        if DELIVERED not in same_for_all:
            version = guest_version(status, headers)
            if not version:
                return Representation(status, headers, body), route, False
            token, route = version if is_for_all(headers) else "", route or GUEST
        whole = WholeAnswer(headers, body, is_settled=same_for_all.get(DELIVERED) == SETTLED)
        if key and token:
            self.store.put(key, KeptAnswer(token, route, whole))
        return _part_for(whole, environ), route, False

    def _is_public(self, environ: Environment) -> bool:
        """Whether it is the same for everyone who asks, as far as the request tells."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return False
        query = environ.get("QUERY_STRING", "")
        if query and any(name in (unquote_plus(query) if "%" in query else query) for name in PRIVATE):
            return False
        if environ.get("SCRIPT_NAME") or (self._redirects and not self._is_secure(environ)):
            return False
        return self._is_known(environ.get("HTTP_HOST", ""))

    def _is_known(self, host: str) -> bool:
        """Whether Django would answer it at this host."""
        if host in self._hosts:
            return True
        domain, _ = split_domain_port(host)
        is_allowed = bool(domain) and validate_host(domain, self._allowed_hosts)
        if is_allowed and len(self._hosts) < MOST_HOSTS:
            self._hosts.add(host)
        return is_allowed

    def _is_secure(self, environ: Environment) -> bool:
        """As Django's request says it."""
        if self._proxy_header:
            name, secure = self._proxy_header
            told = environ.get(name)
            if told is not None:
                return bool(told.split(",", 1)[0].strip() == secure)
        return bool(environ.get("wsgi.url_scheme") == "https")


def _part_for(whole: WholeAnswer, environ: Environment) -> Representation:
    return whole.representation(
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE", ""),
    )


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
