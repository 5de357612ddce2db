"""FAST_PATH changes nothing but speed: every public answer is the same with and without it, to the last header."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from cms.delivery.cache.front import Front
from tests.articles.contract import openapi
from tests.cms.api.seeded import values_for, values_of_the_seed
from tests.contents import made_once
from tests.fronted import make_front

from .at_the_door import Answer, asked_at, wait_until_settled

pytestmark = pytest.mark.django_db
OTHERS = """
    /feeds/articles.rss /feeds/articles.atom /feeds/articles.json /feeds/articles.rss?role=ml-engineer&utm_source=x
    /feeds/articles.rss?tag=none /sitemap.xml /sitemap-articles-1.xml /llms.txt
    /api/v1/schema/ /api/v1/docs/ /api/v1/nothing/ /api/v1/articles /api/v1/roles/?cursor=
    /api/v1/articles/?page=2&page_size=3&fields=slug,tags.slug&include=body
    /api/v1/articles/?tga=x /api/v1/articles/?page=99 /api/v1/articles/?perspective=draft /api/v1/articles/?preview=x
""".split()
CLIENTS: list[dict[str, Any]] = [
    {},
    {"HTTP_ACCEPT_ENCODING": "br"},
    {"HTTP_ACCEPT_ENCODING": "gzip", "HTTP_ORIGIN": "https://elsewhere.example", "HTTP_COOKIE": "sessionid=x"},
    {"HTTP_IF_NONE_MATCH": "*", "HTTP_RANGE": "bytes=0-1"},
    {"HTTP_AUTHORIZATION": "Bearer x"},
]


seed = made_once(lambda: call_command("loaddata", "seed", verbosity=0))


def public_addresses() -> Iterator[str]:
    """One of each operation of the OpenAPI document, and the same with each of its parameters."""
    values = values_of_the_seed()
    for template, item in openapi()["paths"].items():
        known = {each["name"]: values_for(each["name"], template, values) for each in item["get"].get("parameters", [])}
        path = re.sub(r"{(\w+)}", lambda name: known[name[1]][-1], template)  # noqa: B023
        needed = [each["name"] for each in item["get"].get("parameters", []) if each.get("required")]
        query = "&".join(f"{name}={known[name][0]}" for name in needed if f"{{{name}}}" not in template)
        yield f"{path}?{query}" if query else path
        for name, (*_, value) in ((name, found) for name, found in known.items() if found):
            if f"{{{name}}}" not in template and name not in (*needed, "preview"):
                yield f"{path}?{query}&{name}={value}".replace("?&", "?")


def ask(door: Any, url: str, method: str, client: dict[str, Any]) -> Answer:
    path, _, query = url.partition("?")
    return asked_at(door, path, query, method, **client)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_every_public_answer_is_the_same_with_the_fast_path_and_without(method: str, client: dict[str, Any]) -> None:
    fast, slow = make_front(), make_front(keeps=False)
    wait_until_settled()
    urls = [*public_addresses(), *OTHERS]
    assert len(urls) > 100
    for url in urls:
        expected = ask(slow.application, url, method, client)
        doors: list[Front] = [slow, fast, fast]
        for door in doors:
            answer = ask(door, url, method, client)
            assert answer == expected, (url, door.keeps)
    assert len(slow.store) == 0
    # Most of them were kept, so that the last answers came from memory.
    is_read = method != "OPTIONS" and "HTTP_AUTHORIZATION" not in client
    assert len(fast.store) > len(urls) / 2 if is_read else len(fast.store) == 0
