"""A browser on the site. Every page that a test opens is watched: whatever it should not do fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from tests.cms.frontend.servers import running_site


@dataclass
class Site:
    """The site in one browser tab, and what went wrong on it."""

    address: str
    page: Page
    context: BrowserContext
    may_fail: bool = False  # whether the test makes requests fail
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function("!document.querySelector('[aria-busy=true]')")

    def answer(self, pattern: str, **answer: object) -> None:
        """From now on, what the API says at addresses like `**/articles/*`; with `abort=True`, nothing."""
        self.may_fail = True

        def reply(route: Route) -> None:
            if answer.get("abort"):
                route.abort("connectionrefused")
            else:
                route.fulfill(**answer)  # type: ignore[arg-type]

        self.page.route(pattern, reply)

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
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.complaints.append(f"request to {request.url}")
        is_api = request.resource_type == "fetch"
        if is_api and not parts.path.startswith("/api/v1/"):
            self.complaints.append(f"asked something other than the API: {request.url}")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if connection.vendor != "sqlite":
        pytest.skip("The site speaks HTTP: it is tested once, over a database of its own.")
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


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
