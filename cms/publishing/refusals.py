"""Why a verb refuses. Every message is a sentence for an editor."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


class Refused(Exception):
    """A verb did nothing, for the reason that str() gives."""


class CannotRender(Refused):
    """A source has no rendering: a text that is too long, nested too deeply, or takes too much time."""


class ReplacementPending(Refused):
    """Something is already scheduled, and the caller did not say what shall become of it."""


class TooClose(Refused):
    """A scheduled moment is so near that a reader may have seen it already."""

    def __init__(self) -> None:
        super().__init__(_("A scheduled change takes effect this very second. Wait a moment and try again."))


class SlugTaken(Refused):
    """Another entry of the type is, or will be, at this slug in the same time."""


class StillReferred(Refused):
    """What other entries refer to is not deleted from under them."""


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps an entry from being published. `field` is a name in its source, or "" for the whole."""

    field: str
    message: str


class NotPublishable(Refused):
    """The entry lacks something that the public needs. `obstacles` lists all of it at once."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(" ".join(obstacle.message for obstacle in self.obstacles))
