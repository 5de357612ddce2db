"""The sitemap, as search engines read it."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from pytest_django import Settings

from articles.syndication import sitemap
from cms.publishing.publishing import retract
from tests.articles.api.conftest import through_the_front
from tests.articles.asking import ask_at, asking_django, forget_what_is_kept, problem_in, queries_at, read
from tests.articles.makers import edit_and_publish, make_article, make_copies, make_image, make_role, make_tag
from tests.newsletter.makers import make_issue, make_newsletter, make_sent_issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("through_the_front"), pytest.mark.both]
__all__ = ["through_the_front"]
SITE = "https://www.example.org"
LISTS = ["/", "/roles/", "/articles/"]


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "sitemap.xsd")


def pages(path: str = "/sitemap.xml") -> list[ElementTree.Element]:
    response = ask_at(path)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    schema().validate(response.content.decode())
    return list(ElementTree.fromstring(response.content))


def addresses(path: str = "/sitemap.xml") -> list[str]:
    return [page.findtext("{*}loc", "").removeprefix(SITE) for page in pages(path)]


def test_every_page_is_in_it_once_and_no_draft() -> None:
    a, b = make_role("A"), make_role("B")
    make_article("On them", roles=[b, a])
    make_article("More on them", roles=[b, a])
    make_article("Canary", roles=[b, make_role("Canary role", is_draft=True)], is_draft=True)
    retract(make_article("Gone"))
    found = ["/articles/on-them", "/articles/more-on-them", "/roles/a", "/roles/b", "/comparisons/b-vs-a"]
    assert addresses() == [*LISTS, *found]


def test_newsletters_and_the_issues_that_anyone_may_read_are_in_it() -> None:
    assert not [address for address in addresses() if "newsletter" in address]
    newsletter = make_newsletter("weekly")
    sent = make_sent_issue(newsletter=newsletter)
    make_issue(newsletter=newsletter)
    make_newsletter("hidden", is_public=False)
    forget_what_is_kept()
    assert [address for address in addresses() if "newsletter" in address] == [
        "/newsletters/",
        "/newsletters/weekly",
        f"/newsletters/weekly/{sent.slug}",
    ]


def test_robots_are_told_of_the_sitemap() -> None:
    response = ask_at("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: https://api.example.org/sitemap.xml" in response.content.decode().splitlines()


def test_of_two_orders_of_the_same_roles_only_the_canonical_one_is_in_it() -> None:
    a, b, c = make_role("A"), make_role("B"), make_role("C")
    make_article("Older", roles=[b, a])
    make_article("Newer", roles=[a, b])
    make_article("Three", roles=[c, b, a])
    listed = [path for path in addresses() if path.startswith("/comparisons/")]
    assert listed == ["/comparisons/c-vs-b-vs-a", "/comparisons/a-vs-b"]
    for path in listed:
        assert read(f"{path}/")["canonical"] == SITE + path


def test_a_role_that_is_not_live_is_left_out_of_comparisons() -> None:
    a, b, c = make_role("A"), make_role("B"), make_role("C")
    make_article("Three", roles=[c, b, a])
    retract(b)
    assert [path for path in addresses() if path.startswith("/comparisons/")] == ["/comparisons/c-vs-a"]
    retract(c)
    assert [path for path in addresses() if path.startswith("/comparisons/")] == []


def test_a_page_says_when_it_changed_and_what_picture_it_shows() -> None:
    make_article("One", hero=make_image("Hero", slug="hero"))
    make_article("Two")
    with_picture, without = pages()[len(LISTS) :]
    assert with_picture.findtext("{*}lastmod") == read("/articles/one/")["updated_at"].replace("Z", "+00:00")
    (image,) = with_picture.iterfind("{http://www.google.com/schemas/sitemap-image/1.1}image/{*}loc")
    assert image.text == read("/articles/one/")["hero"]["src"]
    assert without.find("{*}image") is None


def test_the_sharing_picture_is_not_the_page_s() -> None:
    make_article("One", seo_image=make_image("Other"))
    (page,) = pages()[len(LISTS) :]
    assert page.find("{*}image") is None


def test_an_empty_site_has_its_home_page_and_its_lists() -> None:
    assert addresses() == LISTS


def test_too_many_pages_are_split_and_no_page_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = [make_role(name) for name in "ABCD"]
    for number in range(7):
        make_article(f"Article {number}")
    for other in roles[1:]:
        make_article(f"With {other.slug}", roles=[roles[0], other])
    with asking_django():  # the front would keep it: only here does the limit change
        everything = addresses()
    monkeypatch.setattr(sitemap, "MOST_URLS", 4)
    index = [path.removeprefix("https://api.example.org") for path in addresses()]
    assert index == [
        "/sitemap-pages-1.xml",
        *(f"/sitemap-articles-{number}.xml" for number in (1, 2, 3)),
        "/sitemap-roles-1.xml",
        "/sitemap-comparisons-1.xml",
    ]
    assert [address for part in index for address in addresses(part)] == everything
    for beyond in ("articles-4", "articles-0", "roles-2", "comparisons-2", "tags-1", "articles-999999"):
        problem_in(ask_at(f"/sitemap-{beyond}.xml"), 404)


def test_a_part_that_is_full_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 2)
    for number in range(3):
        make_article(f"Article {number}")
    before = ask_at("/sitemap-articles-1.xml").content
    make_article("Newer")
    assert ask_at("/sitemap-articles-1.xml").content == before


def test_parameters_do_no_harm_and_other_files_are_not_there() -> None:
    make_article("One")
    assert ask_at("/sitemap.xml?utm_source=x").status_code == 200
    for path in ("/sitemap.xml/", "/sitemap.xml/x", "/sitemap-articles-1234567.xml", "/sitemap-articles-x.xml"):
        assert ask_at(path).status_code == 404, path


def test_the_addresses_follow_the_settings(settings: Settings) -> None:
    settings.PUBLIC_SITE_URL = "https://other.example/a&b"
    make_article("One")
    assert addresses() == [
        *(f"https://other.example/a&b{path}" for path in LISTS),
        "https://other.example/a&b/articles/one",
    ]


def test_a_renamed_page_is_there_under_its_new_name() -> None:
    edit_and_publish(make_article("One", tags=[make_tag()]), slug="uno")
    assert addresses() == [*LISTS, "/articles/uno"]


def test_the_sitemap_costs_a_fixed_number_of_queries() -> None:
    article = make_article("One", hero=make_image(), roles=[make_role("A"), make_role("B")])
    few = len(queries_at("/sitemap.xml"))
    make_copies(article, 30)
    assert len(queries_at("/sitemap.xml")) == few == 7
    assert len(queries_at("/sitemap-articles-1.xml")) == 1
