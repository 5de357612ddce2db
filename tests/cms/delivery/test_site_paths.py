"""Which entry stands behind an address of the frontend."""

from typing import Any

import pytest
from pytest_django import Settings

from cms.publishing.publishing import retract
from tests.articles.asking import queries_of, read, refused, slugs
from tests.articles.contract import read_as_documented, wrong_with
from tests.articles.makers import edit_and_publish, make_article, make_role, make_tag
from tests.tables import table

pytestmark = pytest.mark.django_db


def resolve(path: str) -> Any:
    return read_as_documented("/resolve/", path=path)


def test_a_path_leads_to_its_entry_with_its_summary() -> None:
    make_article("One", tags=[make_tag("Careers")])
    answer = resolve("/articles/one")
    assert answer.pop("api_url") == "https://api.example.org/api/v1/articles/one/"
    assert [answer] == read("/articles/")["results"]


def test_a_role_is_found_by_its_path() -> None:
    make_role("Analyst")
    assert resolve("/roles/analyst")["type"] == "role"


@table(
    "path",
    [
        "/articles/one/",
        "/articles/one?utm_source=mail",
        "/articles/one#part",
        "/articles/%6Fne",
        "https://www.example.org/articles/one",
        "http://www.example.org/articles/one",
        "https://WWW.example.org/articles/one?x=1#y",
        "//www.example.org/articles/one",
    ],
    given=lambda: make_article("One"),
)
def test_an_address_may_be_whole_or_decorated(path: str) -> None:
    if path.startswith("//"):
        assert refused("/resolve/", path=path)["errors"][0]["parameter"] == "path"
    else:
        assert resolve(path)["slug"] == "one"


def test_the_path_of_the_site_itself_may_be_left_out(settings: Settings) -> None:
    settings.PUBLIC_SITE_URL = "https://www.example.org/magazine"
    make_article("One")
    for path in ("/articles/one", "/magazine/articles/one", "https://www.example.org/magazine/articles/one"):
        assert resolve(path)["url"] == "https://www.example.org/magazine/articles/one"


def test_an_old_slug_names_the_new_address() -> None:
    article = make_article("One")
    edit_and_publish(article, slug="uno")
    edit_and_publish(article, slug="eins")
    for old in ("one", "uno"):
        redirect = {"status": 301, "location": "https://www.example.org/articles/eins"}
        assert resolve(f"/articles/{old}") == {"redirect": redirect}


def test_two_roles_compared_are_found_and_the_url_is_the_canonical_one() -> None:
    a, b = make_role("A"), make_role("B")
    make_article("On them", roles=[b, a])
    answer = resolve("/comparisons/a-vs-b")
    assert (answer["type"], answer["slug"]) == ("comparison", "a-vs-b")
    assert answer["url"] == "https://www.example.org/comparisons/b-vs-a"
    assert answer["api_url"] == "https://api.example.org/api/v1/comparisons/a-vs-b/"
    assert [role["slug"] for role in answer["roles"]] == ["a", "b"]


def test_a_comparison_of_a_renamed_role_is_redirected() -> None:
    a = make_role("A")
    make_role("B")
    edit_and_publish(a, slug="c")
    location = "https://www.example.org/comparisons/c-vs-b"
    assert resolve("/comparisons/a-vs-b") == {"redirect": {"status": 301, "location": location}}


def test_what_was_taken_down_is_gone() -> None:
    article = make_article("One")
    retract(article)
    problem = refused("/resolve/", 410, path="/articles/one")
    assert not wrong_with(problem, "/resolve/", 410)
    role = make_role("A")
    make_role("B")
    retract(role)
    refused("/resolve/", 410, path="/comparisons/a-vs-b")


@table(
    "path",
    [
        "/",
        "/articles/",
        "/articles/none",
        "/articles/draft",
        "/articles/one/two",
        "/tags/used",
        "/nonsense/one",
        "/comparisons/one",
        "/comparisons/a-vs-a",
        "/api/v1/articles/one/",
        "/articles/../articles/one",
        "/articles/" + "x" * 1500,
    ],
    given=lambda: (make_article("One", tags=[make_tag("Used")]), make_article("Draft", is_draft=True), make_role("A")),
)
def test_what_was_never_public_is_not_found(path: str) -> None:
    refused("/resolve/", 404, path=path)


@table(
    "path",
    [
        "",
        "articles/one",
        "https://elsewhere.example/articles/one",
        "https://[",
        "ftp://www.example.org/articles/one",
        "/articles/%FF",
        "/articles/%00",
        "/articles/\x00",
        "javascript:alert(1)",
        "https://www.example.org@evil.example/",
    ],
    given=lambda: make_article("One"),
)
def test_what_is_no_path_of_the_site_is_refused(path: str) -> None:
    assert refused("/resolve/", path=path)["errors"][0]["parameter"] == "path"


def test_an_unknown_parameter_is_refused_and_a_missing_one_named() -> None:
    assert refused("/resolve/", pth="/articles/one")["errors"][0]["nearest"] == "path"
    assert refused("/resolve/")["errors"][0]["parameter"] == "path"


def test_an_address_costs_a_fixed_number_of_queries() -> None:
    make_article("One", roles=[make_role("A"), make_role("B")], tags=[make_tag(), make_tag()])
    assert slugs("/articles/") == ["one"]
    assert len(queries_of("/resolve/", path="/articles/one")) == 2
    assert len(queries_of("/resolve/", path="/articles/none")) == 2
    assert len(queries_of("/resolve/", path="/comparisons/a-vs-b")) <= 4


def test_its_answer_is_small_and_given_whole() -> None:
    make_article("one")
    assert refused("/resolve/", path="/articles/one", fields="slug")["errors"][0]["parameter"] == "fields"
