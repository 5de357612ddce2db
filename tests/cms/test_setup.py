import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from articles.models import Tag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixtures(settings: Settings, tmp_path: Path) -> Path:
    """A folder of fixtures in place of the project's, empty at first."""
    settings.FIXTURE_DIRS = [tmp_path]
    return tmp_path


def make_seed(folder: Path) -> None:
    row = {"model": "articles.tag", "fields": {"slug": "careers", "name": "Careers"}}
    (folder / "seed.json").write_text(json.dumps([row]))


def run_setup(**options: bool) -> str:
    written = StringIO()
    call_command("setup", stdout=written, **options)
    return written.getvalue()


def test_the_admin_can_log_in_with_the_password_that_was_printed() -> None:
    printed = run_setup()

    password = printed.split("password   ")[1].split()[0]
    client = Client()
    client.post("/admin/login/", {"username": "admin", "password": password})
    assert client.get("/admin/auth/user/").status_code == 200
    assert "changepassword admin" in printed


def test_a_second_setup_changes_nothing_and_prints_no_password() -> None:
    run_setup()
    before = list(get_user_model().objects.values())

    printed = run_setup()

    assert list(get_user_model().objects.values()) == before
    assert "password  " not in printed.split("Login:")[1]


def test_where_somebody_else_is_the_admin_none_is_made() -> None:
    get_user_model().objects.create_superuser(username="maria", email=None, password="x")

    run_setup()

    assert get_user_model().objects.count() == 1


def test_an_empty_database_gets_the_seed(fixtures: Path) -> None:
    make_seed(fixtures)

    run_setup()

    assert Tag.objects.get().slug == "careers"


def test_no_seed_is_loaded_beside_content(fixtures: Path) -> None:
    make_seed(fixtures)
    Tag.objects.create(slug="own", name="Our own")

    run_setup()

    assert Tag.objects.get().slug == "own"


def test_the_seed_can_be_left_out(fixtures: Path) -> None:
    make_seed(fixtures)

    run_setup(no_seed=True)

    assert not Tag.objects.exists()


def test_a_project_without_a_seed_is_set_up_too() -> None:
    assert "there is no seed" in run_setup()
