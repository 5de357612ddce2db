"""Asking this project's application without a server, in a process that has its settings already."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns
from typing import Any
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

from django.db import connection
from django.test.utils import CaptureQueriesContext

from . import production


@dataclass(frozen=True)
class Timed:
    """`least_us` and `median_us` are microseconds; `statements` are (SQL, milliseconds) of one of the requests."""

    status: str
    length: int
    least_us: float
    median_us: float
    statements: list[tuple[str, float]]


def environ(path: str, **headers: str) -> dict[str, Any]:
    """A WSGI request."""
    where, _, query = path.partition("?")
    request = {"PATH_INFO": unquote(where), "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1"}
    for name, value in {**production.HEADERS, **headers}.items():
        request[f"HTTP_{name.upper().replace('-', '_')}"] = value
    setup_testing_defaults(request)
    return request


def ask(application: Any, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers, body."""
    begun: list[Any] = []
    body = application(environ(path, **headers), lambda status, headers, *_: begun.extend((status, headers)))
    try:
        return begun[0], dict(begun[1]), b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def time(application: Any, path: str, *, seconds: float = 0.5, most: int = 300) -> Timed:
    """Ask once to warm up, once to see the queries, and then again and again."""
    ask(application, path)
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as captured:
        status, _, body = ask(application, path)
    statements = [(str(query["sql"]), 1000 * float(query["time"])) for query in captured.captured_queries]
    taken: list[int] = []
    most = most if status.startswith("200") else 3
    while len(taken) < 3 or (sum(taken) < seconds * 1e9 and len(taken) < most):
        began = perf_counter_ns()
        ask(application, path)
        taken.append(perf_counter_ns() - began)
    return Timed(status, len(body), min(taken) / 1000, median(taken) / 1000, statements)
