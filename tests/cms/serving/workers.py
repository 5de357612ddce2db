"""A real server with two workers, for tests of what processes do to each other: as production starts it, behind a proxy
that ends TLS and is no more than a line here, and with the name of the worker on each answer."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .production import make_production, running

BLIND = "TESTS_BELIEVE_WHAT_IS_KEPT"


@contextmanager
def serving(url: str, **variables: str) -> Iterator[int]:
    """The port of a server that reads the database at `url`. Its access log is off."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quiet = {"ACCESS_LOG": "false", "LOG_LEVEL": "CRITICAL", "ALLOWED_HOSTS": "api.example.org,127.0.0.1"}
        environment = {**make_production(folder, url), **quiet, **variables}
        with running(environment, folder, f"{__name__}:answer") as server:
            yield server.port


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What each worker serves: the application, which says in a header which process has answered."""
    from cms.wsgi import application

    if os.environ.get(BLIND):
        store = application.store
        store.get = lambda key, token: store._kept.get(key)  # type: ignore[method-assign]

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *rest)

    return application({**environ, "HTTP_X_FORWARDED_PROTO": "https"}, start)
