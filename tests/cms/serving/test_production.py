"""What the operators' page says is what holds: the server that it starts, and the proxy that it puts in front."""

import os
import re
import shutil
import signal
import socket
from collections.abc import Iterator
from secrets import token_urlsafe

import pytest

from tests.cms.publishing.databases import Databases

from .production import (
    HOST,
    Server,
    behind_nginx,
    blocks,
    documented_command,
    get,
    make_production,
    running,
    wait_until,
)

pytestmark = pytest.mark.slow
SLOW_CLIENTS = 200
HEAD = f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\na".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, _databases: Databases) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("production")
    environment = {**make_production(folder, _databases.make()), "RATE_LIMITS": "match=2/day"}
    with running(environment, folder) as server:
        yield server


@pytest.fixture(scope="module")
def _databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.drop_all()


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if shutil.which("nginx") is None:
        pytest.skip("needs nginx")
    with behind_nginx(server, tmp_path_factory.mktemp("nginx")) as port:
        yield port


def test_the_unit_of_systemd_starts_the_same_command() -> None:
    (unit,) = blocks("ini")
    assert f"/{' '.join(documented_command())}\n" in unit
    assert "Restart=always" in unit


def test_a_worker_that_is_killed_comes_back_and_figures_are_of_all_workers(server: Server) -> None:
    before = server.workers()
    asked = 20
    for _ in range(asked):
        assert get(server.port, "/api/v1/articles/")[0] == 200
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(server.workers()) == 2 and server.workers() != before, server.process)
    for _ in range(asked):
        wait_until(lambda: get(server.port, "/api/v1/articles/")[0] == 200, server.process)

    told = get(server.port, "/metrics")[1]

    counts = re.findall(r'^cms_requests_total\{.*route="articles".*\} (\d+)', told, re.MULTILINE)
    assert sum(map(int, counts)) == 2 * asked


def test_no_line_of_the_log_holds_a_token(server: Server) -> None:
    token = token_urlsafe(32)
    paths = [
        f"/api/v1/newsletter/confirmations/{token}/",
        f"/api/v1/newsletter/confirmations/{token}",
        f"/api/v1/newsletter/u/{token}/",
        f"/newsletter/unsubscribe/{token}/",
        f"/newsletter/confirm%2F{token}/",
        f"//newsletter//erase/%{ord(token[0]):x}{token[1:]}",
        f"/api/v1/articles/?preview={token}",
    ]
    for path in paths:
        for method in ("GET", "POST", "PUT"):
            assert 200 <= get(server.port, path, method=method)[0] < 500
        assert get(server.port, path, X_Forwarded_Proto="http")[0] == 301

    written = server.log.read_text()
    assert written.count("cms.access: POST") >= len(paths)
    assert token[1:] not in written


def test_a_client_is_whom_the_proxy_names_whatever_the_client_says(server: Server, proxy: int) -> None:
    for number in range(2):
        headers = f"X_Forwarded_For: 9.9.9.{number}\r\nX-Forwarded-For: 8.8.8.{number}\r\n"
        assert raw(proxy, headers).startswith(b"HTTP/1.1 200"), number
    assert raw(proxy, "X_Forwarded_For: 9.9.9.9\r\n").startswith(b"HTTP/1.1 429")


def raw(port: int, headers: str) -> bytes:
    request = f"GET /api/v1/roles/match/?skills=x HTTP/1.1\r\nHost: {HOST}\r\n{headers}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as there:
        there.sendall(request.encode())
        return there.recv(4_000)


def test_figures_are_not_public(proxy: int) -> None:
    for path in ("/metrics", "//metrics", "/%6detrics", "/x/../metrics"):
        status, told = get(proxy, path)
        assert (status, "cms_requests" in told) == (404, False), path


def test_slow_clients_do_not_stop_the_others(server: Server, proxy: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", proxy), timeout=60) for _ in range(SLOW_CLIENTS)]
    try:
        for one in slow:
            one.sendall(HEAD)
        for _ in range(20):
            assert get(proxy, "/healthz")[0] == 200
            assert get(proxy, "/api/v1/articles/")[0] == 200
        assert get(proxy, "/admin/login/", method="POST")[0] == 403  # no CSRF token: it was read and judged
    finally:
        for one in slow:
            one.close()
