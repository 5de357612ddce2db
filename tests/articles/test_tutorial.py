"""The tutorial of docs/extending.md, followed to the letter in a copy of the project."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cms.starting import ROOT, start_at

DOCUMENT = ROOT / "docs" / "extending.md"
STEPS = Path(__file__).parent / "tutorial_steps.py"
SITE = {"PUBLIC_SITE_URL": "https://www.example.org", "PUBLIC_API_URL": "https://api.example.org"}


def code_blocks() -> dict[str, str]:
    """By the path in its first line, each block of code that belongs into a file."""
    blocks = re.findall(r"```python\n# (\S+\.py)\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert blocks
    return dict(blocks)


def test_a_content_type_takes_at_most_60_lines() -> None:
    assert sum(len(code.splitlines()) for code in code_blocks().values()) <= 60


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    copy = tmp_path_factory.mktemp("tutorial") / "project"
    copy.mkdir()
    for name in ("cms", "articles", "newsletter", "fixtures"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    for path, code in code_blocks().items():
        file = copy / path
        file.write_text((file.read_text() if file.exists() else "") + code)
    environment = {
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
        "USE_HTTPS": "false",
        # Files as they lie in the packages, and an error for a mark that nobody resolved.
        "DEBUG": "true",
        "DATABASE_URL": f"sqlite:///{copy / 'db.sqlite3'}",
        "ACCESS_LOG": "false",
        "PYTHONPATH": str(copy),
        **SITE,
    }
    for command in ("makemigrations articles -n term", "makemigrations --check", "check", "migrate -v0"):
        done = start_at(copy, "manage.py", *command.split(), **environment)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    done = start_at(copy, str(STEPS), **environment)
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_the_admin_has_the_type_and_a_draft_stays_a_draft(seen: dict[str, Any]) -> None:
    assert (seen["written"], seen["form"], seen["draft"]) == (302, 200, 404)


@pytest.mark.slow
def test_it_is_listed_read_found_and_followed(seen: dict[str, Any]) -> None:
    (listed,) = seen["list"]["results"]
    assert listed["url"] == f"{SITE['PUBLIC_SITE_URL']}/terms/embedding"
    assert listed["skill"]["name"] == "Vectors"
    assert seen["detail"] == {**listed, "text": seen["detail"]["text"]}
    assert [hit["slug"] for hit in seen["search"]] == ["embedding"]
    assert [hit["slug"] for hit in seen["search by skill"]] == ["embedding"]
    assert "embedding" in [change["slug"] for change in seen["changes"]]
    assert seen["resolved"]["api_url"] == seen["root"]["terms"] + "embedding/"


@pytest.mark.slow
def test_its_links_lead_where_the_entry_is_and_to_nothing_once_that_went(seen: dict[str, Any]) -> None:
    text, after = seen["detail"]["text"], seen["after"]["text"]
    assert f'<a href="{SITE["PUBLIC_SITE_URL"]}/roles/librarian">keeper</a>' in text["html"]
    assert f"[keeper]({SITE['PUBLIC_SITE_URL']}/roles/librarian)" in text["markdown"]
    assert "What a keeper looks <strong>up</strong>." in after["html"]
    assert "](" not in after["markdown"]
    assert f'<a href="{SITE["PUBLIC_SITE_URL"]}/terms/embedding">embedding</a>' in seen["linked from"]


@pytest.mark.slow
def test_the_document_of_the_api_knows_it_everywhere(seen: dict[str, Any]) -> None:
    document = seen["openapi"]
    assert {"/api/v1/terms/", "/api/v1/terms/{slug}/"} <= set(document["paths"])
    schemas = document["components"]["schemas"]
    assert "term" in schemas["SearchHit"]["discriminator"]["mapping"]
    assert "TermSummary" in schemas
    changed = schemas["ChangeDocument"]["properties"]["type"]["$ref"].rpartition("/")[2]
    assert "term" in schemas[changed]["enum"]
    assert {"$ref": "#/components/schemas/ResolvedTerm"} in schemas["Resolved"]["oneOf"]


@pytest.mark.slow
def test_the_groups_may_do_with_it_what_is_said(seen: dict[str, Any]) -> None:
    assert seen["permissions"] == {
        "Writer": ["view_term"],
        "Editor": ["add_term", "change_term", "view_term"],
        "Publisher": ["add_term", "change_term", "delete_term", "publish_term", "view_term"],
        "Newsletter editor": [],
    }
