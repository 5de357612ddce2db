"""The process that renders: it dies and is replaced, it is shared, and it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cms.markup import child_process, render

ROOT = Path(__file__).resolve().parents[3]


def make_parent(code: str, *, cwd: Path) -> "subprocess.Popen[str]":
    """A Python process elsewhere that has the settings and renders; its output is ours to read."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
    )


def child_pid() -> int:
    render("start", links={})
    assert child_process._child is not None
    return child_process._child.process.pid


def is_gone(pid: int, *, within_seconds: float = 10) -> bool:
    """True once the process has ended, be it as a zombie that its new parent has not collected."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_one_child_is_kept() -> None:
    assert child_pid() == child_pid()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_child_killed_between_two_texts_is_replaced_without_a_word(number: signal.Signals) -> None:
    before = child_pid()
    os.kill(before, number)
    assert render("*again*", links={}).html == "<p><em>again</em></p>"
    assert child_pid() != before


def test_a_child_killed_while_it_renders_is_replaced_and_the_text_tried_again() -> None:
    pid = child_pid()
    os.kill(pid, signal.SIGSTOP)
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(render("*once more*", links={}).html))
    thread.start()
    time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)
    thread.join(timeout=20)
    assert answers == ["<p><em>once more</em></p>"]


def test_a_child_that_hangs_is_ended_by_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "_WALL_FACTOR", 0.1)
    os.kill(child_pid(), signal.SIGSTOP)
    with pytest.raises(ValueError, match="too long"):
        render("x" * 150_000, links={})
    assert render("next", links={}).text == "next"


def test_many_threads_get_their_own_answers() -> None:
    answers: dict[int, str] = {}

    def work(number: int) -> None:
        for _ in range(5):
            answers[number] = render(f"number *{number}*", links={}).html
            assert answers[number] == f"<p>number <em>{number}</em></p>"

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == list(range(8))


def test_a_forked_process_starts_its_own_child_and_leaves_ours_alone(tmp_path: Path) -> None:
    code = (
        "import os\n"
        "from cms.markup import child_process, render\n"
        "render('a', links={}); ours = child_process._child.process.pid\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    ok = render('b', links={}).text == 'b' and child_process._child.process.pid != ours\n"
        "    child_process._stop(); os._exit(0 if ok else 1)\n"
        "status = os.waitpid(pid, 0)[1]\n"
        "ok = render('c', links={}).text == 'c' and child_process._child.process.pid == ours\n"
        "print(status, ok)\n"
    )
    with make_parent(code, cwd=tmp_path) as parent:
        assert parent.communicate(timeout=30)[0] == "0 True\n"


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os._exit(0)", "sys.exit()"])
def test_the_child_ends_with_its_parent(end: str, tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from cms.markup import child_process, render\n"
        "render('a', links={})\n"
        f"print(child_process._child.process.pid, flush=True)\n{end}\n"
    )
    with make_parent(code, cwd=tmp_path) as parent:
        pid = int(parent.communicate(timeout=30)[0])
    assert is_gone(pid)


def test_the_child_ends_with_its_parent_even_while_a_forked_sibling_lives(tmp_path: Path) -> None:
    code = (
        "import os, time\n"
        "from cms.markup import child_process, render\n"
        "render('a', links={})\n"
        "sibling = os.fork()\n"
        "if sibling == 0:\n"
        "    os.close(1); time.sleep(60); os._exit(0)\n"
        "print(child_process._child.process.pid, sibling, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    with make_parent(code, cwd=tmp_path) as parent:
        pid, sibling = map(int, parent.communicate(timeout=30)[0].split())
    try:
        assert is_gone(pid)
    finally:
        os.kill(sibling, signal.SIGKILL)


def test_the_child_starts_without_django_and_without_secrets() -> None:
    pid = child_pid()
    assert "/django/" not in Path(f"/proc/{pid}/maps").read_text()
    assert b"SECRET_KEY" not in Path(f"/proc/{pid}/environ").read_bytes()
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, cms.markup.child; print('django' in sys.modules)"],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "False\n"


def test_a_child_that_cannot_start_is_an_error_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    child_process._stop()
    with monkeypatch.context() as broken:
        broken.setattr(child_process.sys, "executable", "/bin/false")
        with pytest.raises(RuntimeError, match="does not start"):
            render("x", links={})
    assert render("x", links={}).text == "x"
