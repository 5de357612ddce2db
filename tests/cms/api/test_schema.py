"""The OpenAPI document says all of the API and nothing else, and its page asks nobody but us."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

from cms.api import pagination
from cms.delivery.lists.entry_lists import orderings_of
from cms.delivery.views import DeliveryView, EntryList
from tests.articles.asking import ask, read, refused
from tests.articles.contract import reads_content

UNDOCUMENTED = {"schema", "docs"}


@pytest.fixture(scope="module")
def document() -> Any:
    return ask("/schema/").json()


def views_of_the_api(patterns: Any = None, prefix: str = "") -> dict[str, Any]:
    """Each path of the API as the document writes it, with its view class."""
    found: dict[str, Any] = {}
    for pattern in patterns or get_resolver().url_patterns:
        path = prefix + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", str(pattern.pattern)).strip("^$").replace("\\.", ".")
        if isinstance(pattern, URLResolver):
            found |= views_of_the_api(pattern.url_patterns, path) if path.startswith("api/") else {}
        elif isinstance(pattern, URLPattern) and path.startswith("api/v1") and pattern.name not in UNDOCUMENTED:
            found[f"/{path.replace('^', '')}"] = vars(pattern.callback)["view_class"]
    return found


def test_the_document_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_it_has_what_linters_of_openapi_ask_for(document: Any) -> None:
    assert document["info"]["license"]["identifier"] == "BSD-3-Clause"
    assert document["info"]["description"]
    assert [server["url"] for server in document["servers"]] == ["https://api.example.org"]
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    for operation in operations:
        assert 5 < len(operation["summary"]) < 120, operation["operationId"]
        assert not operation["summary"].endswith("."), operation["operationId"]
        assert {} in operation["security"], operation["operationId"]
        assert any(code.startswith("2") for code in operation["responses"])
        assert any(code.startswith("4") for code in operation["responses"])


def test_every_address_of_the_api_is_in_it(document: Any) -> None:
    assert set(document["paths"]) == set(views_of_the_api())


def reads_in(document: Any) -> dict[str, Any]:
    """The paths that are read from the content: all of them, but for the calls of the newsletter."""
    return {path: item for path, item in document["paths"].items() if reads_content(item)}


def test_every_operation_reads_but_for_the_calls_of_the_newsletter(document: Any) -> None:
    views = views_of_the_api()
    calls = {path: item for path, item in document["paths"].items() if path not in reads_in(document)}
    assert calls
    for path, item in calls.items():
        assert path.startswith("/api/v1/newsletter/"), path
        assert not issubclass(views[path], DeliveryView), path
        assert "post" in item, path
        for method, operation in item.items():
            assert method in ("get", "post"), path
            assert operation["description"], path
            assert operation["tags"] == ["newsletter"], path
            assert {"400", "503"} <= set(operation["responses"]), path
            # Nobody logs in: what a call may do is in its body or in its address.
            assert operation.get("security", [{}]) == [{}], path
            assert ("{token}" in path) == ("404" in operation["responses"] and "429" not in operation["responses"]), (
                path
            )
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_every_read_is_described(document: Any) -> None:
    for path, item in reads_in(document).items():
        assert set(item) == {"get"}, path
        assert item["get"]["description"], path
        assert item["get"]["tags"], path
        assert {"200", "400"} <= set(item["get"]["responses"]), path
    assert "similarity" in str(document["components"]["schemas"]["ComparisonDocument"])
    assert "∩" in document["components"]["schemas"]["Similarity"]["properties"]["jaccard"]["description"]
    assert "min(" in document["components"]["schemas"]["Similarity"]["properties"]["weighted"]["description"]


@pytest.mark.django_db
def test_every_parameter_that_a_view_takes_is_in_it_and_no_other(document: Any) -> None:
    for path, view in views_of_the_api().items():
        if path not in reads_in(document):
            continue
        parameters = document["paths"][path]["get"].get("parameters", [])
        documented = {each["name"] for each in parameters if each["in"] == "query"}
        previews = {"preview", "perspective"} if view.previews else set()
        assert documented & {"preview", "perspective"} == previews
        documented -= previews
        understood = {*view().understood()} - previews
        assert {each["name"] for each in parameters if each["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
        if issubclass(view, EntryList):
            own = {*pagination.LIST_PARAMETERS, "ordering", *view.filters.names()}
            assert documented == {*own, *understood}
            orderings = next(each for each in parameters if each["name"] == "ordering")["schema"]["enum"]
            assert set(orderings) == set(orderings_of(view.resource))
        elif view.parameters:
            assert documented == {*view.parameters, *understood}
        asked = re.sub(r"{\w+}", "nothing-vs-none", path.removeprefix("/api/v1"))
        for name in documented:
            query: dict[str, Any] = {name: "\x00"}
            problem = ask(asked, **query).json()
            assert "unknown-parameter" not in problem["type"], (path, name)
        assert refused(asked, nonsense="1")["errors"][0]["parameter"] == "nonsense"


def test_a_token_may_be_sent_and_need_not(document: Any) -> None:
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, item in reads_in(document).items():
        assert item["get"]["security"] == [{}, {"bearer": []}], path
        assert "401" in item["get"]["responses"], path
        assert ("403" in item["get"]["responses"]) == views_of_the_api()[path].previews, path


def test_what_can_befall_any_request_is_in_it_and_what_only_some_is_there(document: Any) -> None:
    views = views_of_the_api()
    for path, item in reads_in(document).items():
        responses = item["get"]["responses"]
        assert {"304", "503"} <= set(responses), path
        assert "content" not in responses["304"], path
        assert ("429" in responses) == bool(views[path].limited), path
        assert "ETag" in responses["200"]["headers"], path
        assert ("RateLimit-Limit" in responses["200"]["headers"]) == bool(views[path].limited), path
        assert "Retry-After" in responses["503"]["headers"], path
        assert "301" not in responses or "Location" in responses["301"]["headers"], path
    assert views["/api/v1/search/"].limited
    assert views["/api/v1/roles/match/"].limited


@pytest.mark.django_db
def test_what_a_value_may_be_is_said_as_narrowly_as_it_is_meant(document: Any) -> None:
    parameters = document["paths"]["/api/v1/articles/"]["get"]["parameters"]
    said = {each["name"]: each["schema"] for each in parameters}
    assert said["page_size"]["type"] == "integer"
    assert (said["page_size"]["minimum"], said["page_size"]["maximum"], said["page_size"]["default"]) == (1, 100, 20)
    assert said["q"]["maxLength"] == 200
    wrong = {
        "page": ["0", "10001"],
        "page_size": ["0", "101"],
        "q": ["", "x" * 201],
        "tag": ["", "a,", " ", "a b", "ä"],
        "kind": ["articles", "article,"],
        "include": ["body,nothing", ",body", "body."],
        "fields": ["", "slug,", "Slug", "slug..x"],
    }
    for name, values in wrong.items():
        for value in values:
            asked = int(value) if said[name]["type"] == "integer" else value
            assert list(Draft202012Validator(said[name]).iter_errors(asked)), (name, value)
            assert refused("/articles/", **{name: value})["errors"][0]["parameter"] == name
    for name, value in (("tag", "a , b"), ("kind", "article"), ("include", "body,roles.skills"), ("fields", "a_b.c")):
        assert not list(Draft202012Validator(said[name]).iter_errors(value)), (name, value)


def test_the_document_takes_no_parameters() -> None:
    assert refused("/schema/", format="yaml")["errors"][0]["parameter"] == "format"
    assert read("/schema/")["openapi"]


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline() -> None:
    response = ask("/docs/")
    page = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/html")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"(?:src|href|data-\w+)=\"(?:\w+:)?//", page)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page)
    files = re.findall(r"(?:src|href)=\"/static/([^\"]+)\"", page)
    assert len(files) == 4
    assert all(finders.find(file) for file in files)
    assert ask("/docs/", utm_source="mail").status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


def test_the_page_asks_no_validator_elsewhere() -> None:
    script = finders.find("cms/docs.js")
    assert isinstance(script, str)
    assert "validatorUrl: null" in Path(script).read_text()
