"""The site as readers get it: its HTML over HTTP, and in a browser that complains of what a page should not do."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.cms.frontend.servers import running_site
from tests.cms.publishing.conftest import _ledger_is_read_anew, time

__all__ = ["_ledger_is_read_anew", "time"]


@dataclass
class Html:
    """A page that was asked for over HTTP; no redirect was followed."""

    status: int
    headers: Message
    text: str

    def __post_init__(self) -> None:
        self.soup = BeautifulSoup(self.text, "lxml")

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def one(self, selector: str) -> Tag:
        (found,) = self.soup.select(selector)
        return found

    def value(self, selector: str, name: str) -> str:
        return str(self.one(selector)[name])

    def words(self, selector: str) -> str:
        return " ".join(self.one(selector).get_text(" ").split())

    def meta(self, name: str) -> str:
        tag = self.soup.select_one(f'meta[name="{name}"], meta[property="{name}"]')
        return str(tag["content"]) if tag else ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass
class Reader:
    """Somebody without a browser."""

    address: str

    def get(self, path: str, *, data: dict[str, str] | None = None, **headers: str) -> Html:
        body = urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(f"{self.address}{path}", data=body, headers=headers)
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=30) as response:
                return Html(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Html(refusal.code, refusal.headers, refusal.read().decode())

    def packed(self, path: str) -> bytes:
        """A file as it travels."""
        request = urllib.request.Request(f"{self.address}{path}", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return bytes(response.read())


@dataclass
class Site:
    """The site in one browser tab, and what went wrong on it."""

    address: str
    page: Page
    context: BrowserContext
    may_fail: bool = False  # whether the test makes requests fail
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.requests.clear()
        self.page.goto(self.address + path)
        return self.page

    def watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        is_expected = self.may_fail and message.text.startswith("Failed to load resource")
        if not is_expected:
            self.complaints.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.complaints.append(f"request to {request.url}")
        if parts.path.startswith("/api/"):
            self.complaints.append(f"the browser asked the API: {request.url}")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if connection.vendor != "sqlite":
        pytest.skip("The site speaks HTTP: it is tested once, over a database of its own.")
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def reader(address: str) -> Reader:
    return Reader(address)


@pytest.fixture
def options() -> dict[str, object]:
    """How the browser is set up; a test parametrises it by overriding this."""
    return {}


@pytest.fixture
def site(address: str, browser: Browser, options: dict[str, object]) -> Iterator[Site]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    site = Site(address, context.new_page(), context)
    site.watch()
    yield site
    context.close()
    assert site.complaints == []
