import json
import os
import re
import runpy
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.cms.starting import PRODUCTION, ROOT, start
from tests.tables import table

SHOW = "import json; from cms import settings; print(json.dumps({shown}, default=str))"


def read_settings(shown: str, **variables: str) -> object:
    done = start("-c", SHOW.format(shown=shown), **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read_in_this_process(**variables: str) -> dict[str, Any]:
    """What the settings are made of these variables alone. Raises SystemExit with what a start would say."""
    environment = {"ENV_FILE": os.devnull, **PRODUCTION, **variables}
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(ROOT / "cms" / "settings.py"))


def refusal_of(**variables: str) -> str:
    with pytest.raises(SystemExit) as refused:
        read_in_this_process(**variables)
    said = str(refused.value).splitlines()
    assert len(said) == 3, said  # what is wrong, the one variable, where to read on
    return said[1].strip()


EXAMPLE = dict(re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
# Any text will do for them, or text that another check judges: the server's start, or the one that reads the mail
# server.
FREE = {
    "SITE_NAME",
    "SITE_DESCRIPTION",
    "SECRET_KEY",
    "METRICS_TOKEN",
    "NEWSLETTER_FINGERPRINT_KEY",
    "CLIENT_ADDRESS_HEADER",
    "MAIL_URL",
    "NEWSLETTER_ENVELOPE_FROM",
    "STATIC_ROOT",
    "MEDIA_ROOT",
}
LISTS = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "CORS_ALLOWED_ORIGINS",
    "SECRET_KEY_FALLBACKS",
    "NEWSLETTER_LINK_KEYS",
]
# They say that there is none of it when they are empty.
MAY_BE_EMPTY = {name for name, default in EXAMPLE.items() if not default} | {
    "RATE_LIMITS",
    "TOKEN_RATE_LIMITS",
    "NEWSLETTER_LIMITS",
}
MAY_BE_EMPTY -= {"SECRET_KEY"}
WRONG = ["", " ", ",", " , ", "x", "-1", "1e999", "99999999999999999999", "nan", "gopher://example.org/", "/\\", "é\t"]
WRONG += ["https://user:password@example.org/", "https://example.org/?query=1", "https://example.org:port/", "http://"]


@table("name", EXAMPLE)
def test_a_wrong_value_is_refused_in_a_sentence_that_names_the_setting_or_means_something(name: str) -> None:
    refused = []
    for value in [*WRONG, f"{EXAMPLE[name]},"]:
        try:
            read_in_this_process(**{name: value})
        except SystemExit as error:
            said = str(error).splitlines()
            assert len(said) == 3, (value, said)
            assert said[1].startswith(f"  {name}: "), (value, said)
            assert said[1].endswith((".", "'redis>=6'", '))"')), said
            refused.append(value)
    allowed = set(WRONG) - set(refused)
    if name not in FREE | {*LISTS}:
        blank = {"", " ", ",", " , "} if name in MAY_BE_EMPTY else set()
        assert len(allowed - blank) <= 1, allowed
    assert "" not in allowed or name in MAY_BE_EMPTY


@table("name", LISTS)
def test_a_list_holds_no_empty_entry(name: str) -> None:
    value = {"ALLOWED_HOSTS": "a.example.org"}.get(name, "https://a.example.org:8443")
    for text in (f"{value},", f" , {value}", f"{value},, ,"):
        assert read_in_this_process(**{name: text})[name] == [value]
    if name == "NEWSLETTER_LINK_KEYS":
        assert read_in_this_process(**{name: " , "})[name] == [PRODUCTION["SECRET_KEY"]]
    elif name != "ALLOWED_HOSTS":
        assert read_in_this_process(**{name: " , "})[name] == []


