"""A browser in which nothing is forbidden and everything is noticed: what runs, what is asked for, what opens."""

import base64
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

Result = TypeVar("Result")
ORIGIN = "https://site.example"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# A link to write a mail or to telephone was followed.
_LEADS_OUT = re.compile(r"(Failed to launch|Not allowed to launch|Launched external handler for) '(mailto|tel):")
_HOOKS = """
    for (const name of ["alert", "confirm", "prompt", "print", "open"])
        window[name] = (...given) => { window.noticed(`${name}(${given})`); return null; };
    window.addEventListener("unhandledrejection", (event) => window.noticed(`rejected: ${event.reason}`));
"""
# What people do on a page, and what scripts of attackers wait for, done to every element.
_PROVOKE = """
    async ([selector, events, mayClick]) => {
        const pause = () => new Promise((go) => setTimeout(go, 0));
        for (const node of document.querySelectorAll(selector)) {
            if (!node.isConnected) continue;
            for (const type of events) node.dispatchEvent(new Event(type, {bubbles: true, cancelable: true}));
            if (node.focus) node.focus({preventScroll: true});
            if (!node.matches(mayClick)) continue;
            node.click();
            // An address that runs does so a moment later, unless the next click comes first.
            if (!/^https?:/.test(node.href)) { await pause(); await pause(); }
        }
        // Until it is drawn: only then does a style ask for its pictures.
        for (let frame = 0; frame < 2; frame++)
            await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 10)));
        // Asked for last: when this is answered, all that was asked for before it has been seen.
        await fetch("/last");
        window.stop();
        return [...document.images].map((image) => image.src.split('#')[0]);
    }
"""
EVENTS = (
    "pointerover pointerenter mouseover mouseenter mousemove mousedown mouseup dblclick auxclick contextmenu wheel"
    " keydown keyup input change copy cut paste dragstart drop toggle beforetoggle animationstart animationend"
    " transitionend load error begin end scroll focus blur scrollend beforematch"
).split()


def in_browser(work: Callable[[Browser], Result]) -> Result:
    """What `work` returns. In a thread of its own: Playwright's event loop would forbid Django its database here."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium: install it, or name it in CHROMIUM")

    def run() -> Result:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            try:
                return work(browser)
            finally:
                browser.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


@dataclass
class Tab:
    """A page of `documents` (by path), without any Content-Security-Policy. What it does unasked is in `complaints`.

    Links lead nowhere: whoever follows one stays, and it is noted where to.
    """

    browser: Browser
    documents: dict[str, str]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    images: set[str] = field(default_factory=set)
    _path: str = ""
    _opening: str = ""

    def __post_init__(self) -> None:
        context = self.browser.new_context(service_workers="block")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        context.expose_function("noticed", lambda what: self.complaints.append(f"ran {what}"))
        context.add_init_script(_HOOKS)
        context.route("**/*", self._answer)
        context.on("page", lambda page: self.complaints.append(f"opened {page.url}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"failed: {error}"))
        self.page.on("console", self._hear)
        self.page.on("frameattached", lambda frame: self.complaints.append("attached a frame"))
        self.page.on("framenavigated", lambda frame: self._went(frame.url))
        self.page.on("websocket", lambda socket: self.complaints.append(f"connected to {socket.url}"))
        self.page.on("worker", lambda worker: self.complaints.append(f"started {worker.url}"))
        self.page.on("download", lambda download: self.complaints.append(f"downloaded {download.url}"))

    def open(self, path: str) -> None:
        self.images.clear()
        self._path = self._opening = path
        self.page.goto(ORIGIN + path)

    def put(self, html: str) -> None:
        """Into the page that is open, as a frontend's script does."""
        self.images.clear()
        self.page.evaluate("(html) => { document.querySelector('#text').innerHTML = html; }", html)

    def provoke(
        self, selector: str = "*", *, events: Sequence[str] = EVENTS, clicks: str = "a, summary, button, input"
    ) -> list[str]:
        """Do everything to everything; what was noticed since the last time."""
        shown = set(self.page.evaluate(_PROVOKE, [selector, list(events), clicks]))
        self.complaints += [f"asked for {url}" for url in sorted(self.images - shown)]
        noticed = self.complaints[:]
        self.complaints.clear()
        return noticed

    def _answer(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path if request.url.startswith(ORIGIN + "/") else ""
        if request.is_navigation_request():
            if path and path == self._opening:
                self._opening = ""
                route.fulfill(body=self.documents[path], content_type="text/html; charset=utf-8")
            else:
                route.fulfill(status=204)  # the browser stays where it is
        elif path == "/last":
            route.fulfill(status=204)
        elif path in self.files:
            media_type, content = self.files[path]
            route.fulfill(body=content, content_type=media_type)
        elif request.resource_type == "image":
            self.images.add(request.url)
            route.fulfill(body=_PIXEL, content_type="image/gif")
        else:
            self.complaints.append(f"asked for {request.url} as {request.resource_type}")
            route.fulfill(status=204)

    def _went(self, url: str) -> None:
        if url.partition("#")[0] != ORIGIN + self._path:
            self.complaints.append(f"went to {url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if not _LEADS_OUT.match(message.text):
            self.complaints.append(f"said {message.text}")


def as_document(body: str) -> str:
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>\n{body}\n</html>'
