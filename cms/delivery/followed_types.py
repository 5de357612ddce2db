"""What the feed of changes tells of besides entries: rows that the ledger has under names that are no content types.

The package that logs them says here how readers find them.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class FollowedType:
    """`cache_tag` is that of the answers made of such rows. `addresses` gives by id where the site shows them and where
    the API answers with them, of those that there are; `api_path`, below /api/v1/, stands for one that is gone."""

    name: str
    cache_tag: str
    api_path: str
    addresses: Callable[[Collection[UUID]], dict[UUID, tuple[str | None, str]]]


_followed: dict[str, FollowedType] = {}


def add_followed_type(followed: FollowedType) -> None:
    _followed[followed.name] = followed


def followed_type(name: str) -> FollowedType | None:
    return _followed.get(name)


def followed_types() -> Iterator[FollowedType]:
    return iter(tuple(_followed.values()))
