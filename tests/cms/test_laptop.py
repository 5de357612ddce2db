import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cms.starting import ROOT, make_environment, start, start_at


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh checkout: what git would bring, nothing that running writes."""
    for name in ("cms", "articles", "newsletter", "fixtures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_many_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "key"
    code = f"from pathlib import Path; from cms.laptop import _own_secret; print(_own_secret(Path({str(path)!r})))"

    with ThreadPoolExecutor(4) as pool:
        secrets = {done.stdout for done in pool.map(lambda _: start("-c", code), range(8))}

    assert len(secrets) == 1
    assert len(secrets.pop()) > 60
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o077 == 0


def test_a_deployment_that_names_its_secret_keeps_debug_off(tmp_path: Path) -> None:
    show = "from cms.laptop import bring_defaults; bring_defaults(); from cms import settings; print(settings.DEBUG)"
    file = tmp_path / "env"
    file.write_text("SECRET_KEY=from-the-file\n")

    assert start("-c", show, SECRET_KEY="x").stdout == "False\n"
    assert start("-c", show, ENV_FILE=str(file)).stdout == "False\n"


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = start("-m", "cms.laptop", SECRET_KEY="x", PORT=str(port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used (Address already in use).")
    assert f"make run PORT={port + 1}" in done.stderr


@pytest.mark.slow
def test_two_setups_of_a_fresh_clone_at_once_make_one_admin(clone: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: start_at(clone, "manage.py", "setup"), range(2)))

    assert [done.returncode for done in both] == [0, 0], [done.stderr for done in both]
    assert sum("An admin login was made" in done.stdout for done in both) == 1


@pytest.mark.slow
def test_django_s_own_commands_work_in_a_fresh_clone_with_no_environment(clone: Path) -> None:
    for arguments in (["migrate", "--verbosity", "0"], ["check"], ["showmigrations", "--plan"]):
        done = start_at(clone, "manage.py", *arguments)
        assert done.returncode == 0, done.stderr
    assert "[ ]" not in done.stdout


@pytest.mark.slow
def test_a_set_up_clone_serves_the_admin_with_its_stylesheet_until_interrupted(clone: Path) -> None:
    assert start_at(clone, "manage.py", "setup").returncode == 0
    port = free_port()
    command = [sys.executable, "-m", "cms.laptop"]
    with subprocess.Popen(command, cwd=clone, env=make_environment(PORT=str(port)), stdout=subprocess.PIPE) as server:
        try:
            page = read_once_up(f"http://127.0.0.1:{port}/admin/login/")
            style = read_once_up(f"http://127.0.0.1:{port}/static/admin/css/base.css")
        finally:
            asked_at = time.monotonic()
            server.send_signal(signal.SIGINT)
            status = server.wait(timeout=20)

    assert 'name="password"' in page
    assert "/static/admin/css/base.css" in page
    assert "--primary" in style
    assert status == 0
    assert time.monotonic() - asked_at < 15
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")


@pytest.mark.slow
def test_a_worker_runs_beside_the_server_and_ends_with_it(clone: Path) -> None:
    assert start_at(clone, "manage.py", "setup").returncode == 0
    command = [sys.executable, "-m", "cms.laptop"]
    port = free_port()
    with subprocess.Popen(
        command, cwd=clone, env=make_environment(PORT=str(port)), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            read_once_up(f"http://127.0.0.1:{port}/healthz")
            workers = children(server.pid, "manage.py worker")
        finally:
            server.send_signal(signal.SIGTERM)
            said, _ = server.communicate(timeout=60)

    assert len(workers) == 1
    assert "A worker runs beside it" in said
    for _ in range(200):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            return
        time.sleep(0.1)
    raise AssertionError("The worker is still there.")


def children(parent: int, of: str) -> list[int]:
    """The processes that `parent` started and whose command line holds `of`."""
    pids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in pids}
    return [pid for pid, line in lines.items() if of in line]


def read_once_up(url: str) -> str:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
