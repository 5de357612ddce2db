"""Clocks that are set while workers work: one machine's, or one's of two."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cms.background.duty_runs import STOP
from cms.background.engines import engine
from cms.background.worker_process import work
from tests.cms.background.workers import count, count_done, count_tasks, make_chores, query, wait_until, working
from tests.cms.publishing.databases import Databases, finish, start

pytestmark = [pytest.mark.slow, pytest.mark.both]

JUMPS = [timedelta(hours=-1), timedelta(days=1)]


def work_while_the_clock_jumps(jump_seconds: float, *, after: float, until: float) -> int:
    """In a process of its own. Setting a clock moves only what tells the time, not `time.monotonic`."""
    monotonic, slept = time.monotonic, time.sleep

    def jump() -> None:
        slept(after)
        travel = time_machine.travel(datetime.now(UTC) + timedelta(seconds=jump_seconds), tick=True)
        travel.start()
        began = monotonic()
        while monotonic() - began < until:
            slept(0.1)
        STOP.ask()

    threading.Thread(target=jump, daemon=True).start()
    return work(engine(), STOP, threads=2, sweep_seconds=0.3)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_is_set_in_the_middle_leaves_no_work_behind(jump: timedelta, databases: Databases) -> None:
    url = databases.make()
    make_chores(url, 40, seconds=0.1)
    # A killed worker's claims and its job are lying about.
    with working(url) as worker:
        wait_until(lambda: count_done(url) > 2)
        worker.kill()

    status = finish(start(jumping, jump.total_seconds(), url=url))

    assert status == 0
    assert count(url, "times_done = 1") == 40


def jumping(jump_seconds: float) -> int:
    return work_while_the_clock_jumps(jump_seconds, after=1.5, until=12)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_machine_whose_clock_is_wrong_does_no_harm_to_the_worker_of_another(
    jump: timedelta, databases: Databases
) -> None:
    url = databases.make()
    # Long enough that they still run when the second process has started, however busy the machine is.
    make_chores(url, 10, seconds=2)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        wrong = start(already_wrong, jump.total_seconds(), url=url)
        # It takes the task that runs for one that a killed worker has left.
        wait_until(lambda: count_tasks(url, "FAILED"))

        wait_until(lambda: count_done(url) == 10)
        assert finish(wrong) == 0
        make_chores(url, 5, kind="errands")
        wait_until(lambda: count_done(url) == 15)
        worker.ask()
        said = worker.end()
    assert worker.process.returncode == 0, said
    # Both may have begun one, but only one of them holds its lease.
    assert count(url, "times_done <> 1") == 0
    assert query(url, "SELECT DISTINCT state FROM chores_chore") == [("done",)]


def already_wrong(jump_seconds: float) -> int:
    return work_while_the_clock_jumps(jump_seconds, after=0, until=8)
