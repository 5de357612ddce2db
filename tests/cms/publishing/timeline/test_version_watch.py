"""Threads that come at once share a reading of the version, and none is given one that began before it came."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from time import sleep

import pytest

from cms.publishing.timeline.version_watch import Unreadable, _Together


def in_threads(count: int, act: Callable[[], None]) -> None:
    threads = [Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def test_those_who_wait_share_the_next_reading() -> None:
    together, began, may_end = _Together(), Event(), Event()
    readings: list[int] = []

    def slow() -> int:
        readings.append(len(readings))
        began.set()
        may_end.wait(20)
        return readings[-1]

    got: list[int] = []
    first = Thread(target=lambda: got.append(together.read(slow)))
    first.start()
    began.wait(20)
    others = [Thread(target=lambda: got.append(together.read(slow))) for _ in range(5)]
    for other in others:
        other.start()
    sleep(0.2)  # until they wait
    may_end.set()
    for thread in (first, *others):
        thread.join(20)

    # The first had begun before they came, so one of them reads again, for all.
    assert sorted(got) == [0, 1, 1, 1, 1, 1]


def test_no_reading_is_older_than_the_question() -> None:
    together, truth, old = _Together(), [0], []
    start = Barrier(8)

    def look() -> int:
        sleep(0)
        return truth[0]

    def ask() -> None:
        start.wait(20)
        for _ in range(300):
            truth[0] += 1
            known = truth[0]
            told = together.read(look)
            if told < known:
                old.append((told, known))

    in_threads(8, ask)

    assert old == []


def test_a_failure_is_told_to_all_who_waited_for_it_and_forgotten() -> None:
    together = _Together()

    def fail() -> None:
        raise Unreadable

    with pytest.raises(Unreadable):
        together.read(fail)

    assert together.read(lambda: "well") == "well"
