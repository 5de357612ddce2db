"""Asking at the door of the server, byte for byte, through the front."""

import io
import time as clock_of_this_machine
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cms.delivery.cache.front import Environment
from tests.articles.makers import make_article, make_role, make_tag
from tests.fronted import make_front

ARTICLES, ARTICLE, SEARCH, SITEMAP = "/api/v1/articles/", "/api/v1/articles/one/", "/api/v1/search/", "/sitemap.xml"
FILES = ("/feeds/articles.rss", SITEMAP, "/llms.txt", "/api/v1/articles/one.md")
PROBLEM = "application/problem+json"
# Generous: each of these takes some milliseconds. The queries are those beside what reads the content version.
MOST_SECONDS, MOST_QUERIES = 2.0, 8


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def problem(self) -> dict[str, Any]:
        assert self.headers["Content-Type"] == PROBLEM
        problem: dict[str, Any] = orjson.loads(self.body)
        assert problem["status"] == self.status
        assert {"type", "title", "detail", "instance", "errors"} <= set(problem)
        return problem

    def named(self) -> list[str]:
        return [error["parameter"] for error in self.problem()["errors"]]


Ask = Callable[..., Answer]


def wait_until_settled() -> None:
    """Until the second is over in which the content was made: until then Last-Modified may still move by one."""
    over = int(clock_of_this_machine.time()) + 1
    while clock_of_this_machine.time() < over:
        clock_of_this_machine.sleep(0.05)


@pytest.fixture
def ask() -> Ask:
    """Asks at the door, byte for byte, and thrice, so that what is kept is given, too."""
    make_article("one", body="needle and hay", tags=[make_tag("a")], roles=[make_role("r"), make_role("s")])
    front = make_front()
    wait_until_settled()

    def ask(path: str, query: str | None = "", method: str = "GET", body: bytes = b"", **environ: Any) -> Answer:
        answers = [asked_at(front, path, query, method, body, **environ) for _ in range(3)]
        assert answers[0] == answers[1] == answers[2]
        return answers[0]

    return ask


def asked_at(
    application: Any, path: str, query: str | None = "", method: str = "GET", body: bytes = b"", **environ: Any
) -> Answer:
    """The answer of a WSGI application, which is none of the server's errors and came soon, after few queries.

    `path` and `query` are what stands on the wire, bytes as latin-1, as WSGI has it; None is a variable less.
    """
    made: Environment = RequestFactory()._base_environ(  # type: ignore[attr-defined]
        **{"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver", **environ}
    )
    asked = {name: value for name, value in made.items() if value is not None} | {"wsgi.input": io.BytesIO(body)}
    said: dict[str, Any] = {}
    began = clock_of_this_machine.process_time()
    with CaptureQueriesContext(connection) as captured:
        answered = application(asked, lambda status, headers, *rest: said.update(status=status, headers=headers))
        content = b"".join(answered)
    assert clock_of_this_machine.process_time() - began < MOST_SECONDS
    version = ("publishing_ledger", "publishing_change")
    statements = [each["sql"] for each in captured if not any(table in each["sql"] for table in version)]
    assert len(statements) <= MOST_QUERIES, statements
    answer = Answer(int(said["status"][:3]), dict(said["headers"]), content)
    assert answer.status < 500, content
    if answer.status >= 400 and method != "HEAD":
        answer.problem()
    for value in answer.headers.values():
        assert value.isprintable()
    return answer