@table(
    ("name", "value", "hint"),
    [
        ("DEBUG", "flase", "Not a valid boolean."),
        ("MAX_IMAGE_BYTES", "abc", "Not a valid integer."),
        ("MAX_IMAGE_BYTES", "1", "Must be greater"),
        ("PORT", "70000", "Must be greater"),
        ("DATABASE_URL", "nonsense", "Not a valid database URL."),
        ("DATABASE_URL", "mysql://user@host/name", "Not a valid database URL."),
        ("DATABASE_URL", "postgres://user@host", "Not a valid database URL."),
        ("PUBLIC_API_URL", "foo", "Must be an http(s) URL"),
        ("PUBLIC_API_URL", "https://api.example.org?", "Must be an http(s) URL"),
        ("PUBLIC_SITE_URL", "javascript:alert(1)", "Must be an http(s) URL"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example.org,b.example.org", "Must be an http(s) URL"),
        ("CORS_ALLOWED_ORIGINS", "https://www.example.org/", "Must be an http(s) URL"),
        ("ALLOWED_HOSTS", "https://api.example.org", "“https://api.example.org” is not a host name"),
        ("ALLOWED_HOSTS", "api.example.org:8000", "“api.example.org:8000” is not a host name"),
        ("SECRET_KEY", "", "Must not be empty."),
        ("NEWSLETTER_LINK_KEYS", f"{'abcdefgh' * 4},x", "Must be a random value of at least 16 characters."),
        ("NEWSLETTER_FINGERPRINT_KEY", "a" * 40, "Must be a random value of at least 16 characters."),
        ("METRICS_TOKEN", "secret", "Must be a random value of at least 16 characters."),
        ("TIME_ZONE", "Mars/Olympus", "Not a time zone"),
        ("LANGUAGE_CODE", "xx", "Not a language"),
        ("DEFAULT_LANGUAGE", "English, please", "Not a language code"),
        ("LOG_LEVEL", "LOUD", "Not a valid log level."),
        ("LOGIN_LOCK_MINUTES", "0", "Must be greater"),
        ("HSTS_SECONDS", "-1", "Must be greater"),
        ("MEDIA_URL", "/media", "Must end with a slash"),
        ("MEDIA_URL", "/static/", "Must be a path such as /media/; /static/ is taken."),
        ("MEDIA_ROOT", "/", "Must be the path of a folder of its own."),
        ("TASKS_URL", "amqp://broker", "Must be a Redis such as redis://"),
        ("TASKS_URL", "redis://host:port/0", "Must be a Redis such as redis://"),
        ("TASKS_URL", "redis://host/zero", "Must be a Redis such as redis://"),
        ("CACHE_URL", "memcached://host", "Must be locmem://"),
        ("CACHE_URL", "locmem://?max_entries=none", "Must be locmem://"),
        ("WORKER_SWEEP_SECONDS", "0", "Must be greater"),
        ("NEWSLETTER_FRONTEND_URLS", "confirm", "“confirm” is not like name=value."),
        ("CLIENT_ADDRESS_HEADER", "X_Forwarded_For", "Must be the name of a header"),
        ("ENV_FILE", "/nowhere/env", "There is no file"),
    ],
)
def test_a_wrong_value_is_refused_with_what_it_must_be(name: str, value: str, hint: str) -> None:
    assert refusal_of(**{name: value}).startswith(f"{name}: {hint}")


def test_a_refused_start_ends_with_a_sentence_and_no_traceback() -> None:
    done = start("-c", "import cms.settings", **{**PRODUCTION, "LOGIN_LOCK_MINUTES": "x", "CACHE_URL": "memcached://h"})

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.findall(r"^  (\w+):", done.stderr, re.MULTILINE) == ["CACHE_URL", "LOGIN_LOCK_MINUTES"]


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


def test_a_cache_without_its_package_is_refused_by_the_name_of_what_to_install() -> None:
    with mock.patch("cms.environment.find_spec", return_value=None):
        assert refusal_of(CACHE_URL="redis://localhost/1") == (
            "CACHE_URL: Needs a package that is not installed: pip install 'redis>=6'"
        )


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
