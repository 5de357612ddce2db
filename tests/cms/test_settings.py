import json
import re
from pathlib import Path

import pytest

from tests.cms.starting import PRODUCTION, ROOT, start

SHOW = "import json; from cms import settings; print(json.dumps({shown}, default=str))"


def read_settings(shown: str, **variables: str) -> object:
    done = start("-c", SHOW.format(shown=shown), **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("DEBUG", "flase", "Not a valid boolean."),
        ("MAX_IMAGE_BYTES", "abc", "Not a valid integer."),
        ("MAX_IMAGE_BYTES", "1", "Must be greater"),
        ("PORT", "70000", "Must be greater"),
        ("DATABASE_URL", "nonsense", "Not a valid database URL."),
        ("PUBLIC_API_URL", "foo", "Must be an http(s) URL"),
        ("PUBLIC_SITE_URL", "javascript:alert(1)", "Must be an http(s) URL"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example.org,b.example.org", "Must be an http(s) URL"),
        ("SECRET_KEY", "", "Must not be empty."),
        ("TIME_ZONE", "Mars/Olympus", "Not a time zone"),
        ("LOG_LEVEL", "LOUD", "Not a valid log level."),
        ("MEDIA_URL", "/media", "Must end with a slash."),
        ("TASKS_URL", "amqp://broker", "Must be a Redis such as redis://"),
        ("TASKS_URL", "redis://host:port/0", "Must be a Redis such as redis://"),
        ("TASKS_URL", "redis://host/zero", "Must be a Redis such as redis://"),
        ("WORKER_SWEEP_SECONDS", "0", "Must be greater"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(name: str, value: str, hint: str) -> None:
    done = start("-c", "import cms.settings", **{**PRODUCTION, name: value})

    assert done.returncode == 1
    assert f"  {name}: {hint}" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 3  # what is wrong, the one variable, where to read on


def test_all_wrong_values_are_named_at_once() -> None:
    done = start("-c", "import cms.settings", SECRET_KEY="x", DEBUG="flase", DATABASE_URL="x", PUBLIC_API_URL="x")

    assert re.findall(r"^  (\w+):", done.stderr, re.MULTILINE) == ["DATABASE_URL", "DEBUG", "PUBLIC_API_URL"]


def test_without_a_secret_key_nothing_starts() -> None:
    done = start("-c", "import cms.settings")

    assert done.returncode == 1
    assert "SECRET_KEY: Environment variable not set." in done.stderr


def test_debug_is_off_and_https_is_on_unless_somebody_says_otherwise() -> None:
    assert read_settings("[settings.DEBUG, settings.SECURE_SSL_REDIRECT]", SECRET_KEY="x") == [False, True]


def test_postgresql_is_chosen_by_url() -> None:
    url = "postgres://anna:p%40ss@db.example.org:5433/roles?sslmode=require"

    database = read_settings("settings.DATABASES['default']", SECRET_KEY="x", DATABASE_URL=url)

    assert isinstance(database, dict)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("anna", "p@ss", 5433)
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_tasks_lie_in_the_database_unless_a_redis_is_named() -> None:
    shown = "[settings.TASKS['default']['BACKEND'], 'django_rq' in settings.INSTALLED_APPS, settings.RQ_QUEUES]"
    assert read_settings(shown, SECRET_KEY="x") == ["django_tasks_db.DatabaseBackend", False, {}]

    url = "rediss://anna:p%40ss@redis.example.org:6380/3"
    values = read_settings(shown, SECRET_KEY="x", TASKS_URL=url)

    assert isinstance(values, list)
    assert values[:2] == ["django_tasks_rq.RQBackend", True]
    queue = values[2]["cms"]
    assert [queue[name] for name in ("HOST", "PORT", "DB", "USERNAME", "PASSWORD", "SSL")] == [
        "redis.example.org",
        6380,
        3,
        "anna",
        "p@ss",
        True,
    ]


def test_a_redis_without_its_packages_is_said_with_what_to_install() -> None:
    hide = "import importlib.util as u; find = u.find_spec; "
    hide += "u.find_spec = lambda name, *rest: None if name == 'django_tasks_rq' else find(name, *rest); "

    done = start("-c", hide + "import cms.settings", SECRET_KEY="x", TASKS_URL="redis://localhost")

    assert done.returncode == 1
    assert "  TASKS_URL: Needs packages that are not installed: pip install 'django-tasks-rq" in done.stderr


def test_the_public_urls_follow_the_port() -> None:
    shown = "[settings.PUBLIC_API_URL, settings.PUBLIC_SITE_URL]"

    assert read_settings(shown, SECRET_KEY="x", PORT="8123") == ["http://127.0.0.1:8123"] * 2
    assert (
        read_settings(shown, SECRET_KEY="x", PORT="8123", PUBLIC_API_URL="https://a.example/")
        == ["https://a.example"] * 2
    )


def test_lists_forgive_spaces() -> None:
    assert read_settings("settings.ALLOWED_HOSTS", **PRODUCTION) == ["api.example.org", "admin.example.org"]


def test_a_variable_wins_over_the_env_file(tmp_path: Path) -> None:
    file = tmp_path / "production.env"
    file.write_text("SECRET_KEY=from-file\nSITE_NAME='From the file'\nTIME_ZONE=Europe/Berlin\n")

    values = read_settings("[settings.SITE_NAME, settings.TIME_ZONE]", ENV_FILE=str(file), SITE_NAME="From outside")

    assert values == ["From outside", "Europe/Berlin"]


def test_the_example_lists_every_setting_and_no_other() -> None:
    source = (ROOT / "cms" / "settings.py").read_text()
    read = re.findall(r"""\benv(?:iron\.get|\.\w+)\(\s*"([A-Z_]+)\"""", source)
    listed = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(read)


def test_the_example_copied_as_it_is_changes_nothing() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
