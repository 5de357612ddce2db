"""Asking the API as a frontend does: over HTTP, without cookies, with CSRF checks on.

With a front set, as in all tests of answers to readers, a request goes the way that it goes in production: through the
front, which asks Django and may keep the answer. What it keeps is asked for twice, so that memory is tested too.
That the front gives what Django gives alone is shown in tests/cms/serving/test_same_either_way.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.delivery.cache.front import Front
from cms.publishing.timeline import content_version
from tests.fronted import FrontedClient, make_front

ROOT = "/api/v1"
front: Front | None = None


def ask(path: str, /, *, method: str = "GET", headers: dict[str, str] | None = None, **query: Any) -> Any:
    """The response to a path under the API's root, whatever its status."""
    return ask_at(address_of(path, query), method=method, headers=headers)


def address_of(path: str, query: dict[str, Any]) -> str:
    return f"{ROOT}{path}" + (f"?{urlencode(query)}" if query else "")


def ask_at(url: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
    """The response to a whole path with its query, such as that of a feed."""
    if front is not None:
        return FrontedClient(front).generic(method, url, headers=headers)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.generic(method, url, headers=headers)


def read(path: str, /, **query: Any) -> Any:
    """The JSON of an answer that must be there."""
    response = ask(path, **query)
    assert response.status_code == 200, (path, response.content)
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def slugs(path: str, /, **query: Any) -> list[str]:
    """The slugs of a list's results."""
    return [result["slug"] for result in read(path, **query)["results"]]


def refused(path: str, status: int = 400, /, **query: Any) -> dict[str, Any]:
    """The problem document of an answer that must be one."""
    return problem_in(ask(path, **query), status)


def forget_what_is_kept() -> None:
    """For a test that rolls back on its way: the version that was is one that comes again, with other content."""
    global front
    front = front and make_front()


@contextmanager
def asking_django() -> Iterator[None]:
    """Past the front, if there is one."""
    global front
    before, front = front, None
    try:
        yield
    finally:
        front = before


def problem_in(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert {"type", "title", "status", "detail", "instance", "errors"} <= set(problem)
    return problem


def queries_of(path: str, /, **query: Any) -> list[str]:
    """The SQL of an answer, without what reads the content version."""
    return queries_at(address_of(path, query))


def queries_at(url: str) -> list[str]:
    """The same for a whole path."""
    statements = all_queries_at(url)
    return [sql for sql in statements if "publishing_ledger" not in sql and "publishing_change" not in sql]


def all_queries_at(url: str) -> list[str]:
    with asking_django():
        ask_at(url)  # so that what a process remembers of the ledger is remembered
        content_version._made.pop("entries", None)  # but no entries
        with CaptureQueriesContext(connection) as captured:
            ask_at(url)
    return [query["sql"] for query in captured.captured_queries]
