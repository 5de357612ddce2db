"""Lines of the access log are whole, none is lost by a process that ends, and those of kept answers go together."""

import os
import sys
from pathlib import Path
from subprocess import PIPE, run
from time import monotonic, sleep

import pytest

from cms.api import access_log

IN_A_WORKER = """
import multiprocessing, sys
from cms.api import access_log

def work():
    for number in range(500):
        access_log.write_soon(f"{number} {'x' * 80}\\n".encode())

if __name__ == "__main__":
    if sys.argv[1] == "here":
        work()
    else:
        worker = multiprocessing.get_context(sys.argv[1]).Process(target=work)
        worker.start()
        worker.join()
"""


@pytest.mark.parametrize("process", ["here", "spawn", "fork"])
def test_no_line_is_lost_when_a_process_ends(process: str, tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(IN_A_WORKER)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = run([sys.executable, tmp_path / "worker.py", process], stderr=PIPE, text=True, env=environment, check=True)

    assert done.stderr.splitlines() == [f"{number} {'x' * 80}" for number in range(500)]


def test_pieces_are_of_whole_lines_and_as_long_as_a_pipe_takes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[bytes] = []
    monkeypatch.setattr(access_log, "write", pieces.append)
    lines = [b"%d %s\n" % (number, b"x" * (number % 300)) for number in range(1_000)]
    for line in lines:
        access_log.write_soon(line)
    access_log.flush()

    assert b"".join(pieces) == b"".join(lines)
    assert max(map(len, pieces)) <= access_log.MOST_AT_ONCE
    assert all(piece.endswith(b"\n") for piece in pieces)
    assert len(pieces) < 100


def test_a_line_waits_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[bytes] = []
    monkeypatch.setattr(access_log, "write", pieces.append)
    access_log.write_soon(b"one\n")
    began = monotonic()
    while not pieces and monotonic() - began < 20:
        sleep(0.01)

    assert pieces == [b"one\n"]


def test_what_nobody_reads_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[bytes] = []
    monkeypatch.setattr(access_log, "write", pieces.append)
    monkeypatch.setattr(access_log, "MOST_WAITING", 10)
    monkeypatch.setattr(access_log._has_come, "is_set", lambda: True)  # nobody writes for us
    for _ in range(100):
        access_log.write_soon(b"x\n")

    assert len(access_log._waiting) <= 10
    access_log.flush()
    assert b"".join(pieces) == b"x\n" * 100
