"""PostgreSQL goes away and comes back: readers are told so clearly, and then get right answers."""

import contextlib
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from articles.models import Article
from tests.articles.makers import edit_and_publish, make_article
from tests.cms.publishing.databases import Databases, call

from .workers import serving

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


class Line:
    """A line to a server, which can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        self._door: socket.socket | None = None
        self._open: list[socket.socket] = []
        self.port = 0
        self.mend()

    def mend(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Nobody gets through, and who was through is thrown out."""
        assert self._door
        # A thread that waits for a connection keeps the door open.
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self.there)
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(url: str) -> Iterator[tuple[Line, str]]:
    parts = urlsplit(url)
    line = Line(parts.hostname or "", parts.port or 5432)
    try:
        yield line, urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{line.port}"))
    finally:
        line.cut()


def make_page() -> None:
    make_article("Before", slug="page")


def publish_page(title: str) -> None:
    edit_and_publish(Article.objects.get(slug="page"), title=title)


def ask(port: int, path: str = "/api/v1/articles/page/") -> tuple[int, dict[str, str], dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
            return response.status, dict(response.headers), json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), json.loads(error.read())


def test_while_the_database_is_gone_there_is_a_clear_503_and_then_right_answers(databases: Databases) -> None:
    url = databases.make()
    call(make_page, url=url)
    with line_to(url) as (line, through_line), serving(through_line) as port:
        assert {ask(port)[2]["title"] for _ in range(20)} == {"Before"}

        line.cut()
        for _ in range(20):
            status, headers, problem = ask(port)
            assert (status, problem["title"]) == (503, "Unavailable")
            assert headers["content-type"] == "application/problem+json"
            assert headers["cache-control"] == "no-store"
            assert headers["retry-after"] == "5"
            assert "127.0.0.1" not in problem["detail"]
        assert ask(port, "/readyz")[0] == 503
        assert ask(port, "/healthz")[0] == 200
        call(publish_page, "After", url=url)

        line.mend()
        assert {ask(port)[2]["title"] for _ in range(20)} == {"After"}
        assert ask(port, "/readyz")[0] == 200


def test_a_connection_that_the_server_dropped_costs_no_reader_an_error(databases: Databases) -> None:
    url = databases.make()
    call(make_page, url=url)
    with line_to(url) as (line, through_line), serving(through_line) as port:
        assert {ask(port)[0] for _ in range(20)} == {200}
        for title in ("Second", "Third"):
            call(publish_page, title, url=url)
            line.cut()
            line.mend()
            time.sleep(0.1)
            assert {(status, page["title"]) for status, _, page in (ask(port) for _ in range(20))} == {(200, title)}
