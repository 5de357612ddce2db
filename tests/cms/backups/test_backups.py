"""A backup made while everything runs, brought back after the worst: what was there then is there again."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from articles.models import Article
from tests.articles.makers import edit_and_publish, make_article
from tests.cms.publishing.databases import Databases, call
from tests.cms.serving.production import Server, blocks, get, make_production, running, wait_until
from tests.cms.starting import ROOT, make_environment

pytestmark = [pytest.mark.slow, pytest.mark.both]
PAGE = "/api/v1/articles/page/"
PICTURE = "pictures/0123/original.png"


def make_page() -> None:
    make_article("Before", slug="page")


def publish_page(title: str) -> None:
    edit_and_publish(Article.objects.get(slug="page"), title=title)


class Installation:
    """A production in a folder of its own, with the commands of docs/operators.md."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.environment = make_production(folder, url)
        self.database = Path(url.removeprefix("sqlite:///"))
        self.backup = folder / "cms-monday"

    def manage(self, name: str, *more: str) -> "subprocess.CompletedProcess[str]":
        """The command as the document has it, but for the folder of the backup."""
        (line,) = [text for block in blocks("sh") for text in block.splitlines() if f"manage.py {name} " in text]
        words = [str(self.backup) if word.startswith("/srv") else word for word in shlex.split(line)]
        assert words[0] == "python"
        environment = make_environment(**self.environment)
        words = [sys.executable, *words[1:], *more]
        return subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
        )


@pytest.fixture
def installation(tmp_path: Path, databases: Databases) -> Iterator[Installation]:
    made = Installation(tmp_path, databases.make())
    call(make_page, url=made.url)
    picture = tmp_path / "media" / PICTURE
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    yield made
    if made.url.startswith("sqlite"):
        for path in made.database.parent.glob(f"{made.database.name}*"):
            path.unlink()
        made.database.touch()


def title_of(server: Server) -> str:
    status, body = get(server.port, PAGE)
    return str(json.loads(body)["title"]) if status == 200 else str(status)


def kill(server: Server) -> None:
    """As when the machine loses its power: nobody says good-bye."""
    for pid in [server.process.pid, *server.workers()]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait()


def test_what_was_backed_up_is_there_again_after_a_kill(installation: Installation) -> None:
    with running(installation.environment, installation.folder) as server:
        call(publish_page, "In the backup", url=installation.url)
        assert title_of(server) == "In the backup"
        made = installation.manage("backup")
        assert (made.returncode, made.stderr) == (0, "")
        for number in range(3):
            call(publish_page, f"After {number}", url=installation.url)
        refused = installation.manage("restore")
        assert refused.returncode == 1
        assert "Stop it first" in refused.stderr
        assert title_of(server) == "After 2"
        kill(server)
    (installation.folder / "media" / PICTURE).unlink()

    done = installation.manage("restore", "--wait", "60")

    assert done.returncode == 0, done.stderr
    assert (installation.folder / "media" / PICTURE).read_bytes() == b"picture"
    with running(installation.environment, installation.folder) as server:
        assert title_of(server) == "In the backup"
        call(publish_page, "Goes on", url=installation.url)
        assert title_of(server) == "Goes on"
        status, told = get(server.port, "/readyz")
        assert (status, json.loads(told)["status"]) == (200, "ready")


def test_a_damaged_or_unfinished_backup_changes_nothing(installation: Installation) -> None:
    installation.manage("backup")
    assert "exists already" in installation.manage("backup").stderr
    call(publish_page, "Still here", url=installation.url)
    (dump,) = installation.backup.glob("database.*")
    for spoil in (
        lambda: dump.write_bytes(dump.read_bytes()[:-5_000]),
        lambda: (installation.backup / "backup.json").unlink(),
        lambda: shutil.rmtree(installation.backup),
    ):
        spoil()
        refused = installation.manage("restore")
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
    with running(installation.environment, installation.folder) as server:
        assert title_of(server) == "Still here"


def test_a_restore_that_was_killed_is_finished_by_the_next(installation: Installation) -> None:
    if not installation.url.startswith("sqlite"):
        pytest.skip("PostgreSQL does it in one transaction")
    installation.manage("backup")
    call(publish_page, "After", url=installation.url)
    database = installation.database
    database.with_name(f"{database.name}.restoring").write_bytes(b"half")
    database.replace(database.with_name(f"{database.name}.replaced"))
    database.with_name(f"{database.name}-wal").write_bytes(b"left over")

    done = installation.manage("restore")

    assert done.returncode == 0, done.stderr
    with running(installation.environment, installation.folder) as server:
        assert title_of(server) == "Before"
        wait_until(lambda: get(server.port, "/readyz")[0] == 200, server.process)
