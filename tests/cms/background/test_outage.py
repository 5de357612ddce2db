"""A PostgreSQL that stops under a worker, and comes back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cms.background.workers import count, count_done, make_chores, query, wait_until, working
from tests.cms.publishing.databases import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
SHOW_URL = [sys.executable, "-c", "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(600)"]


class Server:
    """A PostgreSQL that only this test uses, migrated."""

    def __init__(self, url: str) -> None:
        self.url = url
        environment = {**os.environ, "DATABASE_URL": url}
        migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity=0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=environment)
        self.data = Path(query(url, "SHOW data_directory")[0][0])
        version = query(url, "SHOW server_version_num")[0][0]
        self.binaries = Path(f"/usr/lib/postgresql/{int(version) // 10_000}/bin")

    def control(self, *arguments: str) -> None:
        owner = self.data.stat()
        log = self.data.parent / "log"
        subprocess.run(
            [self.binaries / "pg_ctl", "-w", "-s", "-D", self.data, "-l", log, *arguments],
            check=True,
            cwd=self.data,
            user=owner.st_uid,
            group=owner.st_gid,
            extra_groups=[],
        )


@contextmanager
def server() -> Iterator[Server]:
    script = ROOT / "tests" / "servers" / "postgres"
    with subprocess.Popen([sys.executable, script, *SHOW_URL], stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            yield Server(run.stdout.readline().strip())
        finally:
            run.send_signal(signal.SIGTERM)


def test_a_worker_survives_a_restart_and_an_outage_of_its_database() -> None:
    with server() as postgres, working(postgres.url) as worker:
        make_chores(postgres.url, 60, seconds=0.1)
        wait_until(lambda: count_done(postgres.url) > 3)
        postgres.control("restart", "-m", "immediate")  # as a crash: connections are cut in the middle of a slice
        wait_until(lambda: count_done(postgres.url) > 20)

        options = (postgres.data / "postmaster.opts").read_text().split(" ", 1)[1].strip()
        postgres.control("stop", "-m", "fast")
        wait_until(lambda: worker.has_said("The database cannot be used"))
        time.sleep(2)
        assert worker.process.poll() is None
        postgres.control("start", "-o", options.replace('"', "'"))

        wait_until(lambda: count_done(postgres.url) == 60)
        worker.ask()
        said = worker.end()

        assert worker.process.returncode == 0
        assert "The database cannot be used (OperationalError); waiting for it." in said
        assert count(postgres.url, "times_done <> 1") == 0


def test_a_worker_that_waits_for_its_database_ends_when_asked() -> None:
    with working("postgres://nobody:x@127.0.0.1:1/nothing") as worker:
        wait_until(lambda: worker.has_said("The database cannot be used"))
        time.sleep(1)
        assert worker.process.poll() is None
        worker.ask()
        asked_at = time.monotonic()
        said = worker.end()
        assert time.monotonic() - asked_at < 12
        assert worker.process.returncode == 0
    assert "Traceback" not in said, said
    assert said.count("The database cannot be used") <= 3  # each thread says it once
