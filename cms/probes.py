"""What the operator's machines ask: is it alive, is it ready, what has it done.

A middleware before all others, so that they are answered at any host, as probes call them, and over plain HTTP.
"""

import hmac
import logging
import os
from collections.abc import Callable
from functools import cache

import orjson
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cms.api.problems import problem_response
from cms.background.overdue import gauges, late_duties
from cms.storage_health import database_state, disk_state, index_state

log = logging.getLogger(__name__)
REASONS = {
    ("database", "unreachable"): "The database does not answer.",
    ("database", "malformed"): "The database is damaged: restore a backup.",
    ("migrations", "missing"): "The database lacks migrations: run manage.py migrate.",
    ("index", "missing"): "The search index lacks publications: run manage.py reindex --only-missing.",
}
Respond = Callable[[HttpRequest], HttpResponseBase]


def probes(get_response: Respond) -> Respond:
    answers = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}

    def answer(request: HttpRequest) -> HttpResponseBase:
        probe = answers.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            response = problem_response(request, 405, "Probes are read only.")
            response["Allow"] = "GET, HEAD"
            return response
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else: a database that is gone is no reason to restart this."""
    return _said({"status": "alive"})


def ready(request: HttpRequest) -> HttpResponse:
    """`{"status", "reasons", "checks", "background"}`: 200 if readers can be answered, 503 with what to do if not.

    Told, and no reason: a cache that is away, a disk that is full, and in `background` as `{"status", "late"}` the
    duties whose oldest row waits for more than a minute, with its seconds. What reads must not be taken away because
    mail is late.
    """
    database = database_state()
    migrations = _migrations() if database == "ok" else "unknown"
    index = index_state() if migrations == "ok" else "unknown"
    checks = {"database": database, "migrations": migrations, "index": index}
    reasons = [REASONS[name, state] for name, state in checks.items() if state not in ("ok", "unknown")]
    background = _background() if migrations == "ok" else {"status": "unknown", "late": {}}
    document = {
        "status": "not ready" if reasons else "ready",
        "reasons": reasons,
        "checks": {**checks, "cache": _cache(), "disk": disk_state()},
        "background": background,
    }
    return _said(document, 503 if reasons else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: what all workers of this server did."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        response = problem_response(request, 401, "Send the token of METRICS_TOKEN as Authorization: Bearer.")
        response["WWW-Authenticate"] = "Bearer"
        return response
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return HttpResponse(generate_latest(registry) + _gauges(), content_type=CONTENT_TYPE_LATEST)


def _migrations() -> str:
    try:
        return "ok" if _is_migrated() else "missing"
    except (DatabaseError, _Missing):
        return "missing"


def _background() -> dict[str, object]:
    try:
        late = late_duties()
    except Exception as error:  # whatever a duty raises: its message may name people
        log.warning("It cannot be told what is due in the background: %s", type(error).__name__)
        return {"status": "unknown", "late": {}}
    return {"status": "late" if late else "ok", "late": late}


def _gauges() -> bytes:
    try:
        return gauges()
    except Exception as error:
        log.warning("It cannot be measured what is due in the background: %s", type(error).__name__)
        return b""


class _Missing(Exception):
    """Raised and not returned, so that only the good answer is remembered."""


@cache
def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Missing
    return True


def _cache() -> str:
    try:
        shared_cache.set("cms.probe", "ok", 10)
        return "ok" if shared_cache.get("cms.probe") == "ok" else "forgetful"
    except Exception as error:  # whatever a cache's library raises
        log.warning("Not ready: the cache cannot be used: %s", error)
        return "unreachable"


def _said(document: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), status=status, content_type="application/json")
