from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.background import nudges
from cms.background.nudges import nudge
from tests.chores.models import Chore
from tests.cms.background.workers import count, count_done, count_tasks, wait_until, working
from tests.cms.publishing.databases import Databases, finish, start

pytestmark = pytest.mark.both


def waiting(name: str) -> int:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, args_kwargs__args__0=name).count()


def make_chore() -> Chore:
    return Chore.objects.create(due_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_a_nudge_is_there_if_and_when_what_it_is_for_is_committed() -> None:
    with transaction.atomic():
        make_chore()
        nudge("chores")
        transaction.set_rollback(True)
    assert (waiting("chores"), Chore.objects.count()) == (0, 0)

    with transaction.atomic():
        make_chore()
        nudge("chores")
        assert waiting("chores") == 1  # in this transaction: a crash after the commit loses nothing
    assert waiting("chores") == 1


@pytest.mark.django_db(transaction=True)
def test_many_nudges_are_one_task_for_each_duty() -> None:
    for _ in range(3):
        nudge("chores")
        nudge("errands")
        with transaction.atomic():
            nudge("chores")
    assert (waiting("chores"), waiting("errands")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_nudge_while_the_duty_runs_leads_to_another_run() -> None:
    nudge("chores")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)

    nudge("chores")

    assert waiting("chores") == 1


@pytest.mark.django_db(transaction=True)
def test_a_task_that_is_taken_before_the_commit_is_followed_by_another() -> None:
    nudge("chores")
    with transaction.atomic():
        make_chore()
        nudge("chores")
        assert DBTaskResult.objects.count() == 1
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)  # as another process might meanwhile
    assert waiting("chores") == 1


@pytest.mark.django_db
def test_nobody_nudges_a_duty_that_there_is_not() -> None:
    with pytest.raises(LookupError):
        nudge("laundry")
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_transaction", [True, False])
def test_a_nudge_that_fails_leaves_the_callers_write(
    in_transaction: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(nudges, "_is_failing", False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_tasks_database_dbtaskresult RENAME TO elsewhere")
    try:
        if in_transaction:
            with transaction.atomic():
                nudge("chores")
                make_chore()
        else:
            make_chore()
            nudge("chores")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO django_tasks_database_dbtaskresult")
    assert Chore.objects.count() == 1
    assert "the sweep will find what is due" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_nudge_costs_few_queries() -> None:
    with CaptureQueriesContext(connection) as first:
        nudge("chores")
    with CaptureQueriesContext(connection) as second:
        nudge("chores")

    def asked(captured: CaptureQueriesContext) -> int:
        return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)

    assert asked(first) <= 5
    assert asked(second) == 1


def nudge_often(kind: str, times: int) -> None:
    """In a process of its own, each in a transaction that takes a little while."""
    for _ in range(times):
        with transaction.atomic():
            Chore.objects.create(due_at=timezone.now(), kind=kind)
            nudge(kind)


@pytest.mark.slow
def test_many_processes_nudging_at_once_leave_one_task(databases: Databases) -> None:
    url = databases.make()

    for process in [start(nudge_often, "chores", 40, url=url) for _ in range(4)]:
        finish(process)

    assert count(url) == 160
    assert count_tasks(url, "READY") == 1


@pytest.mark.slow
def test_what_is_nudged_is_done_without_waiting_for_the_sweep(databases: Databases) -> None:
    """Every nudge that is swallowed because a task waits is one that this task must see: else some would be left."""
    url = databases.make()
    with working(url, WORKER_SWEEP_SECONDS="3600"):
        wait_until(lambda: count_tasks(url, "SUCCESSFUL") == 0)
        for process in [start(nudge_often, "chores", 60, url=url) for _ in range(3)]:
            finish(process)
        wait_until(lambda: count_done(url) == 180, seconds=15)
