"""A production as docs/operators.md has it: the environment, the server's command, the proxy in front, word for
word."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles.finders import get_finders

from tests.cms.starting import PRODUCTION, ROOT, make_environment

DOCUMENT = ROOT / "docs" / "operators.md"
HOST = "api.example.org"
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}


class Server(NamedTuple):
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def workers(self) -> set[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(pid) for pid in children if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()}


def blocks(language: str) -> list[str]:
    """What stands between the fences of the document."""
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)


def documented_command() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("granian ")]
    assert len(lines) == 1
    return shlex.split(lines[0])


def make_production(folder: Path, database_url: str) -> dict[str, str]:
    """The environment of a production whose files lie in `folder`, and are collected."""
    # What collectstatic writes, without the copies: that takes it a quarter of a minute.
    paths = {path: path for finder in get_finders() for path, _ in finder.list([])}
    (folder / "static").mkdir(parents=True, exist_ok=True)
    manifest = folder / "static" / "staticfiles.json"
    manifest.write_text(json.dumps({"version": "1.1", "paths": paths, "hash": ""}))
    return {
        **PRODUCTION,
        "BEHIND_TLS_PROXY": "true",
        "PROXY_COUNT": "1",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": database_url,
    }


@contextmanager
def running(environment: dict[str, str], folder: Path, target: str = "cms.wsgi:application") -> Iterator[Server]:
    """The server, by the documented command on a port that is free."""
    port = free_port()
    command = documented_command()
    command[0] = str(Path(sys.executable).parent / command[0])
    command[command.index("--port") + 1] = str(port)
    assert command.pop() == "cms.wsgi:application"
    log = folder / f"server-{port}.log"
    # Not the folder that the process of the tests counts in.
    variables = {name: value for name, value in make_environment(**environment).items() if "PROMETHEUS" not in name}
    with log.open("wb") as said, subprocess.Popen([*command, target], cwd=ROOT, env=variables, stderr=said) as process:
        server = Server(port, process, log)
        try:
            wait_until(lambda: get(port, "/healthz")[0] == 200, process)
            yield server
        finally:
            stop(process)


@contextmanager
def behind_nginx(server: Server, folder: Path) -> Iterator[int]:
    """The port of the documented proxy in front of a server; it ends no TLS, and says that it does."""
    port = free_port()
    (config,) = blocks("nginx")
    config = re.sub(r"^ *ssl_certificate.*\n", "", config, flags=re.MULTILINE)
    config = config.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("$scheme", "https")
    config = config.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    logs = f"error_log {folder}/nginx.log; pid {folder}/nginx.pid; daemon off;"
    user = "user root;" if os.geteuid() == 0 else ""
    places = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"{user} {logs} events {{ worker_connections 2000; }} http {{ access_log off; {places}\n{config}}}\n"
    (folder / "nginx.conf").write_text(whole)
    with subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL) as proxy:
        try:
            wait_until(lambda: get(port, "/healthz")[0] == 200, proxy)
            yield port
        finally:
            stop(proxy)


def get(port: int, path: str, *, method: str = "GET", seconds: float = 30, **headers: str) -> tuple[int, str]:
    """Status and body; 0 if nobody answers."""
    asked = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    body = b"" if method == "POST" else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, asked, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=seconds) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]", seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert process.poll() is None, "The process has ended."
        assert time.monotonic() < deadline
        time.sleep(0.1)


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
