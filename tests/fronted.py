"""A test client that asks through the front of the server, so that what is kept in memory is tested like the rest."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from cms.delivery.cache.front import Application, Environment, Front, Start
from cms.frontend.urls import KEPT
from cms.publishing.timeline.version_watch import ModelWatch


def make_django() -> Application:
    """Django as a WSGI application that leaves the database connection open: the test is inside a transaction."""
    handler = ClientHandler(enforce_csrf_checks=True)

    def application(environ: Environment, start_response: Start) -> Iterable[bytes]:
        response: Any = handler(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return [body]

    return application


def make_front(*, keeps: bool = True, max_bytes: int = 0) -> Front:
    room = max_bytes or settings.FAST_PATH_BYTES
    return Front(make_django(), ModelWatch(), keeps=keeps, max_bytes=room, guests=KEPT)


class FrontedClient(Client):
    """Each request goes through `front`. What that keeps is asked for twice: the second answer is from memory, and must
    be the first."""

    def __init__(self, front: Front, **defaults: Any) -> None:
        super().__init__(raise_request_exception=False, **defaults)
        self.handler = _Twice(front)  # type: ignore[assignment]


class _Twice:
    def __init__(self, front: Front) -> None:
        self.front = front

    def __call__(self, environ: Environment) -> Any:
        response = self._once(dict(environ))
        if (False, environ["PATH_INFO"], environ.get("QUERY_STRING", "")) in self.front.store._kept:
            again = self._once(dict(environ))
            assert again.status_code == response.status_code
            assert list(again.items()) == list(response.items())
            assert again.content == response.content
        return response

    def _once(self, environ: Environment) -> Any:
        said: dict[str, Any] = {}
        body = b"".join(self.front(environ, lambda status, headers, *rest: said.update(status=status, headers=headers)))
        response: Any = HttpResponse(body, status=int(said["status"][:3]))
        del response["Content-Type"]
        for name, value in said["headers"]:
            response[name] = value
        response.wsgi_request = WSGIRequest(environ)  # which the client wants
        return response
