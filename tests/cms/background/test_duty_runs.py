"""One slice: one at a time in a process, and after a failure with a back-off."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from cms.background import duties as registry
from cms.background.duties import Duty, Stop, add_duty
from cms.background.duty_runs import SliceOutcome, run_slice
from cms.background.models import FailingDuty
from cms.background.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADDRESS = "somebody@example.org"


@pytest.fixture
def make_duty(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Stop], bool]], str]:
    """Registers a duty that always has something due, for this test; its name."""

    def make(run: Callable[[Stop], bool]) -> str:
        monkeypatch.setitem(registry._duties, "sweeping floors", Duty("sweeping floors", run, timezone.now))
        return "sweeping floors"

    return make


class Broken:
    """Fails until it is mended."""

    def __init__(self) -> None:
        self.is_mended, self.calls = False, 0

    def __call__(self, stop: Stop) -> bool:
        self.calls += 1
        if not self.is_mended:
            raise ConnectionResetError(f"to {ADDRESS}")
        return False


Make = Callable[[Callable[[Stop], bool]], str]


def test_a_name_is_taken_once() -> None:
    one = registry.duty("chores")
    add_duty(one)
    with pytest.raises(ValueError, match="called chores"):
        add_duty(Duty("chores", lambda stop: False, lambda: None))
    assert registry.duty("chores") is one


def test_a_task_of_a_duty_that_is_no_more_is_dropped() -> None:
    assert run_slice("laundry") == SliceOutcome.UNKNOWN


def test_a_duty_says_whether_more_is_due(make_duty: Make) -> None:
    answers = [True, False]
    name = make_duty(lambda stop: answers.pop(0))
    assert [run_slice(name), run_slice(name)] == [SliceOutcome.MORE, SliceOutcome.DONE]


def test_each_failure_doubles_the_back_off_to_five_minutes_and_success_forgets_it(make_duty: Make) -> None:
    broken = Broken()
    name = make_duty(broken)
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as clock:
        waits = []
        for _ in range(9):
            assert run_slice(name) == SliceOutcome.FAILED
            failing = FailingDuty.objects.get()
            waits.append((failing.retry_at - timezone.now()).total_seconds())
            assert run_slice(name) == SliceOutcome.BACKING_OFF
            assert name not in sweep()
            clock.move_to(failing.retry_at)
            assert name in sweep()
        broken.is_mended = True
        assert run_slice(name) == SliceOutcome.DONE
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert broken.calls == 10
    assert not FailingDuty.objects.exists()


def test_a_failure_keeps_no_message(make_duty: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    run_slice(make_duty(Broken()))

    assert FailingDuty.objects.get().error == "builtins.ConnectionResetError"
    assert "ConnectionResetError" in caplog.text
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=1)])
def test_a_clock_that_jumps_prolongs_no_back_off(jump: timedelta, make_duty: Make) -> None:
    broken = Broken()
    name = make_duty(broken)
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as clock:
        for _ in range(3):
            run_slice(name)
            FailingDuty.objects.update(retry_at=timezone.now())
        run_slice(name)
        clock.shift(jump)
        assert name in sweep()
        assert run_slice(name) == SliceOutcome.FAILED


def test_a_duty_that_cannot_say_what_is_due_backs_off_and_holds_up_no_other(
    make_duty: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail() -> datetime:
        calls.append(1)
        raise ValueError

    monkeypatch.setitem(registry._duties, "a broken one", Duty("a broken one", lambda stop: False, fail))
    name = make_duty(lambda stop: False)

    assert (sweep(), sweep()) == ([name], [name])
    assert len(calls) == 1


def test_what_failed_and_is_due_no_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC)):
        FailingDuty.objects.create(name="chores", failures=3, failed_at=timezone.now(), retry_at=timezone.now())
    sweep()
    assert not FailingDuty.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_duty_runs_once_at_a_time_in_a_process_and_again_if_it_was_asked_to_meanwhile(make_duty: Make) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def run(stop: Stop) -> bool:
        begun.set()
        assert may_end.wait(10)
        return False

    name = make_duty(run)
    outcomes = []
    with thread(lambda: outcomes.append(run_slice(name))):
        assert begun.wait(10)
        outcomes.append(run_slice(name))
        may_end.set()
    assert outcomes == [SliceOutcome.BUSY, SliceOutcome.MORE]


@contextmanager
def thread(act: Callable[[], object]) -> Iterator[None]:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    running = threading.Thread(target=run)
    running.start()
    try:
        yield
    finally:
        running.join(20)
