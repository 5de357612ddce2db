from pathlib import Path

import pytest
from pytest_django import Settings

from cms.checks import unsafe
from tests.cms.starting import PRODUCTION


@pytest.fixture
def production(settings: Settings) -> Settings:
    """A production as it should be, to be spoilt by the tests."""
    settings.SECRET_KEY = PRODUCTION["SECRET_KEY"]
    settings.ALLOWED_HOSTS = ["api.example.org"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.PROXY_COUNT = 1
    return settings


def test_a_production_as_it_should_be_is_safe(production: Settings) -> None:
    assert unsafe() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALLOWED_HOSTS", ["*"], "(cms.E001)"),
        ("ALLOWED_HOSTS", ["localhost"], "Set ALLOWED_HOSTS to include api.example.org. (cms.E002)"),
        ("PUBLIC_API_URL", "http://api.example.org", "(cms.E004)"),
        ("PUBLIC_SITE_URL", "http://www.example.org", "(cms.E004)"),
        ("PUBLIC_SITE_URL", "https://localhost", "(cms.E003)"),
        ("PUBLIC_SITE_URL", "https://127.0.0.2:8443", "(cms.E003)"),
        ("PUBLIC_SITE_URL", "https://[::1]", "(cms.E003)"),
        ("SECRET_KEY", "short", "Set SECRET_KEY"),
        ("SECRET_KEY_FALLBACKS", ["short"], "Set SECRET_KEY_FALLBACKS"),
        ("PROXY_COUNT", 0, "set PROXY_COUNT to their number. (cms.E008)"),
        ("DEBUG", True, "Set DEBUG=false."),
        ("SECURE_SSL_REDIRECT", False, "Set USE_HTTPS=true."),
        ("SESSION_COOKIE_SECURE", False, "Set USE_HTTPS=true."),
        ("CSRF_COOKIE_SECURE", False, "Set USE_HTTPS=true."),
        ("SECURE_HSTS_SECONDS", 0, "Set HSTS_SECONDS"),
    ],
)
def test_an_unsafe_setting_is_the_one_reason_given(production: Settings, name: str, value: object, said: str) -> None:
    setattr(production, name, value)

    reasons = unsafe()

    assert len(reasons) == 1, reasons
    assert said in reasons[0]


def test_static_files_that_were_not_collected_are_a_reason(production: Settings, tmp_path: Path) -> None:
    production.STATIC_ROOT = tmp_path / "static"
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    production.STORAGES = {**production.STORAGES, "staticfiles": {"BACKEND": backend}}

    assert any("(cms.E005)" in reason for reason in unsafe())
    production.STATIC_ROOT.mkdir()
    (production.STATIC_ROOT / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    production.STORAGES = {**production.STORAGES}  # forgets the storage that has read the folder
    assert unsafe() == []


def test_folders_that_cannot_be_written_are_reasons(
    production: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": file / "db.sqlite3"}
    monkeypatch.setitem(production.DATABASES, "default", database)
    production.MEDIA_ROOT = file / "media"

    reasons = unsafe()

    assert ["(cms.E006)" in reasons[0], "(cms.E007)" in reasons[1]] == [True, True]
