"""`manage.py worker` as a process: what it does, and how it ends."""

import re
import signal
import time

import pytest

from tests.cms.background.workers import (
    Worker,
    count,
    count_done,
    count_tasks,
    make_chores,
    query,
    run_once,
    wait_until,
    working,
)
from tests.cms.publishing.databases import Databases

pytestmark = [pytest.mark.slow, pytest.mark.both]


def test_once_does_everything_that_is_due_and_ends(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 35)
    make_chores(url, 5, kind="errands")

    status, said = run_once(url)

    assert (status, said) == (0, "Everything that was due is done.\n")
    assert count(url, "times_done = 1") == 40
    assert count_tasks(url, "READY") == 0


def test_once_says_what_has_failed_and_not_why_and_does_the_rest(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 1, fails=1)
    make_chores(url, 5, kind="errands")

    status, said = run_once(url)

    assert status == 1
    assert "Failing: chores (builtins.RuntimeError)" in said
    assert "somebody@" not in said
    assert count_done(url) == 5

    # What failed is tried again when somebody asks, however long it was to rest.
    assert run_once(url)[0] == 0
    assert count_done(url) == 6


def test_once_stops_when_asked(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 9, seconds=1)
    with working(url, "--once") as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.ask()
        said = worker.end()
        assert worker.process.returncode == 0
    assert said.endswith("Stopped before everything was done.\n")
    assert count(url, "state = 'claimed' OR times_begun <> times_done") == 0
    assert 0 < count_done(url) < 9


def test_a_worker_does_what_nobody_nudged_it_to(databases: Databases) -> None:
    url = databases.make()
    with working(url) as worker:
        time.sleep(2)
        make_chores(url, 3)

        wait_until(lambda: count_done(url) == 3)
        worker.ask()
        said = worker.end()

    assert said.startswith("Worker started. Duties: ")
    assert {"chores", "errands"} <= set(re.findall(r"[\w.]+\w", said.partition("\n")[0]))
    assert said.endswith("Worker ended.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_a_worker_finishes_its_step_and_leaves_the_rest(
    number: signal.Signals, databases: Databases
) -> None:
    url = databases.make()
    make_chores(url, 40, seconds=1.5)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.ask(number)
        asked_at = time.monotonic()
        said = worker.end()

        assert time.monotonic() - asked_at < 12
        assert worker.process.returncode == 0
    assert "finishing what is in hand" in said
    # Nothing half-done, and nothing claimed: the next worker need not wait for a lease.
    assert count(url, "times_begun = times_done AND state IN ('due', 'done') AND lease_until IS NOT NULL") >= 1
    assert count(url, "state = 'claimed' OR times_begun <> times_done") == 0


def test_a_slice_that_does_not_stop_is_left(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 1, seconds=60)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.ask()
        asked_at = time.monotonic()
        said = worker.end()

        assert 6 < time.monotonic() - asked_at < 30
        assert worker.process.returncode == 0
    assert "It is left" in said


def test_asked_twice_a_worker_ends_at_once(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 1, seconds=60)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.ask()
        wait_until(lambda: worker.has_said("Asked to end"))
        worker.ask()
        asked_at = time.monotonic()
        worker.end()

        assert time.monotonic() - asked_at < 6
        assert worker.process.returncode == 128 + signal.SIGTERM


def test_killed_workers_leave_no_work_behind(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 60, seconds=0.05)
    for kill in range(3):
        with working(url) as worker:
            wait_until(lambda kill=kill: count_done(url) > 10 * kill + 5)  # type: ignore[misc]
            worker.kill()
    with working(url):
        wait_until(lambda: count_done(url) == 60)
    # Each kill can have cut one step short, which was then begun again.
    assert count(url, "times_begun > 1") <= 3
    assert count(url, "times_done <> 1") == 0


def test_many_workers_at_once_do_everything_once_and_no_database_is_locked(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 300, seconds=0.005)
    make_chores(url, 100, kind="errands")
    workers = [Worker(url) for _ in range(4)]
    try:
        wait_until(lambda: count_done(url) == 400, seconds=60)
        for worker in workers:
            worker.ask()
        said = [worker.end() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert count(url, "times_done <> 1") == 0
    assert all(worker.process.returncode == 0 for worker in workers), said
    assert not re.search("locked|error|Traceback", "".join(said)), said


def test_a_failing_duty_backs_off_and_holds_up_no_other(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 1, fails=1)
    with working(url) as worker:
        wait_until(lambda: count(url, table="background_failingduty"))
        make_chores(url, 3, kind="errands")
        wait_until(lambda: count(url, "kind = 'errands' AND state = 'done'") == 3)
        assert count(url, "times_begun = 1 AND kind = 'chores'") == 1

        # The first back-off is five seconds.
        took = wait_until(lambda: count_done(url) == 4)
        wait_until(lambda: not count(url, table="background_failingduty"))
        worker.ask()
        said = worker.end()

    assert took > 1
    assert said.count("Duty chores failed (builtins.RuntimeError, 1 in a row)") == 1
    assert "Duty chores works again." in said
    assert "in do_some" in said
    assert "somebody@" not in said


def test_the_jobs_of_killed_workers_and_old_ones_are_cleared(databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 1, seconds=20)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.kill()
    table = "UPDATE django_tasks_database_dbtaskresult SET"
    query(url, f"{table} started_at = '2020-01-01' WHERE status = 'RUNNING'")
    query(url, "UPDATE chores_chore SET seconds = 0")

    with working(url):
        wait_until(lambda: count_tasks(url, "FAILED") == 1)
        wait_until(lambda: count_done(url) == 1)
    query(url, f"{table} finished_at = '2020-01-01' WHERE status = 'FAILED'")
    with working(url):
        wait_until(lambda: count_tasks(url, "FAILED") == 0)
