"""Every page, drawn from the seed content by a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.cms.frontend.conftest import Site
from tests.cms.frontend.servers import RENAMED

pytestmark = pytest.mark.slow

ARTICLE = "/articles/mlops-engineer-vs-ml-engineer"
PAGES = {
    "/": "Know the role before you choose it",
    "/articles/": "All articles",
    ARTICLE: "MLOps Engineer vs ML Engineer: What's the difference?",
    "/articles/five-skills-every-ml-engineer-needs": "Five skills every ML engineer needs",
    "/articles/data-engineer-vs-data-scientist-vs-ml-engineer": "Data Engineer vs Data Scientist vs ML Engineer",
    "/roles/": "Roles",
    "/roles/mlops-engineer": "MLOps Engineer",
    "/comparisons/ml-engineer-vs-ai-engineer": "ML Engineer vs AI Engineer",
    "/compare": "Compare roles",
    "/compare?roles=ml-engineer,data-scientist,data-engineer": "Compare roles",
    "/newsletters/": "Newsletters",
    "/newsletters/mlops-now": "MLOps Now",
    "/newsletters/mlops-now/two-roles-one-model": "Two roles, one model in production",
    "/match": "Which role fits my skills?",
    "/match?skills=docker,k8s,zzz": "Which role fits my skills?",
    "/search": "Search",
    "/search?q=mlops": "Search",
    "/search?q=kuberntes+enginer": "Search",
    "/transition": "From one role to another",
    "/transition/data-engineer/mlops-engineer": "From Data Engineer to MLOps Engineer",
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_at_its_own_address_and_fits_a_phone_of_320_pixels(site: Site, path: str) -> None:
    site.page.set_viewport_size({"width": 320, "height": 640})

    page = site.open(path)
    expect(page.locator("h1")).to_contain_text(PAGES[path])
    site.settle()

    assert page.title().endswith("Roles, compared")
    assert page.locator("h1").count() == 1
    assert page.locator(".notice:not(.notice-empty)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.url == site.address + path


def test_an_article_has_all_its_parts(site: Site) -> None:
    page = site.open(ARTICLE)

    expect(page.locator(".article-head .deck")).to_contain_text("One keeps models running")
    expect(page.locator(".byline")).to_contain_text("By Careers desk, MLOps Now desk")
    expect(page.locator(".byline time").first).to_have_attribute("datetime", "2026-08-31T07:00:00Z")
    expect(page.locator(".kicker").first).to_have_text("Comparison · 4 minutes to read")
    expect(page.locator(".hero img")).to_have_attribute("alt", re.compile("^A person with headphones"))
    expect(page.locator(".credit")).to_have_text(re.compile(r"^Picture: MLOps Now desk · .* · CC0 1\.0$"))
    placements = [call.get_attribute("class") for call in page.locator(".call").all()]
    assert placements == ["call call-top", "call call-inline", "call call-again", "call call-bottom"]
    expect(page.locator(".prose > h2").last).to_have_text("Where to read on")
    assert page.locator(".guides a").count() == 2
    assert page.locator(".further-entry").count() >= 4
    expect(page.locator(".sources a")).to_have_attribute("href", "https://mlflow.org/")
    expect(page.locator(".neighbours .prev")).to_contain_text("Five skills every MLOps engineer needs")
    assert page.locator(".neighbours .next").count() == 0


def test_a_picture_is_cut_around_its_focal_point_and_comes_in_sizes(site: Site) -> None:
    page = site.open(ARTICLE)
    picture = page.locator(".hero img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.hero img').naturalWidth > 0")

    assert picture.evaluate("image => getComputedStyle(image).objectPosition") == "32% 42%"
    assert picture.evaluate("image => image.currentSrc").endswith(".webp")
    assert page.locator(".hero picture").evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(27, 40, 60)"


def test_the_outline_is_open_beside_the_text_and_folded_on_a_phone(site: Site) -> None:
    page = site.open(ARTICLE)
    outline = page.locator(".toc")

    expect(outline).to_have_attribute("open", "")
    assert outline.locator("a").all_inner_texts()[-1] == "Side by side"
    page.set_viewport_size({"width": 390, "height": 800})
    expect(outline).not_to_have_attribute("open", "")
    outline.locator("summary").click()
    outline.get_by_text("The key differences").click()

    assert page.url.endswith("#the-key-differences")
    assert abs(page.locator("#the-key-differences").evaluate("it => it.getBoundingClientRect().top")) < 60


def test_a_comparison_on_a_phone_says_in_every_cell_whose_it_is(site: Site) -> None:
    page = site.open(ARTICLE)
    cell = page.locator(".versus tbody tr", has_text="Focus").locator("td").last

    expect(cell.locator(".whose")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 640})

    expect(cell.locator(".whose")).to_be_visible()
    expect(cell).to_contain_text("ML Engineer")
    expect(cell).to_contain_text("Design and development of models")
    assert cell.evaluate("it => it.getBoundingClientRect().width") > 200


def test_two_roles_show_their_overlap_as_bars_on_both_sides(site: Site) -> None:
    page = site.open("/comparisons/mlops-engineer-vs-ml-engineer")
    chart = page.get_by_role("table", name="How important each skill is to each role")

    python = chart.get_by_role("row", name="Python")
    expect(python.get_by_role("cell")).to_have_text(["80", "95"])
    left, right = python.locator(".bar").all()
    assert left.bounding_box()["width"] < right.bounding_box()["width"]  # type: ignore[index]
    expect(chart.get_by_role("row", name="Kubernetes").get_by_role("cell")).to_have_text(["85", "not needed"])
    expect(page.locator(".strip")).to_have_text("9 only MLOps Engineer7 both9 only ML Engineer")
    expect(page.locator(".likeness")).to_contain_text(re.compile(r"\d+% of their skills in common"))


def test_more_roles_show_columns_of_dots(site: Site) -> None:
    page = site.open("/comparisons/mlops-engineer-vs-ml-engineer-vs-data-scientist")
    row = page.locator(".dots").get_by_role("row", name="Python")

    expect(row.get_by_role("cell")).to_have_text(["80", "95", "85"])
    groups = page.locator(".dots .group").all_inner_texts()
    assert groups == ["All of them", "Some of them", "Only MLOps Engineer", "Only ML Engineer", "Only Data Scientist"]
    assert page.locator(".pairs li").count() == 3


def test_texts_keep_code_tables_and_footnotes(site: Site) -> None:
    page = site.open("/articles/five-skills-every-ml-engineer-needs")

    code = page.get_by_role("region", name="Code, python")
    colours = code.locator("span").evaluate_all("spans => [...new Set(spans.map(s => getComputedStyle(s).color))]")
    assert len(colours) > 3
    page.locator(".footnote-ref").first.click()
    assert page.locator(".footnote li").first.evaluate("it => it.matches(':target')")

    page = site.open("/articles/data-engineer-vs-data-scientist-vs-ml-engineer")
    page.set_viewport_size({"width": 320, "height": 640})
    table = page.get_by_role("region", name="Table")
    assert table.evaluate("it => it.scrollWidth > it.clientWidth")


def test_a_role_shows_skills_by_tier_its_articles_and_its_neighbours(site: Site) -> None:
    page = site.open("/roles/mlops-engineer")

    expect(page.locator(".tier h3")).to_have_text(["Essential", "Useful"])
    expect(page.locator(".bar-row").first).to_contain_text("95")
    assert page.locator(".duties li").count() == 4
    expect(page.locator(".role-cards .role-card").first).to_contain_text("alike")
    page.get_by_role("link", name="Compare MLOps Engineer with Platform Engineer").click()
    expect(page.locator("h1")).to_have_text("MLOps Engineer vs Platform Engineer")


def test_an_old_address_becomes_the_new_one(site: Site) -> None:
    old, new = RENAMED

    page = site.open(f"/articles/{old}?from=mail#where-the-line-runs")
    expect(page.locator("h1")).to_contain_text("Platform Engineer vs MLOps Engineer")

    assert page.url == f"{site.address}/articles/{new}?from=mail#where-the-line-runs"
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"{site.address}/articles/{new}"


def test_title_and_description_are_the_page_s_own(site: Site) -> None:
    page = site.open(ARTICLE)
    expect(page).to_have_title("MLOps Engineer vs ML Engineer: What's the difference? · Roles, compared")
    description = page.locator("meta[name=description]")
    expect(description).to_have_attribute("content", re.compile("^What an MLOps engineer does"))

    page.get_by_role("navigation", name="Site").get_by_text("Roles").click()

    expect(page).to_have_title("Roles · Roles, compared")
    expect(description).to_have_attribute("content", "What each role does, and the skills it takes.")
    assert page.locator("link[rel=canonical]").count() == 0


def test_structured_data_stands_in_the_head_and_goes_with_its_page(site: Site) -> None:
    data = 'head script[type="application/ld+json"]'

    def types() -> list[str]:
        json_ld = json.loads(page.locator(data).text_content() or "")
        return [node["@type"] for node in json_ld.get("@graph", [json_ld])]

    page = site.open(ARTICLE)
    expect(page.locator("h1")).to_be_visible()
    assert types() == ["Article", "BreadcrumbList", "ImageObject"]
    page.locator(".prose a[href*='/roles/']").first.click()
    expect(page.locator(".role-head")).to_be_visible()
    assert types() == ["Occupation", "BreadcrumbList"]
    page.locator(".site-nav a", has_text="Articles").click()
    expect(page.locator("h1")).to_have_text("All articles")
    assert page.locator(data).count() == 0
    site.open("/comparisons/ml-engineer-vs-ai-engineer")
    expect(page.locator("h1")).to_be_visible()
    assert types() == ["ItemList"]


def test_the_feeds_are_named_in_the_head(site: Site) -> None:
    page = site.open("/")

    links = page.locator('link[rel="alternate"]')
    assert [link.get_attribute("href") for link in links.all()] == [
        f"{site.address}/feeds/articles.{ending}" for ending in ("atom", "rss", "json")
    ]
    for link in links.all():
        response = page.request.get(str(link.get_attribute("href")))
        assert response.headers["content-type"].startswith(str(link.get_attribute("type")))
