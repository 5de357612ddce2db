"""A typed client made from the OpenAPI document compiles, and reads what the server has."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests.client.node import HERE, Project, install
from tests.cms.frontend.servers import RENAMED, running_site
from tests.cms.starting import ROOT

pytestmark = pytest.mark.slow
# What is looked for has hits of every type.
WORDS, MISSPELT = "mo", "carers"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    if connection.vendor != "sqlite":
        pytest.skip("The client speaks HTTP: it is tested once, over a database of its own.")
    return install(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def address(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server, from whose OpenAPI document the project's types are made."""
    with running_site(tmp_path_factory.mktemp("site")) as address:
        project.output("openapi-typescript", f"{address}/api/v1/schema/", "--output", "schema.d.ts")
        yield address


@pytest.fixture(scope="module")
def compiled(project: Project, address: str) -> Path:
    project.output("tsc", "--strict", "--noEmit", "--project", ".")
    project.output("tsc", "--project", ".")
    return project.folder / "out"


def get(address: str, path: str, /, **query: Any) -> Any:
    try:
        with urllib.request.urlopen(f"{address}/api/v1{path}?{urlencode(query)}", timeout=20) as response:
            return json.load(response)
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)


def test_the_walk_reads_what_the_server_has(project: Project, address: str, compiled: Path) -> None:
    printed = project.output("node", str(compiled / "walk.js"), address, RENAMED[0], WORDS, MISSPELT)
    walk = json.loads(printed)
    slugs = [each["slug"] for each in get(address, "/articles/", page_size=100)["results"]]
    articles = [get(address, f"/articles/{slug}/") for slug in slugs]
    hits = get(address, "/search/", q=WORDS, page_size=100)["results"]

    assert len(slugs) > 6
    assert walk["slugs"] == slugs
    assert walk["articles_at"] == f"{address}/api/v1/articles/"
    assert walk["heroes"] == [
        hero and [each["type"] for each in hero["sources"]] for hero in (a["hero"] for a in articles)
    ]
    assert walk["comparisons"] == [_told(article["comparison"]) for article in articles]
    assert any(walk["comparisons"])
    assert None in walk["comparisons"]
    links = [link for article in articles for link in article["related_links"]]
    assert {link["target"] and link["target"]["type"] for link in links} == {None, "article", "role"}
    assert [len(each) for each in walk["related"]] == [len(article["related_links"]) for article in articles]
    assert not any("undefined" in words for each in walk["related"] for words in each)
    assert walk["renamed"] == RENAMED[1]
    assert walk["resolved"].endswith(f"/articles/{RENAMED[1]}")
    assert [told.split()[0] for told in walk["hits"]] == [hit["type"] for hit in hits]
    assert {hit["type"] for hit in hits} == {"article", "role", "skill", "dimension", "tag", "author"}
    assert not any("undefined" in told for told in walk["hits"])
    assert walk["nearest"] == [["tag", "careers"]]
    changed = get(address, "/changes/")["results"]
    assert walk["pages_changed"] == sum(change["type"] in ("article", "role") for change in changed) > 0


def test_what_readme_shows_prints_every_comparison(project: Project, address: str, compiled: Path) -> None:
    printed = project.output("node", str(compiled / "comparing.js"), API_URL=address)
    expected = []
    for summary in get(address, "/articles/", kind="comparison")["results"]:
        article = get(address, f"/articles/{summary['slug']}/")
        expected.append(f"# {article['title']}")
        for dimension in article["comparison"]["dimensions"]:
            expected += [f"{dimension['name']}, {cell['role']}: {cell['text']}" for cell in dimension["cells"]]
    assert len(expected) > 10
    assert printed == "\n".join(expected) + "\n"


def test_readme_shows_what_is_run_here() -> None:
    shown = re.findall(r"^```ts\n(.*?)^```$", (ROOT / "docs" / "frontends.md").read_text(), re.MULTILINE | re.DOTALL)
    assert shown == [(HERE / "comparing.ts").read_text()]


def test_no_type_that_a_frontend_meets_is_any(project: Project, address: str) -> None:
    types = (project.folder / "schema.d.ts").read_text()
    assert not re.search(r": (any|object|Record<string, never>)\b", types)
    # Of what is unknown there is only what schema.org names, and headers.
    assert types.count("[key: string]: unknown;") == types.count('"@context": "https://schema.org";') > 0


def test_the_packages_come_from_npms_registry_alone() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert len(packages) > 10
    for name, package in packages.items():
        assert package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), name
        assert not name or package["integrity"].startswith("sha512-"), name


def _told(comparison: Any) -> Any:
    """A comparison as the walk prints it."""
    if comparison is None:
        return None
    skills = comparison["skills"]
    return {
        "title": comparison["title"],
        "roles": [role["name"] for role in comparison["roles"]],
        "weighted": comparison["similarity"]["weighted"],
        "shared": [[skill["name"], *skill["importance"].values()] for skill in skills["shared"]],
        "unique": [len(skills["unique"][role["slug"]]) for role in comparison["roles"]],
        "context": "https://schema.org",
    }
