"""Which engine holds the tasks, as Django's settings say it. Imported by the settings: it asks nothing of Django."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

HINT = "Must be a Redis such as redis://user:password@host:6379/0, or rediss:// for TLS; empty for the database."


def engine_settings(url: str) -> dict[str, Any]:
    """`{"apps": [...], "TASKS": {...}, "RQ_QUEUES": {...}}`. Raises ValueError with what to do.

    The tables of the database's tasks are there in either case, so that going back takes no migration.
    """
    if not url:
        return {"apps": [], "TASKS": _tasks("django_tasks_db.DatabaseBackend"), "RQ_QUEUES": {}}
    queue = _redis(url)
    if find_spec("django_tasks_rq") is None:
        raise ValueError("Needs packages that are not installed: pip install 'django-tasks-rq>=0.12' 'redis>=6'")
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # A request must not wait for a Redis that is away: the sweep nudges again what it could not.
    queue["REDIS_CLIENT_KWARGS"] = {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": 2, "socket_timeout": 5}
    # JSON, because unpickling runs what it is given. After DEFAULT_TIMEOUT a job is taken for dead, but never stopped.
    queue |= {"SERIALIZER": "rq.serializers.JSONSerializer", "DEFAULT_TIMEOUT": 900}
    return {"apps": ["django_rq"], "TASKS": _tasks("django_tasks_rq.RQBackend"), "RQ_QUEUES": {"cms": queue}}


def _tasks(backend: str) -> dict[str, Any]:
    return {"default": {"BACKEND": backend, "QUEUES": ["cms"]}}


def _redis(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port, database = parts.port or 6379, int(parts.path.strip("/") or 0)
    except ValueError:
        raise ValueError(HINT) from None
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or parse_qs(parts.query):
        raise ValueError(HINT)
    return {
        "HOST": parts.hostname,
        "PORT": port,
        "DB": database,
        "USERNAME": unquote(parts.username) if parts.username else None,
        "PASSWORD": unquote(parts.password) if parts.password else None,
        "SSL": parts.scheme == "rediss",
    }
