"""What a reader sees when the API is slow, away, in a hurry, or has nothing."""

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.cms.frontend.conftest import Site
from tests.cms.frontend.servers import RETRACTED

pytestmark = pytest.mark.slow

ARTICLE = "/articles/mlops-engineer-vs-ml-engineer"
DETAIL = f"**/api/v1{ARTICLE}/"
LIST = "**/api/v1/articles/?*"
EMPTY = json.dumps({"count": 0, "next": None, "previous": None, "results": []})


def problem(status: int, **headers: str) -> dict[str, Any]:
    body = {"type": "about:blank", "title": "Title", "status": status, "detail": "The detail.", "errors": []}
    return {
        "status": status,
        "body": json.dumps(body),
        "headers": {"Content-Type": "application/problem+json", **headers},
    }


@pytest.mark.parametrize(
    ("answer", "title", "sentence", "can_retry"),
    [
        ({"abort": True}, "We cannot be reached", "Check your connection", True),
        ({"status": 503, "body": "<h1>Bad gateway</h1>"}, "We cannot be reached", "does not answer", True),
        (problem(404), "There is no such page", "The detail.", False),
        (problem(410), "This page was taken down", "have withdrawn it", False),
        (problem(429, **{"Retry-After": "30"}), "A little too fast", "Please wait 30 seconds", True),
        (problem(429), "A little too fast", "more requests", True),
        (problem(500), "Something broke on our side", "It is not your doing", True),
        (problem(400), "That cannot be answered", "The detail.", False),
        ({"status": 200, "body": "no JSON"}, "We cannot be reached", "does not answer", True),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(
    site: Site, answer: dict[str, Any], title: str, sentence: str, can_retry: bool
) -> None:
    site.answer(DETAIL, **answer)

    page = site.open(ARTICLE)

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text(sentence)
    expect(page).to_have_title(f"{title} · Roles, compared")
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    expect(page.get_by_role("button", name="Try again")).to_have_count(int(can_retry))
    expect(page.get_by_role("link", name="To the start page")).to_be_visible()


def test_trying_again_brings_the_page_and_the_focus(site: Site) -> None:
    site.answer(DETAIL, abort=True)
    page = site.open(ARTICLE)
    expect(page.locator("h1")).to_have_text("We cannot be reached")
    page.unroute(DETAIL)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator("h1")).to_contain_text("MLOps Engineer vs ML Engineer")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("meta[name=robots]")).to_have_count(0)


def test_a_slow_answer_is_waited_for_then_said_to_be_slow_then_given_up(site: Site) -> None:
    page = site.page
    page.clock.install()
    page.route(DETAIL, lambda route: None)  # never answered
    page.goto(site.address + ARTICLE, wait_until="commit")

    expect(page.locator(".skeleton")).to_be_visible()
    height = page.evaluate("document.querySelector('footer').getBoundingClientRect().top")
    page.clock.run_for(4_100)
    expect(page.locator(".slowly")).to_have_text("This takes longer than usual. Still trying …")
    expect(page.get_by_role("status")).to_have_text("This takes longer than usual.")
    page.clock.run_for(11_000)

    expect(page.locator("h1")).to_have_text("This took too long")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert height >= page.evaluate("innerHeight * 0.8")


def test_an_unpublished_page_and_a_retracted_one_say_so(site: Site) -> None:
    site.may_fail = True

    page = site.open("/articles/never-published")
    expect(page.locator("h1")).to_have_text("There is no such page")
    expect(page.locator("main")).to_contain_text("There is no article “never-published”.")
    page = site.open(f"/articles/{RETRACTED}")
    expect(page.locator("h1")).to_have_text("This page was taken down")


def test_an_address_that_is_none_of_ours_is_404_and_says_so(site: Site) -> None:
    site.may_fail = True

    response = site.page.goto(f"{site.address}/no/such/address")

    assert response is not None
    assert response.status == 404
    expect(site.page.locator("h1")).to_have_text("There is no such page")


def test_a_list_that_fails_leaves_the_page_and_can_be_tried_again(site: Site) -> None:
    site.answer(LIST, **problem(500))
    page = site.open("/")

    expect(page.locator("h1")).to_have_text("Know the role before you choose it")
    expect(page.locator(".results h3")).to_have_text("Something broke on our side")
    page.unroute(LIST)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".lead")).to_be_visible()


def test_parts_that_fail_leave_the_rest_of_a_role(site: Site) -> None:
    site.answer("**/similar/*", **problem(404))

    page = site.open("/roles/ml-engineer")

    expect(page.locator(".notice h3")).to_have_text("Nothing to show here")
    expect(page.locator("h1")).to_have_text("ML Engineer")
    assert page.locator(".bar-row").count() > 5


def test_with_nothing_published_every_page_says_what_it_would_show(site: Site) -> None:
    site.answer("**/api/v1/articles/**", status=200, body=EMPTY)
    site.answer("**/api/v1/roles/**", status=200, body=EMPTY)
    site.answer("**/api/v1/tags/**", status=200, body=EMPTY)

    for path, sentence in {
        "/": "Nothing has been published yet.",
        "/articles/": "Nothing has been published yet.",
        "/roles/": "No roles have been published yet.",
        "/compare": "No roles have been published yet.",
        "/transition": "No roles have been published yet.",
    }.items():
        page = site.open(path)
        expect(page.locator(".notice-empty").first).to_contain_text(sentence)


