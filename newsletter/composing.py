"""Placeholder with the names of the real one; the real one wins."""

from dataclasses import dataclass, field
from typing import Any

from .models import Issue


@dataclass(frozen=True)
class Composed:
    subject: str
    html: str
    text: str
    archive: dict[str, Any] = field(default_factory=dict)


class CannotCompose(Exception):
    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def compose(issue: Issue) -> Composed:
    raise CannotCompose(["Nothing composes yet."])
