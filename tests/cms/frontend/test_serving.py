"""The one page behind every address, as it is served; what is drawn on it, the tests in a browser see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.test import Client
from pytest_django import Settings

from cms import frontend
from tests.cms.starting import PRODUCTION, ROOT, start

ROOM = ROOT / "cms" / "frontend"
PAGES = [
    "/",
    "/?tag=careers&q=mlops",
    "/articles/",
    "/articles/mlops-engineer-vs-ml-engineer",
    "/articles/is-not-looked-up-here",
    "/roles/",
    "/roles/mlops-engineer",
    "/comparisons/ml-engineer-vs-mlops-engineer-vs-data-engineer",
    "/compare?roles=ml-engineer,mlops-engineer",
    "/match?skills=docker,k8s",
    "/transition",
    "/transition/data-engineer/ml-engineer",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_address_of_the_site_answers_the_page_without_a_query_or_a_cookie(client: Client, address: str) -> None:
    response = client.get(address)  # no database is allowed here

    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert b'<main id="_content"' in response.content
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "address", ["/nothing", "/articles/a/b", "/transition/only-one", "/404", "/index.php", "/a/b/c/"]
)
def test_an_unknown_address_is_404_and_still_the_site(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert b'<main id="_content"' in response.content
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/articles", "/articles/"),
        ("/roles?skill=python", "/roles/?skill=python"),
        ("/articles/some-slug/", "/articles/some-slug"),
        ("/match/?skills=a,b", "/match?skills=a,b"),
        ("/articles/%C3%A9t%C3%A9/", "/articles/%C3%A9t%C3%A9"),
    ],
)
def test_a_slash_too_many_or_too_few_leads_to_the_right_address(client: Client, asked: str, right: str) -> None:
    response = client.get(asked)

    assert (response.status_code, response["Location"]) == (301, right)


def test_head_answers_the_same_headers_and_no_body(client: Client) -> None:
    whole, head = client.get("/roles/"), client.head("/roles/")

    assert head.content == b""
    assert head.headers == whole.headers


def test_a_page_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    etag = client.get("/")["ETag"]

    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/articles/", "/nothing"])
def test_nothing_can_be_sent_to_the_site(address: str) -> None:
    response = Client(enforce_csrf_checks=True).post(address)

    assert response.status_code == 405


def test_the_policy_allows_our_files_the_api_and_its_pictures_and_nothing_else(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC_API_URL = "https://api.example.org/below"
    settings.MEDIA_URL = "https://pictures.example.org/media/"

    policy = parsed(client.get("/")["Content-Security-Policy"])

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "https://api.example.org"]
    assert policy["img-src"] == ["'self'", "data:", "https://pictures.example.org"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert "unsafe" not in str(policy)


def test_pictures_beside_the_api_come_from_the_api(client: Client, settings: Settings) -> None:
    settings.PUBLIC_API_URL = "https://api.example.org"

    assert "https://api.example.org" in parsed(client.get("/")["Content-Security-Policy"])["img-src"]


def test_the_page_names_the_api_and_escapes_what_an_operator_wrote(client: Client, settings: Settings) -> None:
    settings.SITE_NAME = 'Roles <b>& "more"</b>'

    html = client.get("/").content.decode()

    assert '<meta name="api" content="https://api.example.org/api/v1/">' in html
    assert '<meta name="site" content="https://www.example.org">' in html
    assert "<title>Roles &lt;b&gt;&amp; &quot;more&quot;&lt;/b&gt;</title>" in html


def test_without_javascript_there_is_a_sentence_and_a_link_to_the_api(client: Client) -> None:
    html = client.get("/articles/some-slug").content.decode()
    without = html.partition("<noscript>")[2].partition("</noscript>")[0]

    assert "JavaScript is switched off" in without
    assert 'href="https://api.example.org/api/v1/"' in without


def test_nothing_in_the_page_is_inline_or_from_elsewhere(client: Client) -> None:
    html = client.get("/").content.decode()

    assert not re.findall(r"<script(?![^>]*\ssrc=)", html)
    assert not re.findall(r"<style|\sstyle=|\son\w+=", html)
    assert all(
        url.startswith("/static/") for url in re.findall(r'(?:src|<link(?! rel="alternate")[^>]*href)="([^"]+)"', html)
    )


def test_every_file_that_the_page_names_is_there(client: Client) -> None:
    html = client.get("/").content.decode()
    named = set(re.findall(r"/static/(frontend/[^\"]+)", html))
    there = {f"frontend/{path.relative_to(ROOM / 'static/frontend')}" for path in files("*.js", "*.css", "*.svg")}

    assert named == there


def test_the_other_doors_are_left_alone(client: Client) -> None:
    assert client.get("/admin").status_code == 301
    assert client.get("/api/v1").status_code == 301
    for address in ("/api/v2/", "/api/nothing", "/problems/nothing", "/api"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), address
    for address in ("/static/nothing.js", "/media/nothing.jpg"):
        response = client.get(address)
        assert response.status_code == 404
        assert b"_content" not in response.content


def test_switched_off_the_start_page_leads_to_the_api_and_the_rest_is_gone() -> None:
    script = """
import django; django.setup()
from django.test import Client
client = Client()
for address in ("/", "/articles/", "/articles", "/match"):
    response = client.get(address)
    print(address, response.status_code, response.get("Location", ""), b"_content" in response.content)
"""
    done = start(
        "-c", script, **PRODUCTION | {"ALLOWED_HOSTS": "testserver", "USE_HTTPS": "false", "FRONTEND": "false"}
    )

    assert done.stdout.splitlines() == [
        "/ 302 /api/v1/ False",
        "/articles/ 404  False",
        "/articles 404  False",
        "/match 404  False",
    ], done.stderr


def test_it_is_on_unless_somebody_switches_it_off() -> None:
    assert installed.FRONTEND is True


def test_it_imports_nothing_of_ours() -> None:
    imported = {name for path in ROOM.rglob("*.py") for name in imports(path)}

    assert {name for name in imported if name.split(".")[0] in ("cms", "articles", "newsletter", "tests")} <= {
        "cms.frontend"
    }
    assert frontend.__doc__


def test_its_scripts_use_no_door_for_markup_but_one_and_no_address_from_elsewhere() -> None:
    for path in files("*.js"):
        source = path.read_text()
        lines = source.count("\n")
        assert lines < 200, f"{path.name} has {lines} lines"
        if path.name != "dom.js":
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source), path.name
        elsewhere = set(re.findall(r"https?://[\w.-]+", source)) - {"http://www.w3.org"}
        assert not elsewhere, path.name
    for path in files("*.css"):
        assert "@import" not in path.read_text()
        assert "url(" not in path.read_text()


def parsed(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (directive.split() for directive in policy.split(";"))}


def files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from (ROOM / "static").rglob(pattern)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
