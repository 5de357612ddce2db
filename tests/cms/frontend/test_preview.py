"""The site with a preview token in its address. The server signs with the key of these tests."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from cms.publishing.models import seed_id
from cms.tokens.preview_links import PreviewLink, signed
from tests.cms.frontend.conftest import Site
from tests.cms.frontend.servers import DRAFT_TITLE, EDITED

pytestmark = pytest.mark.slow
ARTICLE = f"/articles/{EDITED}"
PUBLIC_TITLE = "Five skills every MLOps engineer needs"
WARNING = "Preview: not what the public sees."


def preview_of(slug: str = "", *, minutes: int = 30) -> str:
    """The query that shows an article's draft, or all drafts."""
    entry = ("article", seed_id("article", slug)) if slug else None
    return urlencode({"preview": signed(PreviewLink(entry, datetime.now(UTC) + timedelta(minutes=minutes)), epoch=0)})


def test_a_link_shows_the_draft_under_a_banner_and_a_way_out(site: Site) -> None:
    page = site.open(f"{ARTICLE}?{preview_of(EDITED)}")

    expect(page.locator("h1")).to_have_text(DRAFT_TITLE)
    expect(page.get_by_role("region", name="Preview")).to_contain_text(WARNING)
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    page.get_by_role("link", name="Leave the preview").click()

    expect(page.locator("h1")).to_have_text(PUBLIC_TITLE)
    assert page.url == site.address + ARTICLE
    assert WARNING not in page.locator("body").inner_text()


def test_the_preview_goes_along_from_page_to_page_and_back(site: Site) -> None:
    query = preview_of(EDITED)
    page = site.open(f"/?{query}")
    expect(page.get_by_role("link", name=DRAFT_TITLE)).to_be_visible()

    page.get_by_role("link", name=DRAFT_TITLE).click()
    expect(page.locator("h1")).to_have_text(DRAFT_TITLE)
    assert page.url == f"{site.address}{ARTICLE}?{query}"
    page.get_by_role("link", name="Roles", exact=True).click()
    expect(page.locator("h1")).not_to_have_text(DRAFT_TITLE)
    expect(page.get_by_role("region", name="Preview")).to_be_visible()
    page.go_back()

    expect(page.locator("h1")).to_have_text(DRAFT_TITLE)


def test_chips_narrow_the_drafts_and_words_what_is_published(site: Site) -> None:
    page = site.open(f"/articles/?{preview_of(EDITED)}")
    page.get_by_role("link", name="Articles", exact=True).nth(1).click()
    expect(page.locator(".results").get_by_text(DRAFT_TITLE)).to_be_visible()

    page.get_by_role("searchbox", name="Narrow by words").fill("five skills")

    expect(page.locator(".results").get_by_text(PUBLIC_TITLE)).to_be_visible()


def test_a_role_is_drawn_whole_in_a_preview(site: Site) -> None:
    page = site.open(f"/roles/mlops-engineer?{preview_of()}")
    site.settle()

    expect(page.locator("h1")).to_have_text("MLOps Engineer")
    assert page.locator(".notice").count() == 0


def test_another_moment_is_shown_and_named(site: Site) -> None:
    site.may_fail = True
    page = site.open(f"/?{preview_of()}&perspective=2001-01-01")

    expect(page.get_by_role("region", name="Preview")).to_contain_text("As the public sees it at 2001-01-01.")
    expect(page.locator(".notice-empty")).to_contain_text("Nothing has been published yet.")


@pytest.mark.parametrize("query", ["preview=half-a-token", "perspective=draft"])
def test_a_token_that_is_not_good_says_so_and_leads_to_the_public_page(site: Site, query: str) -> None:
    site.may_fail = True
    page = site.open(f"{ARTICLE}?{query}")

    expect(page.locator("h1")).to_have_text("This preview is not open")
    page.locator("main").get_by_role("link", name="Leave the preview").click()

    expect(page.locator("h1")).to_have_text(PUBLIC_TITLE)


def test_an_expired_link_says_so(site: Site) -> None:
    site.may_fail = True
    page = site.open(f"{ARTICLE}?{preview_of(EDITED, minutes=-1)}")

    expect(page.locator("main")).to_contain_text("This preview link has expired. Ask for a new one.")


def test_the_banner_fits_a_phone(site: Site) -> None:
    site.page.set_viewport_size({"width": 320, "height": 640})
    page = site.open(f"{ARTICLE}?{preview_of(EDITED)}")
    expect(page.locator("h1")).to_have_text(DRAFT_TITLE)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
