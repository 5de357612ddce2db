from typing import Protocol


class Stop(Protocol):
    """Whether the worker was asked to end."""

    @property
    def is_asked(self) -> bool: ...
