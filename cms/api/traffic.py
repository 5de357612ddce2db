"""What the server did: a line in the access log and figures for Prometheus, for each request.

No address of a client is ever written, nor a query: both can be about a person, and a query can hold a secret.
Secrets in paths are hidden by `log_redaction`.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from prometheus_client import Counter, Histogram

from . import access_log
from .log_redaction import redacted_path

# Said in the request's environment by whoever answers: the name of the route, a word that metrics can count by.
ROUTE = "cms.route"
Environment = dict[str, Any]
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Of a path, how much is looked at for secrets, and how much is written.
LONGEST_READ, LONGEST_PATH = 2_000, 300

REQUESTS = Counter("cms_requests_total", "Requests answered.", ["route", "method", "status", "source"])
SECONDS = Histogram("cms_request_seconds", "Time until an answer that was not kept began.", ["route"], buckets=BUCKETS)


def observed(
    application: Callable[..., Iterable[bytes]], environ: Environment, start_response: Callable[..., Any], began: float
) -> Iterable[bytes]:
    """The application's answer, observed as it begins."""
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        said["status"] = status
        said["size"] = next((value for name, value in headers if name.lower() == "content-length"), "-")
        return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

    answer = application(environ, start)
    observe(environ, said.get("status", "500"), said.get("size", "-"), environ.get(ROUTE, ""), began)
    return answer


def observe(
    environ: Environment, status: str, size: int | str, route: str, began: float, *, is_hit: bool = False
) -> None:
    seconds = time.perf_counter() - began
    method, source = environ["REQUEST_METHOD"], "kept" if is_hit else "made"
    method = method if method in METHODS else "OTHER"
    _count(route or "other", method, status[:3], source)()
    if not is_hit:
        # What is kept is given in no time: to measure it would take longer.
        SECONDS.labels(route or "other").observe(seconds)
    if settings.ACCESS_LOG:
        path = _shown(environ["PATH_INFO"][:LONGEST_READ])
        took = f"{status[:3]} {size} {seconds * 1000:.1f}ms {source}"
        line = f"{_second(int(time.time()))} INFO cms.access: {method} {path} {took}\n".encode()
        access_log.write_soon(line) if is_hit else access_log.write(line)


@lru_cache(maxsize=1_000)
def _shown(path: str) -> str:
    return redacted_path(path)[:LONGEST_PATH].encode("unicode_escape").decode("ascii").replace(" ", "\\x20")


@lru_cache(maxsize=2_000)
def _count(route: str, method: str, status: str, source: str) -> Callable[[], None]:
    """Looking a series up by its labels costs more than counting."""
    return REQUESTS.labels(route, method, status, source).inc


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
