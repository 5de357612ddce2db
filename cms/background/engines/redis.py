"""Tasks as jobs in Redis, by rq. The package is optional: this is imported only where TASKS_URL names a Redis.

A job runs in a thread of the worker, as in the database's engine, so that a duty learns of a stop whichever it is.
"""

from collections.abc import Callable
from typing import Any

import django_rq
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_rq import Job
from redis.exceptions import LockError, LockNotOwnedError, RedisError
from rq.job import Job as AnyJob
from rq.queue import Queue
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.timeouts import BaseDeathPenalty
from rq.worker import SimpleWorker

from . import QUEUE

# How many waiting jobs are looked at: beyond one a duty, they are another's.
LOOKED_AT = 100
KEPT_FAILED = 100


class RedisEngine:
    errors: tuple[type[Exception], ...] = (RedisError, OSError, DatabaseError, InterfaceError)
    is_transactional = False
    place = "Redis"

    def __init__(self) -> None:
        # Its connections come from a pool that threads share.
        self._queue: Queue = django_rq.get_queue(QUEUE, job_class=Job)

    def offer(self, name: str, enqueue: Callable[[], object]) -> bool:
        """One at a time for a duty, so that two processes at once do not both add one. Milliseconds."""
        lock = self._queue.connection.lock(f"cms:nudge:{name}", timeout=5, blocking_timeout=1, sleep=0.01)
        try:
            with lock:
                if self._is_waiting(name):
                    return False
                enqueue()
                return True
        except LockNotOwnedError:
            return True  # it took longer than the lock lasts
        except LockError:
            enqueue()  # whoever holds it hangs: a task too many does no harm
            return True

    def has_waiting(self) -> bool:
        close_old_connections()
        return bool(self._queue.count)

    def work_one(self) -> bool:
        worker = _ThreadWorker(
            [self._queue],
            name=f"cms-{get_random_string(32)}",
            connection=self._queue.connection,
            job_class=Job,
            queue_class=type(self._queue),
            serializer=self._queue.serializer,
        )
        # It would tell of each job. What fails in a duty is told already, and a Redis that is away by the next look.
        return bool(worker.work(burst=True, max_jobs=1, logging_level="CRITICAL"))

    def tidy(self) -> str:
        """rq moves the job of a killed worker to the failed ones, once it has run for longer than its time-out."""
        StartedJobRegistry(queue=self._queue).cleanup()
        failed = FailedJobRegistry(queue=self._queue)
        old = failed.get_job_ids(end=-KEPT_FAILED - 1)
        for job_id in old:
            failed.remove(job_id, delete_job=True)
        return f"{len(old)} old failed tasks removed" if old else ""

    def _is_waiting(self, name: str) -> bool:
        ids = self._queue.get_job_ids(0, LOOKED_AT)
        jobs = AnyJob.fetch_many(ids, connection=self._queue.connection, serializer=self._queue.serializer)
        return any(job is not None and list(job.args) == [name] for job in jobs)


class _NoPenalty(BaseDeathPenalty):
    """No alarm, and no exception from outside: a duty ends its slice itself, at a point where it may."""

    def setup_death_penalty(self) -> None:
        pass

    def cancel_death_penalty(self) -> None:
        pass


class _ThreadWorker(SimpleWorker):
    """rq's worker without what needs the main thread, a terminal or a thread of its own."""

    death_penalty_class = _NoPenalty

    def _install_signal_handlers(self) -> None:
        pass

    def subscribe(self) -> None:
        pass

    def procline(self, message: str) -> None:
        pass

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Once: rq's own tries for ever while Redis is away, and would not notice a stop."""
        self.heartbeat()
        return self.queue_class.dequeue_any(
            self._ordered_queues,
            timeout,
            connection=self.connection,
            job_class=self.job_class,
            serializer=self.serializer,
            death_penalty_class=self.death_penalty_class,
        )
