"""What a reader sees when the API is away, slow, in a hurry or strange; and that no answer of it can do harm.

The API here is a stand-in: what it answers is what a test says. No database is in reach."""

import copy
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client

from cms.frontend import api
from cms.frontend.transport import OverHTTP, Reply, Unreachable

SITE = "https://www.example.org"
HERE = Path(__file__).parent
# As the API answers it for the first article of the seed, with all that a page shows of it.
ARTICLE: dict[str, Any] = json.loads((HERE / "article.json").read_text())
EMPTY: dict[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}
ROOT = {
    "site_name": "Roles <b>& more</b>",
    "site_description": "About roles.",
    "site_url": SITE,
    "links": {
        name: f"https://api.example.org/{name}" for name in ("articles", "feed_atom", "feed_rss", "feed_json", "docs")
    },
}
ATTACK = "<img src=x onerror=window.hit=1><script>window.hit=1</script>\"'"
Answer = Callable[[tuple[str, ...]], Any]


class StandIn:
    """Answers what the test says, by path; a list is answered in turn."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"": ROOT, "newsletter": EMPTY, "tags": EMPTY, "roles": EMPTY, "articles": EMPTY}
        self.asked: list[str] = []
        self.versions: list[str] = []

    def ask(
        self, reader: HttpRequest, segments: tuple[str, ...], *, query: dict[str, str], body: bytes | None
    ) -> Reply:
        path = "/".join(segments)
        self.asked.append(path)
        answer = self.answers.get(path, Reply(404, {}, b'{"errors": []}'))
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Reply):
            return answer
        version = self.versions.pop(0) if self.versions else "v1"
        headers = {"x-content-version": version, "cache-control": "public, max-age=0, must-revalidate"}
        return Reply(200, headers, json.dumps(answer).encode())


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()
    monkeypatch.setattr(api, "transport", lambda: stand_in)
    return stand_in


def read(client: Client, path: str) -> tuple[HttpResponseBase, BeautifulSoup]:
    response = client.get(path)
    return response, BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize(
    ("answer", "status", "title"),
    [
        (Unreachable("away"), 503, "We cannot be reached"),
        (Reply(502, {}, b"<h1>Bad gateway</h1>"), 503, "We cannot be reached"),
        (Reply(200, {}, b"<h1>Somebody else</h1>"), 503, "We cannot be reached"),
        (Reply(302, {"location": "https://login.example"}, b""), 503, "We cannot be reached"),
        (Reply(500, {}, b"{}"), 500, "Something broke on our side"),
        (Reply(429, {"retry-after": "30"}, b"{}"), 429, "A little too fast"),
        (Reply(403, {}, b"{}"), 403, "This preview is not open"),
        (Reply(418, {}, b"[]"), 418, "That cannot be answered"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(
    stand_in: StandIn, client: Client, answer: Any, status: int, title: str
) -> None:
    stand_in.answers["articles/one"] = answer

    response, page = read(client, "/articles/one")

    assert (response.status_code, page.select_one("h1").get_text()) == (status, title)  # type: ignore[union-attr]
    assert response["Cache-Control"] == "no-store"
    assert response.get("Retry-After") == ("30" if status in (429, 503) else None)
    assert page.select(".notice-ways a[href]")
    assert page.select_one("title").get_text().startswith(title)  # type: ignore[union-attr]


def test_an_api_that_gives_nothing_at_all_still_leaves_a_page(stand_in: StandIn, client: Client) -> None:
    stand_in.answers = {"": Unreachable("away"), "newsletter": Unreachable("away"), "roles": Unreachable("away")}

    for path in ("/", "/roles/", "/compare", "/search?q=x", "/no/such/page"):
        response, page = read(client, path)
        assert response.status_code in (404, 503)
        assert page.select_one("h1")
        assert page.select(".site-nav a")


@pytest.fixture
def slow_server() -> Iterator[str]:
    """Takes connections, sends a byte now and then, and never comes to an end."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=trickle, args=(connection,), daemon=True).start()

        def trickle(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                    while True:
                        connection.sendall(b" ")
                        time.sleep(0.02)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_slow_api_is_given_up(slow_server: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.frontend.transport.SECONDS_TO_ANSWER", 0.3)
    slow = OverHTTP(slow_server)
    monkeypatch.setattr(api, "transport", lambda: slow)

    response, _ = read(client, "/articles/one")

    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_a_page_torn_by_a_publish_is_asked_for_again(stand_in: StandIn, client: Client) -> None:
    stand_in.answers["articles/one"] = ARTICLE
    stand_in.versions = ["v1", "v2"]
    response, _ = read(client, "/articles/one")
    assert stand_in.asked.count("articles/one") == 2
    assert response["X-Content-Version"] == "v1"  # what the stand-in says once it is at rest

    stand_in.versions = [f"v{number}" for number in range(20)]
    response, _ = read(client, "/articles/one")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "X-Content-Version" not in response


def test_segments_that_are_steps_are_never_asked_for(stand_in: StandIn, client: Client) -> None:
    for path in ("/articles/..", "/articles/.", "/transition/../one", "/articles/%2e%2e"):
        assert client.get(path).status_code == 404
    assert not any(".." in asked for asked in stand_in.asked)


def test_hostile_text_from_the_api_stays_text(stand_in: StandIn, client: Client) -> None:
    article = copy.deepcopy(ARTICLE)
    article |= {"title": ATTACK, "subtitle": ATTACK, "excerpt": ATTACK}
    article["hero"] |= {"caption": ATTACK, "alt": ATTACK, "placeholder": ATTACK}
    article["hero"]["credit"] = {"name": ATTACK, "url": "javascript:window.hit=1", "source": ATTACK, "licence": ATTACK}
    article["tags"][0]["name"] = article["tags"][0]["slug"] = article["body"]["toc"][0]["title"] = ATTACK
    article["calls_to_action"]["top"][0] |= {"text": ATTACK, "label": ATTACK, "url": " JavaScript:window.hit=1"}
    article["comparison"]["roles"][0] |= {"name": ATTACK, "summary": ATTACK, "choose_if": ATTACK, "short_name": ATTACK}
    article["comparison"]["skills"]["shared"][0]["name"] = ATTACK
    article["related_links"][0] |= {"title": ATTACK, "url": "data:text/html,<script>"}
    article["seo"] |= {"title": ATTACK, "description": ATTACK, "json_ld": {"name": ATTACK}}
    stand_in.answers["articles/one"] = article

    response, page = read(client, "/articles/one")

    assert page.select_one("h1").get_text() == ATTACK  # type: ignore[union-attr]
    assert {script.get("src") or script["type"] for script in page.select("script")} == {
        "application/ld+json",
        *("/static/frontend/js/site.js", "/static/frontend/js/theme.js"),
    }
    assert not page.select("[onerror]")
    assert not [link for link in page.select("a[href]") if re.match(r"\s*(?!https?:)[a-z]+:", str(link["href"]), re.I)]
    assert json.loads(page.select_one('script[type="application/ld+json"]').string or "") == {"name": ATTACK}  # type: ignore[union-attr]
    assert b"unsafe" not in response["Content-Security-Policy"].encode()


def test_a_bare_article_is_drawn_without_what_it_lacks(stand_in: StandIn, client: Client) -> None:
    article = copy.deepcopy(ARTICLE)
    article |= {"hero": None, "subtitle": "", "tags": [], "authors": [], "comparison": None, "related_links": []}
    article |= {"calls_to_action": {"top": [], "inline": [], "bottom": []}, "previous": None, "next": None}
    article["body"] |= {"html": "<p>Short.</p>", "toc": []}
    article["reading_minutes"], article["seo"]["image"] = 1, None
    stand_in.answers["articles/one"] = article

    _, page = read(client, "/articles/one")

    assert page.select_one(".prose").get_text() == "Short."  # type: ignore[union-attr]
    assert "1 minute to read" in page.select_one(".kicker").get_text()  # type: ignore[union-attr]
    for part in (".hero", ".call", ".toc", ".guides", ".further", ".neighbours", ".comparison", ".chips", ".summary"):
        assert not page.select(part), part
    assert page.select_one('[name="twitter:card"]')["content"] == "summary"  # type: ignore[index]


def test_with_nothing_published_every_page_says_what_it_would_show(stand_in: StandIn, client: Client) -> None:
    for path, sentence in {
        "/": "Nothing has been published yet.",
        "/articles/": "Nothing has been published yet.",
        "/roles/": "No roles have been published yet.",
        "/compare": "No roles have been published yet.",
        "/transition": "No roles have been published yet.",
        "/newsletters/": "There is no newsletter yet.",
    }.items():
        _, page = read(client, path)
        assert sentence in page.select_one(".notice-empty").get_text()  # type: ignore[union-attr]
    assert not page.select("form.signup")


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        (
            '<p><img src="https://pictures.example.com/a.png" alt="A chart"></p>',
            '<a href="https://pictures.example.com/a.png" rel="noopener">A chart (pictures.example.com)</a>',
        ),
        ('<img src="https://api.example.org/media/a.png" alt="">', '<img src="https://api.example.org/media/a.png"'),
        (f'<a href="{SITE}/roles/x">x</a>', '<a href="/roles/x">x</a>'),
        ("<blockquote><h2>No chapter</h2></blockquote><h2>One</h2>", '</div>\n<div class="call call-top">'),
    ],
)
def test_texts_are_made_ready_for_the_site(stand_in: StandIn, client: Client, html: str, drawn: str) -> None:
    article = copy.deepcopy(ARTICLE)
    article["body"]["html"] = html
    stand_in.answers["articles/one"] = article

    assert drawn in client.get("/articles/one").content.decode()


def test_nothing_can_be_sent_to_the_site(stand_in: StandIn) -> None:
    for path in ("/", "/articles/", "/nothing"):
        assert Client(enforce_csrf_checks=True).post(path).status_code == 405
    assert stand_in.asked == []
