"""Pages in a real browser: what they look like to it, and what scripts add to a page that is whole without them."""

import re
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.cms.frontend.conftest import Reader, Site
from tests.cms.frontend.test_pages import ARTICLE, NEWSLETTER, PAGES

pytestmark = pytest.mark.slow

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
FOUND = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.filter(({impact}) => ["serious", "critical"].includes(impact))
        .map(({id, nodes}) => [id, nodes.map(({target}) => target.join(" "))]);
}"""
# Each kind of page once: the others are made of the same parts.
KINDS = [
    *("/", ARTICLE, "/articles/five-skills-every-ml-engineer-needs", "/roles/mlops-engineer"),
    *("/comparisons/mlops-engineer-vs-ml-engineer-vs-data-scientist", "/compare?roles=ml-engineer,data-scientist"),
    *("/match?skills=docker,k8s,modelling", "/search?q=mlops", "/transition/data-engineer/mlops-engineer"),
    *(NEWSLETTER, "/newsletters/mlops-now/two-roles-one-model", "/no/such/page", "/newsletter/erase/"),
]
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def options() -> dict[str, object]:
    # axe is put into the page by script, which the site's policy rightly refuses.
    return {"bypass_csp": True, "reduced_motion": "reduce"}


@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_accessible_light_and_dark_fits_a_phone_and_asks_for_little(site: Site, path: str) -> None:
    site.may_fail = True  # one of them is no page
    page = site.open(path)
    page.wait_for_load_state("networkidle")

    assert len(site.requests) <= 15, site.requests
    page.evaluate(AXE.read_text())
    assert page.evaluate(FOUND) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(FOUND) == []
    assert page.evaluate(WIDTH) == 320


@pytest.mark.parametrize("options", [{"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}])
def test_every_page_is_drawn_without_javascript(site: Site, options: dict[str, Any]) -> None:
    for path in PAGES:
        page = site.open(path)
        expect(page.locator("h1")).to_have_text(PAGES[path])
        assert page.locator("body").bounding_box()["width"] == 320, path  # type: ignore[index]
        expect(page.locator("button.theme")).to_be_hidden()


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_javascript_forms_and_links_do_it_all(site: Site, options: dict[str, Any]) -> None:
    page = site.open("/compare")
    page.get_by_label("AI Engineer").check()
    page.get_by_label("Data Engineer").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".part-title")).to_have_text("AI Engineer vs Data Engineer")

    page = site.open("/transition")
    page.get_by_label("I am").select_option("Data Scientist")
    page.get_by_label("I want to be").select_option("ML Engineer")
    page.get_by_role("button", name="Show the way").click()
    expect(page.locator("h1")).to_have_text("From Data Scientist to ML Engineer")

    page.get_by_role("searchbox", name="Search").fill("kubernetes")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    page = site.open("/roles/")
    page.get_by_label("Your e-mail address").fill("somebody@example.org")
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()


def test_scripts_that_fail_leave_every_page_as_it_was(site: Site) -> None:
    site.may_fail = True
    site.page.route("**/*.js", lambda route: route.abort())

    page = site.open("/compare?roles=ml-engineer,data-scientist")
    page.get_by_label("AI Engineer").check()
    page.get_by_role("button", name="Compare").click()

    expect(page.locator(".part-title")).to_have_text("AI Engineer vs Data Scientist vs ML Engineer")


def is_the_same(page: Page) -> bool:
    """Whether the page has not been loaded again since it was marked."""
    return bool(page.evaluate("window.isTheSame"))


def test_roles_are_chosen_without_loading_the_page_again(site: Site) -> None:
    page = site.open("/compare")
    page.evaluate("window.isTheSame = true")
    for name in ("AI Engineer", "Data Engineer"):
        page.get_by_label(name).focus()
        page.keyboard.press("Space")

    expect(page.locator(".part-title")).to_have_text("AI Engineer vs Data Engineer")
    expect(page.get_by_label("Data Engineer")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("AI Engineer vs Data Engineer")
    expect(page).to_have_title("AI Engineer vs Data Engineer · Roles, compared")
    assert page.url == f"{site.address}/compare?roles=ai-engineer&roles=data-engineer"
    assert is_the_same(page)


def test_a_search_answers_while_somebody_types(site: Site) -> None:
    page = site.open("/roles/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page = site.open("/search")
    page.evaluate("window.isTheSame = true")
    field = page.get_by_role("searchbox", name="Words to search for")
    field.press_sequentially("CI/CD", delay=20)

    expect(page.locator(".hit-title mark").first).to_be_visible()
    page.wait_for_url("**/search?q=CI%2FCD")
    expect(field).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results?$"))
    assert is_the_same(page)


def test_a_list_is_narrowed_where_the_reader_is(site: Site) -> None:
    page = site.open("/?tag=careers")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("link", name="Comparisons").click()

    page.wait_for_url("**/?tag=careers&kind=comparison")
    expect(page.get_by_role("link", name="Comparisons")).to_be_focused()
    page.get_by_role("searchbox", name="Narrow by words").fill("scientist")
    page.wait_for_url(re.compile("q=scientist"))
    expect(page.locator(".count")).to_have_text("4 articles")
    assert "kind=comparison" in page.url
    assert is_the_same(page)
    page.go_back()
    expect(page.locator(".chip[aria-current]")).to_have_text(["Careers"])


def test_while_the_server_is_away_what_was_found_stays(site: Site) -> None:
    site.may_fail = True
    page = site.open("/search?q=mlops")
    page.route("**/search?*", lambda route: route.abort())
    page.get_by_role("searchbox", name="Words to search for").fill("kubernetes")

    page.wait_for_timeout(600)  # typing ends, the request fails
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator("#_hits")).not_to_have_attribute("aria-busy", "true")


def test_the_theme_follows_the_system_until_it_is_chosen_and_is_remembered(site: Site) -> None:
    page = site.open("/roles/")
    paper = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == "rgb(15, 22, 33)"
    toggle = page.get_by_role("button", name="Dark theme")
    expect(toggle).to_have_attribute("aria-pressed", "true")

    toggle.click()
    page.reload()

    assert page.evaluate(paper) == "rgb(250, 248, 243)"
    expect(toggle).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("options", [{"permissions": ["clipboard-read", "clipboard-write"]}])
def test_code_is_copied_by_a_button(site: Site, options: dict[str, Any]) -> None:
    page = site.open("/articles/five-skills-every-ml-engineer-needs")
    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "from sklearn.dummy import DummyRegressor" in page.evaluate("navigator.clipboard.readText()")


def test_the_outline_stands_open_beside_the_text_follows_the_reader_and_folds_on_a_phone(site: Site) -> None:
    page = site.open(f"{ARTICLE}#the-key-differences")
    last = page.locator(".toc a").last
    expect(last).to_have_text("Side by side")
    expect(last).to_be_visible()
    expect(page.locator(".toc [aria-current]")).to_have_text(re.compile("The key differences|Focus"))
    page.set_viewport_size({"width": 390, "height": 800})
    expect(last).to_be_hidden()
    page.locator(".toc summary").click()
    expect(last).to_be_visible()


def test_an_article_is_printed_without_what_only_a_screen_needs(site: Site) -> None:
    page = site.open(ARTICLE)
    page.emulate_media(media="print", color_scheme="dark")

    for part in (".masthead", ".toc", ".call-bottom", ".further"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".versus").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("h1").evaluate("it => getComputedStyle(it).color") == "rgb(27, 40, 60)"


def test_scripts_are_small_and_kept_for_good(reader: Reader) -> None:
    sizes = {}
    for path in PAGES:
        for script in reader.get(path).all("script[src]"):
            sizes[str(script["src"])] = 0
    for path in sizes:
        file = reader.get(path)
        assert "immutable" in file.headers["Cache-Control"]
        assert re.fullmatch(r"/static/frontend/js/\w+\.[0-9a-f]{12}\.js", path)
        sizes[path] = len(reader.packed(path))
    assert len(sizes) == 2
    assert sum(sizes.values()) < 15_000
