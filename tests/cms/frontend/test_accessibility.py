"""axe-core over every page and state, in both themes and on a phone."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.cms.frontend.conftest import Site
from tests.cms.frontend.test_pages import PAGES

pytestmark = pytest.mark.slow

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SHOWN = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(({id, impact, nodes}) => [impact, id, nodes.map(({target}) => target.join(" "))]);
}"""


@pytest.fixture
def options() -> dict[str, object]:
    # axe is put into the page by script, which the site's policy rightly refuses.
    return {"bypass_csp": True, "reduced_motion": "reduce"}


def serious(site: Site) -> list[Any]:
    site.settle()
    site.page.evaluate(AXE.read_text())
    return [violation for violation in site.page.evaluate(SHOWN) if violation[0] in ("serious", "critical")]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_on_any_page(site: Site, path: str) -> None:
    page = site.open(path)
    expect(page.locator("h1")).to_be_visible()

    assert serious(site) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    assert serious(site) == []


@pytest.mark.parametrize("status", [0, 404, 429, 500])
def test_axe_finds_nothing_serious_where_something_failed(site: Site, status: int) -> None:
    site.answer("**/api/v1/articles/*/", **({"status": status, "body": "{}"} if status else {"abort": True}))
    page = site.open("/articles/some-article")
    expect(page.locator(".notice")).to_be_visible()

    assert serious(site) == []


def test_axe_finds_nothing_serious_while_something_loads(site: Site) -> None:
    site.page.route("**/api/v1/articles/*/", lambda route: None)
    page = site.open("/articles/some-article")
    expect(page.locator(".slowly")).to_be_visible()

    page.evaluate(AXE.read_text())
    assert [it for it in page.evaluate(SHOWN) if it[0] in ("serious", "critical")] == []


def test_every_heading_follows_the_one_above_it(site: Site) -> None:
    for path in PAGES:
        page = site.open(path)
        expect(page.locator("h1")).to_be_visible()
        site.settle()
        levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
        leaps = [(one, other) for one, other in pairwise(levels) if other > one + 1]
        assert leaps == [], path
