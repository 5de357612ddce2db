"""Tasks in a real Redis, which is killed, emptied and away."""

import signal
import time
from collections.abc import Iterator

import pytest
from redis import Redis

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
from tests.cms.publishing.databases import Databases, call, finish, start
from tests.servers import redis_server

from .test_nudges import nudge_often

pytestmark = pytest.mark.slow


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis_server.Redis]:
    """An empty Redis, where the processes that this test starts keep their tasks."""
    with redis_server.server() as server:
        monkeypatch.setenv("TASKS_URL", server.url)
        yield server


def waiting(redis: redis_server.Redis) -> int:
    with Redis.from_url(redis.url) as client:
        return int(client.llen("rq:queue:cms"))


def test_tasks_lie_in_redis_and_not_in_the_database(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    call(nudge_often, "chores", 5, url=url)
    assert (waiting(redis), count_tasks(url, "READY")) == (1, 0)

    with working(url, WORKER_SWEEP_SECONDS="3600") as worker:
        wait_until(lambda: count_done(url) == 5)
        wait_until(lambda: waiting(redis) == 0)
        worker.ask()
        said = worker.end()
    assert "Tasks lie in Redis" in said
    assert (worker.process.returncode, count_tasks(url, "SUCCESSFUL")) == (0, 0)


def test_many_processes_nudging_at_once_leave_one_job(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    for process in [start(nudge_often, "chores", 30, url=url) for _ in range(3)]:
        finish(process)
    assert (count(url), waiting(redis)) == (90, 1)


def test_what_is_nudged_is_done_without_waiting_for_the_sweep(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    with working(url, WORKER_SWEEP_SECONDS="3600"):
        for process in [start(nudge_often, "chores", 40, url=url) for _ in range(3)]:
            finish(process)
        wait_until(lambda: count_done(url) == 120, seconds=15)


def test_once_does_everything_that_is_due_and_ends(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    make_chores(url, 35)
    assert run_once(url) == (0, "Everything that was due is done.\n")
    assert count(url, "times_done = 1") == 35


def test_killed_workers_leave_no_work_behind(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    make_chores(url, 60, seconds=0.05)
    for kill in range(3):
        with working(url) as worker:
            wait_until(lambda kill=kill: count_done(url) > 10 * kill + 5)  # type: ignore[misc]
            worker.kill()
    with working(url):
        wait_until(lambda: count_done(url) == 60)
    assert count(url, "times_done <> 1") == 0


def test_the_jobs_of_killed_workers_are_cleared(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    make_chores(url, 1, seconds=20)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.kill()
    query(url, "UPDATE chores_chore SET seconds = 0")
    with Redis.from_url(redis.url, decode_responses=True) as client:
        running = "rq:wip:cms"
        (left,) = client.zrange(running, 0, -1)
        client.zadd(running, {left: 1})  # as a quarter of an hour later
        with working(url):
            wait_until(lambda: client.zscore(running, left) is None)
            wait_until(lambda: count_done(url) == 1)


def test_many_workers_at_once_do_everything_once(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    make_chores(url, 200, seconds=0.005)
    make_chores(url, 100, kind="errands")
    workers = [Worker(url) for _ in range(3)]
    try:
        wait_until(lambda: count_done(url) == 300, seconds=60)
        for worker in workers:
            worker.ask()
        said = "".join(worker.end() for worker in workers)
    finally:
        for worker in workers:
            worker.kill()
    assert count(url, "times_done <> 1") == 0
    assert "Traceback" not in said, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_a_worker_finishes_its_step_and_leaves_the_rest(
    number: signal.Signals, databases: Databases, redis: redis_server.Redis
) -> None:
    url = databases.make()
    make_chores(url, 40, seconds=1.5)
    with working(url) as worker:
        wait_until(lambda: count(url, "times_begun > 0"))
        worker.ask(number)
        asked_at = time.monotonic()
        worker.end()
        assert time.monotonic() - asked_at < 12
        assert worker.process.returncode == 0
    assert count(url, "state = 'claimed' OR times_begun <> times_done") == 0


def test_an_emptied_redis_loses_nothing(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    call(nudge_often, "chores", 5, url=url)
    with Redis.from_url(redis.url) as client:
        client.flushall()
    with working(url):
        wait_until(lambda: count_done(url) == 5)


def test_while_redis_is_away_writes_succeed_and_after_it_everything_is_done(
    databases: Databases, redis: redis_server.Redis
) -> None:
    url = databases.make()
    with working(url) as worker:
        make_chores(url, 1)
        wait_until(lambda: count_done(url) == 1)
        redis.kill()
        started = time.monotonic()
        call(nudge_often, "chores", 20, url=url)
        assert time.monotonic() - started < 30
        time.sleep(2)
        assert worker.process.poll() is None

        redis.start()
        wait_until(lambda: count_done(url) == 21)
        worker.ask()
        said = worker.end()
    assert said.count("Redis cannot be used (ConnectionError); waiting for it.") >= 1
    assert "Traceback" not in said, said


def test_a_worker_that_waits_for_redis_ends_when_asked(databases: Databases, redis: redis_server.Redis) -> None:
    url = databases.make()
    redis.kill()
    with working(url) as worker:
        wait_until(lambda: worker.has_said("Redis cannot be used"))
        worker.ask()
        asked_at = time.monotonic()
        worker.end()
        assert time.monotonic() - asked_at < 12
        assert worker.process.returncode == 0
    status, said = run_once(url)
    assert status == 1
    assert "Nothing is lost" in said
