"""Calling the newsletter's API as any site does: over HTTP, without cookies, with CSRF checks on."""

import json
from typing import Any

from django.test import Client

from newsletter.models import ConsentText, Newsletter

ROOT = "/api/v1/newsletter"


def post(path: str, body: Any = None, /, *, content_type: str = "application/json", **headers: str) -> Any:
    """The response, whatever its status. `body` is sent as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(f"{ROOT}{path}", data, content_type=content_type, headers=headers or None)


def get(path: str, /, *, method: str = "GET") -> Any:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.generic(method, f"{ROOT}{path}")


def signup(newsletter: Newsletter, email: str = "reader@example.org", **members: Any) -> Any:
    version = ConsentText.objects.filter(newsletter=newsletter).latest("version").version
    return post("/subscriptions/", {"email": email, "newsletter": newsletter.slug, "consent_text": version, **members})


def client_at(address: str) -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False, REMOTE_ADDR=address)
