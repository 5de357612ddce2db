"""A real server with two workers, for tests of what processes do to each other."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.cms.publishing.databases import ROOT

COMMAND = "-m granian --interface wsgi --workers 2 --blocking-threads 2 --workers-kill-timeout 5 --log-level warning"
BLIND = "TESTS_BELIEVE_WHAT_IS_KEPT"


@contextmanager
def serving(url: str, **variables: str) -> Iterator[int]:
    """The port of a server that reads the database at `url`. Its access log is off, its errors are shown."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    target = ["--host", "127.0.0.1", "--port", str(port), "--factory", f"{__name__}:make_worker"]
    # Not what the process of the tests counts with.
    inherited = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    environment = {**inherited, "DATABASE_URL": url, "ACCESS_LOG": "false", "LOG_LEVEL": "CRITICAL", **variables}
    with subprocess.Popen([sys.executable, *COMMAND.split(), *target], cwd=ROOT, env=environment) as server:
        try:
            _wait(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def make_worker() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """What each worker serves: the application, which says in a header which process has answered."""
    from cms.server import make_application

    application = make_application()
    if os.environ.get(BLIND):
        store = application.store
        store.get = lambda key, token: store._kept.get(key)  # type: ignore[method-assign]

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *rest)

        return application(environ, start)

    return answer


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, "The server has ended."
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The server did not answer.")
