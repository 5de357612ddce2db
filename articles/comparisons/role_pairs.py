"""Pairs of roles: an article refers to each pair of its roles, so that those about both are found without a join."""

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID, uuid5

PAIR = "role_pair"
_NAMESPACE = UUID("0a3e4b0e-5a3d-5b1c-8f5e-2f8f5f2a9c41")


def pair_id(one: str, other: str) -> str:
    """The same for both orders. The ids are UUIDs as text."""
    return str(uuid5(_NAMESPACE, " ".join(sorted((one, other)))))


def pairs_of(roles: Sequence[str]) -> list[str]:
    """Of all of these."""
    return [pair_id(*pair) for pair in combinations(dict.fromkeys(roles), 2)]
