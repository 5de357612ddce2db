"""Settings that are limits. It imports nothing that needs settings."""

import re
from collections.abc import Collection
from typing import NamedTuple

NAMES = ("comparison", "match", "search")
UNITS = {"s": 1, "min": 60, "h": 3_600, "day": 86_400}
_RATE = re.compile(r"([a-z_]+)=([1-9][0-9]{0,8})/([a-z]+)")


class Rate(NamedTuple):
    requests: int
    seconds: int


def rates(text: str, names: Collection[str] = NAMES) -> dict[str, Rate]:
    """What the setting says: `search=60/min,match=60/min`. What it does not name is not limited.

    Raises ValueError saying what is wrong.
    """
    found: dict[str, Rate] = {}
    parts = [part.strip() for part in text.split(",")]
    if text.strip() and not any(parts):
        raise ValueError("It names no limit. Leave it empty if there is to be none.")
    for part in filter(None, parts):
        match = _RATE.fullmatch(part)
        if not match or match[3] not in UNITS:
            raise ValueError(f"“{part}” is not like search=60/min; units are {', '.join(UNITS)}.")
        if match[1] not in names:
            raise ValueError(f"There is no limit called “{match[1]}”, only {', '.join(names)}.")
        if match[1] in found:
            raise ValueError(f"It names {match[1]} twice.")
        found[match[1]] = Rate(int(match[2]), UNITS[match[3]])
    return found
