"""Links, the history, filters and forms; with a mouse and without."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.cms.frontend.conftest import Site

pytestmark = pytest.mark.slow

ARTICLE = "/articles/mlops-engineer-vs-ml-engineer"


def test_links_are_followed_without_loading_the_page_again_and_move_the_focus(site: Site) -> None:
    page = site.open("/")
    page.evaluate("window.isTheSame = true")

    page.locator(".lead .card-title a").click()

    expect(page.locator("h1")).to_have_text("MLOps Engineer vs ML Engineer: What's the difference?")
    expect(page.locator("h1")).to_be_focused()
    assert page.url == site.address + ARTICLE
    assert page.evaluate("window.isTheSame")
    assert page.evaluate("scrollY") == 0


def test_back_and_forward_bring_the_reader_to_where_they_were(site: Site) -> None:
    page = site.open("/")
    card = page.get_by_role("link", name="Data Scientist vs ML Engineer: from an answer")
    card.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    left_at = page.evaluate("scrollY")
    assert left_at > 100
    card.click()
    expect(page.locator("h1")).to_contain_text("Data Scientist vs ML Engineer")
    page.wait_for_function("scrollY === 0")

    page.go_back()
    expect(page.locator("h1")).to_have_text("Know the role before you choose it")
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("Data Scientist vs ML Engineer")
    page.go_back()

    expect(card).to_be_in_viewport()
    assert page.url == f"{site.address}/"


def test_a_deep_link_can_be_reloaded_and_keeps_its_place(site: Site) -> None:
    page = site.open(f"{ARTICLE}#the-key-differences")
    heading = page.locator("#the-key-differences")
    expect(heading).to_be_in_viewport()

    page.reload()

    expect(heading).to_be_in_viewport()
    expect(page.locator("h1")).to_contain_text("MLOps Engineer vs ML Engineer")


def test_a_click_meant_for_a_new_tab_opens_one(site: Site) -> None:
    page = site.open("/")

    with site.context.expect_page() as opened:
        page.locator(".lead .card-title a").click(modifiers=["Control"])

    assert opened.value.url == site.address + ARTICLE
    assert page.url == f"{site.address}/"


def test_what_is_not_a_page_of_the_site_is_left_to_the_browser(site: Site) -> None:
    page = site.open("/")
    page.route("**/api/v1/docs/", lambda route: route.fulfill(body="The documentation"))

    page.get_by_role("link", name="Read its documentation").click()

    expect(page.locator("body")).to_have_text("The documentation")


def test_links_in_texts_stay_within_the_site(site: Site) -> None:
    page = site.open(ARTICLE)
    page.evaluate("window.isTheSame = true")
    link = page.locator(".prose a", has_text="five skills every MLOps engineer needs")

    assert link.get_attribute("href") == "/articles/five-skills-every-mlops-engineer-needs"
    link.click()

    expect(page.locator("h1")).to_have_text("Five skills every MLOps engineer needs")
    assert page.evaluate("window.isTheSame")


def test_chips_and_words_narrow_the_list_and_the_address_says_so(site: Site) -> None:
    page = site.open("/")
    page.get_by_role("link", name="Comparisons").click()
    expect(page.locator(".count")).to_have_text(re.compile(r"^\d articles$"))
    assert page.url == f"{site.address}/?kind=comparison"
    page.get_by_role("navigation", name="Role: narrow the list").get_by_text("ML Engineer", exact=True).click()
    page.wait_for_url("**/?kind=comparison&role=ml-engineer")

    field = page.get_by_role("searchbox", name="Narrow by words")
    field.press_sequentially("scientist", delay=20)
    page.wait_for_url("**/?kind=comparison&role=ml-engineer&q=scientist")

    expect(page.locator(".count")).to_have_text("3 articles")
    expect(page.get_by_role("status")).to_have_text("3 articles found")
    expect(field).to_be_focused()
    expect(page.locator(".chip[aria-current=true]")).to_have_text(["Comparisons", "ML Engineer"])
    page.reload()
    expect(page.locator(".count")).to_have_text("3 articles")
    expect(field).to_have_value("scientist")
    field.fill("zzzxxyy")
    expect(page.locator(".notice-empty")).to_contain_text("Nothing matches")
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".lead")).to_be_visible()
    expect(field).to_have_value("")


def test_what_a_campaign_hangs_on_the_address_is_not_asked_for(site: Site) -> None:
    page = site.open("/?utm_source=mail&fbclid=1")

    expect(page.locator(".lead")).to_be_visible()


def test_a_long_list_is_walked_page_by_page(site: Site) -> None:
    def reply(route: Route) -> None:
        route.continue_(url=route.request.url.replace("page_size=10", "page_size=3"))

    site.page.route("**/api/v1/articles/?*", reply)
    page = site.open("/")
    page.get_by_role("link", name="Next").click()

    page.wait_for_url("**/?page=2")
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator(".lead")).to_have_count(0)
    expect(page.get_by_role("heading", name="Latest articles")).to_be_focused()
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".lead")).to_be_visible()
    assert page.url == f"{site.address}/"


def test_roles_are_compared_by_keyboard_alone(site: Site) -> None:
    page = site.open("/compare")
    expect(page.locator(".picker-says")).to_have_text("None chosen yet.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for name in ("AI Engineer", "Data Engineer"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("checkbox", name=name)).to_be_focused()
        page.keyboard.press("Space")

    expect(page.locator(".part-title")).to_have_text("AI Engineer vs Data Engineer")
    expect(page.get_by_role("checkbox", name="Data Engineer")).to_be_focused()
    assert page.url == f"{site.address}/compare?roles=ai-engineer,data-engineer"
    expect(page).to_have_title("AI Engineer vs Data Engineer · Roles, compared")
    page.keyboard.press("Space")
    expect(page.locator(".picker-says")).to_have_text("One chosen. Choose another to compare it with.")


def test_no_more_than_six_roles_are_compared(site: Site) -> None:
    def reply(route: Route) -> None:
        found = route.fetch().json()
        found["results"].append(found["results"][0] | {"slug": "a-seventh", "name": "A Seventh"})
        route.fulfill(json=found)

    site.page.route("**/api/v1/roles/?*", reply)
    page = site.open("/compare")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    for box in boxes.all()[:6]:
        box.check()
    expect(page.locator(".picker-says")).to_have_text("6 chosen, as many as fit.")

    boxes.last.focus()
    page.keyboard.press("Space")

    expect(boxes.last).not_to_be_checked()
    expect(page.locator("#_announcements")).to_have_text("No more than 6 roles at once. Take one away first.")
    site.settle()
    assert page.url.count(",") == 5


def test_skills_are_matched_by_keyboard_and_a_suggestion_replaces_its_word(site: Site) -> None:
    page = site.open("/match")
    page.get_by_label("My skills").focus()
    page.keyboard.type("k8s, Docker, modelling")
    page.keyboard.press("Enter")

    expect(page.locator(".understood")).to_contain_text("Docker")
    expect(page.locator(".understood")).to_contain_text("Kubernetes (“k8s”)")
    first = page.locator(".ranked").first
    expect(first.locator(".token-have").first).to_be_visible()
    expect(first).to_contain_text("Still to learn")
    suggestion = page.locator(".suggestion").first
    name = suggestion.inner_text()
    suggestion.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".suggestion")).to_have_count(0)
    expect(page.get_by_label("My skills")).to_have_value(f"k8s, Docker, {name}")
    assert "skills=k8s,Docker," in page.url


def test_skills_can_be_picked_from_the_list(site: Site) -> None:
    page = site.open("/match")
    page.get_by_text("Or pick from the list").click()

    page.get_by_role("button", name="Kubernetes").click()

    expect(page.get_by_role("button", name="Kubernetes")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ranked").first).to_be_visible()
    assert page.url == f"{site.address}/match?skills=Kubernetes"


@pytest.mark.parametrize(
    "skills", [",".join(f"s{n}" for n in range(51)), "🦀,🚀", "x" * 5000, ",,,", "%E0%A4%A", "C++,.NET"]
)
def test_strange_skills_are_answered_in_words(site: Site, skills: str) -> None:
    site.may_fail = True
    page = site.open(f"/match?skills={skills}")
    site.settle()

    expect(page.locator("h1")).to_have_text("Which role fits my skills?")
    assert len(page.locator(".matches").inner_text()) > 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_way_from_one_role_to_another_is_chosen_and_turned_round(site: Site) -> None:
    page = site.open("/transition")
    page.get_by_label("I am").select_option("Data Scientist")
    page.get_by_label("I want to be").select_option("ML Engineer")
    page.get_by_role("button", name="Show the way").click()

    expect(page.locator("h1")).to_have_text("From Data Scientist to ML Engineer")
    assert page.url == f"{site.address}/transition/data-scientist/ml-engineer"
    expect(page.locator(".way-learn li").first).to_be_visible()
    page.get_by_role("button", name="Swap the two roles").click()

    expect(page.locator("h1")).to_have_text("From ML Engineer to Data Scientist")
    expect(page.locator(".way-learn")).to_contain_text("Experiment design")


def test_a_way_to_the_same_role_is_refused_at_once(site: Site) -> None:
    page = site.open("/transition/ml-engineer/data-scientist")
    page.get_by_label("I want to be").select_option("ML Engineer")
    page.get_by_role("button", name="Show the way").click()

    expect(page.get_by_role("alert")).to_have_text("These are the same role: choose two different ones.")


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


def test_an_article_is_printed_without_what_only_a_screen_needs(site: Site) -> None:
    page = site.open(ARTICLE)
    expect(page.locator(".prose").first).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")

    for part in (".masthead", ".toc", ".call-bottom", ".further"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".versus")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("h1").evaluate("it => getComputedStyle(it).color") == "rgb(27, 40, 60)"
