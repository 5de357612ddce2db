"""What holds the tasks: the database, or Redis. All that the room knows of either is here."""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from django.conf import settings

# Of our own: rq's default queue on a shared Redis may be somebody else's.
QUEUE = "cms"
DATABASE = "django_tasks_db.DatabaseBackend"
REDIS = "django_tasks_rq.RQBackend"


class Engine(Protocol):
    """Safe between threads."""

    # What is raised while its server, or the database, is away.
    errors: tuple[type[Exception], ...]
    # Whether a task that is enqueued inside a transaction is there if and when that is committed.
    is_transactional: bool
    place: str

    def offer(self, name: str, enqueue: Callable[[], object]) -> bool:
        """Call `enqueue` unless a task of that duty waits already; whether it was called."""

    def has_waiting(self) -> bool:
        """Whether any task of ours waits, of whatever duty."""

    def work_one(self) -> bool:
        """Take one waiting task and run it to its end; whether there was one."""

    def tidy(self) -> str:
        """Clear what killed workers left and forget what ended long ago; what was done, in words, or nothing."""


def engine() -> Engine:
    """The engine that the settings choose."""
    return _engine(settings.TASKS["default"]["BACKEND"])


@cache
def _engine(backend: str) -> Engine:
    if backend == REDIS:
        from .redis import RedisEngine

        return RedisEngine()
    from .database import DatabaseEngine

    return DatabaseEngine()
