"""The search field above every page, and the page of results."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.cms.frontend.conftest import Site

pytestmark = pytest.mark.slow

SEARCH = "**/api/v1/search/?*"


def test_the_field_above_a_page_leads_to_results_with_the_words_marked(site: Site) -> None:
    page = site.open("/roles/")
    expect(page.locator("h1")).to_have_text("Roles")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("mlops enginee")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_be_focused()
    assert page.url == f"{site.address}/search?q=mlops+enginee"
    expect(page.locator(".hit").first).to_be_visible()
    assert {text.lower() for text in page.locator(".hit-title mark").all_inner_texts()} == {"mlops", "engineer"}
    expect(page).to_have_title("mlops enginee · Search · Roles, compared")
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results$"))
    page.locator(".hit-title a").first.click()
    expect(page.locator("h1")).to_contain_text("MLOps Engineer")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Words to search for")).to_have_value("mlops enginee")


def test_a_slash_is_a_sign_where_somebody_writes(site: Site) -> None:
    page = site.open("/search?q=mlops")
    field = page.get_by_role("searchbox", name="Words to search for")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    field.fill("")
    page.keyboard.type("CI/CD")
    expect(field).to_have_value("CI/CD")
    page.wait_for_url("**/search?q=CI%2FCD")
    expect(field).to_be_focused()
    expect(page.locator(".hit-text mark").first).to_contain_text("CI")


def test_results_are_narrowed_and_widened_again(site: Site) -> None:
    page = site.open("/search?q=engineer")
    expect(page.locator(".hit").first).to_be_visible()
    everything = page.locator(".count").inner_text()

    page.get_by_role("navigation", name="Kind: narrow the results").get_by_role("link", name="Roles").click()
    page.wait_for_url("**/search?q=engineer&type=role")
    expect(page.locator(".chip[aria-current=true]")).to_contain_text("Roles")
    expect(page.locator(".hit .kicker").first).to_have_text("Role")
    assert set(page.locator(".hit .kicker").all_inner_texts()) == {"Role"}
    page.get_by_role("link", name="Search everything").click()

    expect(page.locator(".count")).to_have_text(everything)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**/search?q=engineer&page=2")
    expect(page.locator("h1")).to_be_focused()


def test_every_result_leads_somewhere(site: Site) -> None:
    page = site.open("/search?q=data")
    expect(page.locator(".hit").first).to_be_visible()
    paths = page.locator(".hit-title a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    for path in sorted({re.sub(r"[^/]+$", "", path) + "…": path for path in paths}.values()):
        page = site.open(path)
        expect(page.locator("h1")).to_be_visible()
        site.settle()
        assert page.locator(".notice:not(.notice-empty)").count() == 0, path


def test_when_nothing_is_found_something_else_is_proposed(site: Site) -> None:
    page = site.open("/search?q=kuberntes+enginer")
    expect(page.locator(".notice-empty")).to_contain_text("Nothing was found for “kuberntes enginer”.")

    page.get_by_role("link", name="kubernetes engineer").click()

    expect(page.locator(".hit").first).to_be_visible()
    page = site.open("/search?q=zzzxxyy")
    expect(page.locator(".notice-empty")).to_contain_text("Try fewer words")


@pytest.mark.parametrize("path", ["/search", "/search?q=", "/search?q=%21%21"])
def test_without_a_word_nothing_is_asked_for(site: Site, path: str) -> None:
    page = site.open(path)
    expect(page.locator(".notice-empty")).to_contain_text("as soon as there is a word")
    site.settle()


def test_a_search_that_fails_can_be_tried_again(site: Site) -> None:
    site.answer(SEARCH, status=500, body="{}")
    page = site.open("/search?q=mlops")
    expect(page.locator(".hits-place h2")).to_have_text("Something broke on our side")
    page.unroute(SEARCH)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".hit").first).to_be_visible()


def test_many_results_are_said_to_be_more_than_were_counted(site: Site) -> None:
    def reply(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"count": 1_000, "count_is_capped": True})

    site.page.route(SEARCH, reply)
    page = site.open("/search?q=mlops")
    expect(page.locator(".count")).to_have_text("More than 1,000 results")


def test_hostile_words_and_texts_are_shown_as_they_are(site: Site) -> None:
    attack = "<img src=x onerror=window.hit=1>"

    def reply(route: Route) -> None:
        answer: dict[str, Any] = route.fetch().json()
        answer["suggestions"] = [attack]
        answer["facets"]["tag"] = [{"slug": attack, "name": attack, "count": 1}, {"slug": "b", "name": "B", "count": 1}]
        for hit in answer["results"]:
            hit["slug"] = attack
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    site.page.route(SEARCH, reply)
    page = site.open("/search?q=mlops")
    expect(page.locator(".facets")).to_contain_text(attack)
    page.get_by_role("searchbox", name="Words to search for").fill(f"{attack} zzz")
    expect(page.locator(".notice-empty")).to_contain_text(f"Nothing was found for “{attack} zzz”.")
    expect(page.get_by_role("link", name=attack)).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_on_a_phone_a_link_leads_to_the_search(site: Site) -> None:
    site.page.set_viewport_size({"width": 375, "height": 700})
    page = site.open("/")
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_be_hidden()

    page.get_by_role("banner").get_by_role("link", name="Search").click()

    expect(page.locator("h1")).to_have_text("Search")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
