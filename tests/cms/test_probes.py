"""What the operator's machines are told."""

import http.client
import re
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import probes, storage_health
from cms.background import duties as registry
from cms.background.duties import Duty
from cms.background.models import FailingDuty
from cms.publishing.models import IndexedText
from tests.articles.makers import make_article
from tests.chores.models import Chore
from tests.cms.publishing.databases import Databases
from tests.cms.serving.workers import serving
from tests.tables import table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _migrations_are_read_anew() -> None:
    probes._is_migrated.cache_clear()
    storage_health.sound.forget()
    storage_health.indexed.forget()


@table("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_answered_at_any_host_over_plain_http_and_never_kept(path: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        response = Client().get(path, headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert Client().head(path).status_code == 200


@table("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_take_no_writes(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.json()["status"] == 405


def test_being_alive_asks_no_database() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/healthz").json() == {"status": "alive"}
    assert len(captured) == 0


def test_it_is_ready_when_everything_is() -> None:
    document = Client().get("/readyz").json()
    assert document == {
        "status": "ready",
        "reasons": [],
        "checks": {"database": "ok", "migrations": "ok", "index": "ok", "cache": "ok", "disk": "ok"},
        "background": {"status": "ok", "late": {}},
    }


def test_late_work_is_told_and_takes_nothing_out_of_rotation() -> None:
    Chore.objects.create(due_at=timezone.now() - timedelta(minutes=10))
    Chore.objects.create(due_at=timezone.now() - timedelta(seconds=20), kind="errands")

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["status"]) == (200, "ready")
    background = response.json()["background"]
    assert background["status"] == "late"
    assert list(background["late"]) == ["chores"]
    assert 600 <= background["late"]["chores"] < 700


def test_metrics_tell_how_long_work_waits_and_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_duties", {name: registry.duty(name) for name in ("chores", "errands")})
    Chore.objects.create(due_at=timezone.now() - timedelta(minutes=10))
    FailingDuty.objects.create(name="errands", failures=3, failed_at=timezone.now(), retry_at=timezone.now())

    with CaptureQueriesContext(connection) as captured:
        response = Client().get("/metrics")

    told = dict(
        re.findall(r'^(cms_(?:overdue|failures)\w+\{duty="\w+"\}) (\S+)$', response.content.decode(), re.MULTILINE)
    )
    assert 600 <= float(told.pop('cms_overdue_seconds{duty="chores"}')) < 700
    assert told == {
        'cms_overdue_seconds{duty="errands"}': "0.0",
        'cms_failures_in_a_row{duty="chores"}': "0.0",
        'cms_failures_in_a_row{duty="errands"}': "3.0",
    }
    assert len(captured) == 3
    assert response.content.count(b"# EOF") == 0


def test_a_duty_that_cannot_say_what_is_due_spoils_no_probe(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Any:
        raise ValueError("somebody@example.org")

    monkeypatch.setitem(registry._duties, "broken", Duty("broken", lambda stop: False, fail))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["background"]["status"]) == (200, "unknown")
    metrics = Client().get("/metrics")
    assert (metrics.status_code, b"cms_requests_total" in metrics.content) == (200, True)
    assert "somebody@" not in caplog.text


def test_a_missing_migration_is_told_until_it_is_there() -> None:
    latest = max(key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "articles")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", latest)
        told = Client().get("/readyz")
        assert (told.status_code, told.json()["checks"]["migrations"]) == (503, "missing")
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, '2026-01-01')", latest)
    assert Client().get("/readyz").json()["status"] == "ready"


def test_a_database_that_does_not_answer_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Any:
        raise OperationalError("connection refused: secret-host:5432")

    monkeypatch.setattr(storage_health, "current_version", refuse)
    response = Client().get("/readyz")
    assert response.status_code == 503
    told = response.json()
    assert (told["reasons"], told["checks"]["database"]) == (["The database does not answer."], "unreachable")
    assert told["checks"]["migrations"] == told["checks"]["index"] == "unknown"
    assert response.json()["background"] == {"status": "unknown", "late": {}}
    assert b"secret-host" not in response.content


def test_publications_that_are_not_in_the_index_are_told_with_what_to_do() -> None:
    make_article("One")
    IndexedText.objects.all().delete()
    told = Client().get("/readyz")
    assert (told.status_code, told.json()["checks"]["index"]) == (503, "missing")
    assert told.json()["reasons"] == ["The search index lacks publications: run manage.py reindex --only-missing."]
    call_command("reindex", only_missing=True, verbosity=0)
    assert Client().get("/readyz").json()["status"] == "ready"


def test_a_damaged_file_is_known_though_it_answers(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as there:
        there.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, text)")
        there.executemany("INSERT INTO page (text) VALUES (?)", [("x" * 900,)] * 500)
        there.commit()
    assert storage_health.is_sound(path, seconds=60)
    whole = path.read_bytes()
    for damage in (whole[:20_000] + b"\xff" * 8_192 + whole[28_192:], whole[:40_000], whole[4_096:]):
        path.write_bytes(damage)
        assert not storage_health.is_sound(path, seconds=60)


def test_a_full_or_read_only_disk_is_told(monkeypatch: pytest.MonkeyPatch, media_root: Path) -> None:
    media_root.mkdir()
    assert Client().get("/readyz").json()["checks"]["disk"] == "ok"
    usage = SimpleNamespace(free=1_000)
    with monkeypatch.context() as full:
        full.setattr(storage_health.shutil, "disk_usage", lambda folder: usage)
        assert Client().get("/readyz").json()["checks"]["disk"] == "full"
    monkeypatch.setattr(storage_health.os, "access", lambda folder, mode: False)
    told = Client().get("/readyz")
    assert (told.status_code, told.json()["checks"]["disk"]) == (200, "read-only")


def test_a_cache_that_is_away_is_told_and_takes_nothing_out_of_rotation() -> None:
    nowhere = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={**settings.CACHES, "default": nowhere}):
        told = Client().get("/readyz")
    assert (told.status_code, told.json()["checks"]["cache"]) == (200, "unreachable")


def test_metrics_ask_for_their_token_if_there_is_one() -> None:
    with override_settings(METRICS_TOKEN="a-secret"):
        for given in (
            {},
            {"authorization": "Bearer wrong"},
            {"authorization": "Bearer "},
            {"authorization": "Bearer é"},
        ):
            response = Client().get("/metrics", headers=given)
            assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert Client().get("/metrics", headers={"authorization": "Bearer a-secret"}).status_code == 200


@pytest.mark.slow
def test_all_workers_count_together(databases: Databases) -> None:
    workers: set[str] = set()
    asked = 0
    with serving(databases.make()) as port:
        deadline = time.monotonic() + 30
        while len(workers) < 2 and time.monotonic() < deadline:
            asked += 1
            workers.add(get(port, "/api/v1/articles/")[0])
        _, told = get(port, "/metrics")
    counts = re.findall(r'^cms_requests_total\{.*route="articles".*\} (\d+)', told, re.MULTILINE)
    assert len(workers) == 2
    assert sum(map(int, counts)) == asked


def get(port: int, path: str) -> tuple[str, str]:
    """Which worker has answered, and what."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as there:
        there.request("GET", path)
        response = there.getresponse()
        return response.headers["X-Worker"], response.read().decode()