def test_a_filter_that_the_api_refuses_can_be_left_behind(site: Site) -> None:
    site.may_fail = True
    page = site.open("/?kind=novel")

    expect(page.locator(".results h3")).to_have_text("That cannot be answered")
    page.get_by_role("link", name="Show everything").click()

    expect(page.locator(".lead")).to_be_visible()
    assert page.url == f"{site.address}/"


def test_a_bare_article_is_drawn_without_what_it_lacks(site: Site) -> None:
    def reply(route: Route) -> None:
        article = route.fetch().json()
        article |= {"hero": None, "subtitle": "", "tags": [], "authors": [], "comparison": None, "related_links": []}
        article |= {"calls_to_action": {"top": [], "inline": [], "bottom": []}, "previous": None, "next": None}
        article["body"] |= {"html": "<p>Short.</p>", "toc": []}
        route.fulfill(json=article)

    site.page.route(DETAIL, reply)
    page = site.open(ARTICLE)

    expect(page.locator(".prose")).to_have_text("Short.")
    for part in (".hero", ".call", ".toc", ".guides", ".further", ".neighbours", ".comparison", ".chips"):
        assert page.locator(part).count() == 0, part


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_roles_with_no_one_or_a_thousand_skills_are_drawn(site: Site, count: int) -> None:
    def reply(route: Route) -> None:
        comparison = route.fetch().json()
        one, other = (role["slug"] for role in comparison["roles"])
        skill = {"type": "skill", "slug": "x", "name": "A skill", "category": "", "importance": {one: 1.5, other: 0}}
        comparison["skills"] = {
            "shared": [skill | {"name": f"Skill {number}"} for number in range(count)],
            "partial": [],
            "unique": {one: [], other: []},
        }
        route.fulfill(json=comparison)

    site.page.set_viewport_size({"width": 320, "height": 640})
    site.page.route("**/api/v1/comparisons/*/", reply)
    page = site.open("/comparisons/mlops-engineer-vs-ml-engineer")
    site.settle()

    assert page.locator(".butterfly tbody tr:not(.group)").count() == count
    assert page.locator("text=No skills have been described").count() == int(count == 0)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_thousand_letters_without_a_space_do_not_widen_a_phone(site: Site) -> None:
    def reply(route: Route) -> None:
        article = route.fetch().json()
        long = "w" * 1000
        article |= {"title": long, "subtitle": long}
        article["body"]["html"] = f"<p>{long}</p><h2 id='x'>{long}</h2>"
        article["hero"]["caption"] = long
        article["comparison"]["roles"][0]["name"] = long
        article["comparison"]["dimensions"][0]["cells"][0]["html"] = f"<p>{long}</p>"
        article["comparison"]["skills"]["shared"][0]["name"] = long
        article["related_links"][0]["title"] = article["calls_to_action"]["top"][0]["text"] = long
        route.fulfill(json=article)

    site.page.set_viewport_size({"width": 320, "height": 640})
    site.page.route(DETAIL, reply)
    page = site.open(ARTICLE)
    site.settle()

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_hostile_text_from_the_api_stays_text(site: Site) -> None:
    def reply(route: Route) -> None:
        article = route.fetch().json()
        attack = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"
        article |= {"title": attack, "subtitle": attack}
        article["hero"]["caption"] = article["hero"]["credit"]["name"] = attack
        article["hero"]["credit"]["url"] = "javascript:window.hit=1"
        article["tags"][0]["name"] = article["body"]["toc"][0]["title"] = attack
        article["calls_to_action"]["top"][0] |= {"text": attack, "label": attack, "url": "JavaScript:window.hit=1"}
        article["comparison"]["roles"][0] |= {"name": attack, "summary": attack, "choose_if": attack}
        route.fulfill(json=article)

    site.page.route(DETAIL, reply)
    page = site.open(ARTICLE)
    expect(page.locator("h1")).to_contain_text("<img src=x")
    page.locator(".call-top .button").click()
    page.locator(".credit a").click()

    assert page.evaluate("window.hit") is None
    assert page.locator("a[href^='javascript' i]").count() == 0


def test_a_picture_from_elsewhere_is_named_and_not_loaded(site: Site) -> None:
    def reply(route: Route) -> None:
        article = route.fetch().json()
        article["body"]["html"] = '<p><img src="https://pictures.example.com/a.png" alt="A chart"></p>'
        route.fulfill(json=article)

    site.page.route(DETAIL, reply)
    page = site.open(ARTICLE)

    link = page.get_by_role("link", name="A chart (pictures.example.com)")
    expect(link).to_have_attribute("href", "https://pictures.example.com/a.png")


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_javascript_a_sentence_leads_to_the_api(site: Site, options: dict[str, Any]) -> None:
    page = site.open(ARTICLE)

    sentence = page.locator("noscript p")
    expect(sentence).to_be_visible()
    assert "JavaScript is switched off" in sentence.inner_text()
    expect(sentence.locator("a")).to_have_attribute("href", f"{site.address}/api/v1/")
