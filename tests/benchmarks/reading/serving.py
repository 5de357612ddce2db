"""Starting the contenders, all in the same way, and reading what their processes used of the processor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .loading import Ask, get

ROOT = Path(__file__).resolve().parents[3]
WORKERS = 2
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    name: str
    address: tuple[str, int]
    process: "subprocess.Popen[bytes]"

    def cpu_seconds(self) -> float:
        """What all its processes have used so far."""
        return cpu_seconds_of(self.process.pid)


@contextmanager
def serving(
    name: str, application: str, environment: dict[str, str], *, probe: str, threads: int, log: Path
) -> Iterator[Server]:
    """A server that answers `probe`; raises RuntimeError with the end of its log if it does not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address: tuple[str, int] = free.getsockname()
    options = f"--interface wsgi --workers {WORKERS} --blocking-threads {threads} --workers-kill-timeout 5 --no-ws"
    command = [sys.executable, "-m", "granian", *options.split(), "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(address[1]), application]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C is for us: we end it
        )
    try:
        _wait_until_it_answers(process, address, probe, name, log)
        yield Server(name, address, process)
    finally:
        _end(process)


def cpu_seconds_of(root: int) -> float:
    """User and system time of a process, of those it started, and of those of them that have ended."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # the name may hold spaces and brackets, so what is after the last one
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            pid = int(entry.name)
            parents.setdefault(int(fields[1]), []).append(pid)
            used[pid] = sum(map(int, fields[11:15])) * TICK_SECONDS
    waiting, total = [root], 0.0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += parents.get(pid, [])
    return total


def _wait_until_it_answers(
    process: "subprocess.Popen[bytes]", address: tuple[str, int], probe: str, name: str, log: Path
) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            get(address, Ask(probe))
        except OSError:
            time.sleep(0.1)
        else:
            # granian overhears a signal in its first second
            time.sleep(1)
            return
    raise RuntimeError(f"{name} does not answer:\n{log.read_text(errors='replace')[-2000:]}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=8)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
