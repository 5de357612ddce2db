"""The duties: which kinds of work there are. Packages add theirs in `AppConfig.ready()`."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily


class Stop:
    """Whether this process was asked to end. A plain flag, so that a signal handler can set it at any moment."""

    def __init__(self) -> None:
        self.is_asked = False

    def ask(self) -> None:
        self.is_asked = True

    def wait(self, seconds: float) -> bool:
        """Sleep for `seconds`, or until somebody asks; whether somebody has. No clock that can be set counts."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))
        return self.is_asked


@dataclass(frozen=True)
class Duty:
    """A kind of work whose due rows stand in some table.

    `run(stop)` does one bounded slice of what is due, some 30 seconds at most, and returns True if more is due at once.
    It claims its rows itself: it may run in several processes at once (in one process, never), and anything that it
    has claimed must become due again when it is killed. It looks at `stop.is_asked` after each small step. What it
    raises is logged without its message, which may name people, and it is tried again with a growing back-off.
    `overdue_since()` is the moment since which the oldest due row waits, aware; None if nothing is due. It is asked
    every few seconds and by every scrape of the metrics: one query that an index answers.
    `gauges()` are further figures for the metrics, as cheap; they begin with `cms_`.
    """

    name: str
    run: Callable[[Stop], bool]
    overdue_since: Callable[[], datetime | None]
    gauges: Callable[[], Iterable[GaugeMetricFamily]] = tuple


_duties: dict[str, Duty] = {}


def add_duty(duty: Duty) -> None:
    """Raises ValueError if another duty has that name. Adding the same again changes nothing."""
    if _duties.setdefault(duty.name, duty) != duty:
        raise ValueError(f"There is a duty called {duty.name} already.")


def duties() -> list[Duty]:
    """In the order of their names."""
    return [_duties[name] for name in sorted(_duties)]


def duty(name: str) -> Duty:
    """Raises LookupError if there is none."""
    return _duties[name]
