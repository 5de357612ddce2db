"""What of a text readers will not see, or not as it was meant: noted while it is read, for its author."""

from typing import NamedTuple

# Whoever has more to mend begins with these.
MOST = 50
SHOWN = 60


class Loss(NamedTuple):
    """`kind` says what happened: "tag", "address", "link", "label", "note", "fence"; `what` is the part of the text."""

    line: int
    kind: str
    what: str


class Losses:
    def __init__(self) -> None:
        self._found: dict[Loss, None] = {}

    def clear(self) -> None:
        self._found.clear()

    @property
    def is_full(self) -> bool:
        return len(self._found) >= MOST

    def note(self, line: int, kind: str, what: str) -> None:
        if not self.is_full:
            what = " ".join(what.split())
            self._found[Loss(line, kind, what if len(what) <= SHOWN else what[: SHOWN - 1] + "…")] = None

    def in_order(self) -> list[Loss]:
        """Each once, as they stand in the text."""
        return sorted(self._found)
