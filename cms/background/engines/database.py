"""Tasks as rows of django-tasks-db, run by its own worker class, one at a time.

That worker leaves a task RUNNING for ever when it is killed. Nothing here waits for such a row: only waiting ones are
asked about, and the sweep nudges again what is due. Clearing it is housekeeping, so a clock that jumps may well take
a live task for dead: its worker then writes over that what became of it.
"""

import zlib
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import QUEUE

# A slice takes some 30 seconds.
DEAD_AFTER = timedelta(minutes=15)
KEPT = timedelta(hours=1)
# How many rows are cleared at a time: SQLite has one writer.
CHUNK = 1_000
# The first half of PostgreSQL's advisory locks, so that they are no others'.
LOCKS = 20_260


class DatabaseEngine:
    errors: tuple[type[Exception], ...] = (DatabaseError, InterfaceError)
    is_transactional = True
    place = "the database"

    def offer(self, name: str, enqueue: Callable[[], object]) -> bool:
        """Inside a transaction, a savepoint: what fails here does not break what the caller has done.

        One query if a task waits, and up to four more if none does.
        """
        if not connection.in_atomic_block and _is_waiting(name):
            return False  # without taking SQLite's write lock
        with transaction.atomic():
            # Asked again: another may have come and gone between the first two.
            if _is_waiting(name) or not _is_alone(name) or _is_waiting(name):
                return False
            enqueue()
        return True

    def has_waiting(self) -> bool:
        # A connection that has been open too long, or is known to be broken, is opened again.
        close_old_connections()
        return _waiting().exists()

    def work_one(self) -> bool:
        worker = _OneTask(
            queue_names=[QUEUE],
            interval=0.2,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.run()
        return worker.has_worked

    def tidy(self) -> str:
        now = timezone.now()
        ours = DBTaskResult.objects.filter(queue_name=QUEUE)
        # Begun in the future: the clock has been put back since, and nobody can say how long it runs.
        alive = (now - DEAD_AFTER, now + DEAD_AFTER)
        dead = (
            ours.filter(status=TaskResultStatus.RUNNING)
            .exclude(started_at__range=alive)
            .update(status=TaskResultStatus.FAILED, finished_at=now, traceback="Its worker was killed.")
        )
        old = ours.finished().filter(finished_at__lt=now - KEPT)
        gone, _ = DBTaskResult.objects.filter(pk__in=list(old.order_by().values_list("pk", flat=True)[:CHUNK])).delete()
        said = [f"{dead} tasks of killed workers cleared"] * bool(dead) + [f"{gone} old tasks removed"] * bool(gone)
        return ", ".join(said)


class _OneTask(Worker):
    has_worked = False

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.has_worked = True
        super().run_task(db_task_result)


def _waiting() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, queue_name=QUEUE).order_by()


def _is_waiting(name: str) -> bool:
    return _waiting().filter(args_kwargs__args__0=name).exists()


def _is_alone(name: str) -> bool:
    """Whether no other transaction is enqueuing for this duty just now. It is never waited for: it may be a long one.

    Who is refused has nothing to add: that other task can be taken only after that transaction has ended.
    """
    if connection.vendor != "postgresql":
        return True  # SQLite lets one transaction write at a time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, zlib.crc32(name.encode()) - 2**31])
        return bool(cursor.fetchone()[0])
