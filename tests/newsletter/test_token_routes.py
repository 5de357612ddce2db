"""Addresses that carry a token: nothing that answers there gives it away."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cms.api.log_redaction import redacted, redacted_path

TOKEN = "rJ8cQv0_tHqk3mZs-1XwYb5Gd2LfNo9PaEiUvWxTy7K"


def routes() -> list[str]:
    """Every address of the newsletter with a token in it, as the URL patterns have them."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif re.search(r"newsletter.*[<]token>|newsletter.*:token>", route):
                yield "/" + route.replace("<str:token>", TOKEN).replace("(?P<token>[^/]+)", TOKEN)

    return sorted(set(walk(get_resolver().url_patterns, "")))


@pytest.mark.django_db
def test_no_answer_lets_a_browser_tell_the_address_or_keep_it(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    assert len(routes()) == 8
    with caplog.at_level(logging.DEBUG):
        for route in routes():
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                answer = client.generic(method, route)
                assert answer.status_code in (404, 405), (method, route)
                assert answer["Referrer-Policy"] == "no-referrer", (method, route)
                assert answer["Cache-Control"] == "no-store", (method, route)
                assert not answer.cookies
            assert client.get(route.removesuffix("/")).status_code in (301, 404)
    # As they are written: through the formatter that all handlers share.
    assert TOKEN not in "".join(redacted(record.getMessage()) for record in caplog.records)


def test_a_token_is_hidden_wherever_it_stands_in_the_access_log() -> None:
    for route in routes():
        for path in (route, route.removesuffix("/"), route.replace("/", "//"), f"{route}more"):
            assert TOKEN not in redacted_path(path)
