"""Keeping whole answers in memory: bounded, and made once however many ask."""

import contextlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Event, Lock

from .representations import WholeAnswer

# Said by the view in the request's environment: the token of the content version that the answer was made of.
KEPT = "cms.kept"
Key = tuple[bool, str, str]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that is right as long as the content version has this token. `route` is its view's name."""

    token: str
    route: str
    whole: WholeAnswer


class Store:
    """The most recently used answers, as many as fit. Safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._kept: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key, token: str) -> KeptAnswer | None:
        kept = self._kept.get(key)
        if kept is None or kept.token != token:
            return None
        with contextlib.suppress(KeyError):  # evicted this very moment; it is right all the same
            self._kept.move_to_end(key)
        return kept

    def put(self, key: Key, kept: KeptAnswer) -> None:
        """Unless it alone would take an eighth of the room."""
        if kept.whole.size > self.max_bytes // 8:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self.bytes += kept.whole.size - (before.whole.size if before else 0)
            while self.bytes > self.max_bytes:
                _, oldest = self._kept.popitem(last=False)
                self.bytes -= oldest.whole.size


class Flights:
    """Who is making what at this moment."""

    def __init__(self) -> None:
        self._flying: dict[Key, Event] = {}
        self._lock = Lock()

    def board(self, key: Key) -> Event | None:
        """None: nobody is making it, so the caller does, and lands. Otherwise what to wait for."""
        with self._lock:
            landing = self._flying.get(key)
            if landing is None:
                self._flying[key] = Event()
            return landing

    def land(self, key: Key) -> None:
        with self._lock:
            landing = self._flying.pop(key)
        landing.set()
