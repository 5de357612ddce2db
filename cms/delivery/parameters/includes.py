"""The `include` parameter: members that are not there by default, at the paths where they will stand.

Each path is one that the view lists. A level of the answer costs one query, however many entries stand on it; what is
there already costs none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cms.api.parameters import invalid
from cms.api.problems import InvalidValue, nearest
from cms.delivery.reader import Reader

from .answer_shapes import Shape, shape_of
from .included_entries import Gathering
from .optional_members import NOT_THERE, Member, member_of

NAME = "include"
MOST_DEPTH, MOST_PATHS = 3, 20
# Objects that members are put into at one level: what they are copied into an answer for, not what is read.
MOST_FILLED = 5_000
# What one request may ask for: the members, each at its cost, times the results on a page.
MOST_COST = 800
Path = tuple[str, ...]


@dataclass(frozen=True)
class Including:
    """What may be included in an answer of a shape: `members` by path, parents before what stands below them."""

    shape: Shape
    members: dict[Path, Member]

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(".".join(path) for path in self.members)

    def chosen(self, text: str, allowed: Sequence[str]) -> "Including":
        """What a value of the parameter asks for, what stands above it included. Raises InvalidValue."""
        asked = list(dict.fromkeys(part.strip() for part in text.split(",")))
        if not all(asked):
            raise invalid(NAME, "It needs the name of a member; a comma separates several.")
        if len(asked) > MOST_PATHS:
            raise invalid(NAME, f"It takes at most {MOST_PATHS} members.")
        errors = [
            {"parameter": NAME, "detail": _refusal(path, allowed), "nearest": _nearest(path, allowed)}
            for path in asked
            if path not in allowed
        ]
        if errors:
            raise InvalidValue(f"{NAME}: {errors[0]['detail']}", errors=errors)
        wanted = [tuple(path.split(".")) for path in asked]
        above = {path[:depth] for path in wanted for depth in range(1, len(path) + 1)}
        return including(self.shape, [path for path in self.members if path in above])

    def refuse_too_much(self, page_size: int) -> None:
        """Before anything is read. Raises InvalidValue."""
        each = sum(member.cost for member in self.members.values())
        if each * page_size > MOST_COST and page_size > 1:
            most = max(1, MOST_COST // each)
            raise invalid(
                NAME, f"That is too much for {page_size} results at once. Lower page_size to {most}, or include less."
            )

    def extended(self) -> Shape:
        """The shape of the answer with all of this in it."""
        shape = self.shape
        for path, member in self.members.items():
            shape = shape.adding(path, shape_of(member.document))
        return shape

    def add(self, reader: Reader, nodes: list[dict[str, Any]]) -> None:
        """Put the members into these answers. One query for each level that lacks something."""
        for depth in range(MOST_DEPTH):
            lacking = [
                (member, at)
                for path, member in self.members.items()
                if len(path) == depth + 1 and (at := [n for n in _at(nodes, path[:-1]) if path[-1] not in n])
            ]
            _fill(reader, lacking)


def including(shape: Shape, paths: Sequence[str] | Sequence[Path]) -> Including:
    """Raises LookupError for a path that nobody declared the members of: a mistake of ours, not of a reader's."""
    members: dict[Path, Member] = {}
    for path in paths:
        steps = tuple(path.split(".")) if isinstance(path, str) else path
        within = shape
        for depth, name in enumerate(steps, start=1):
            member = member_of(within.document, name) if name not in within.members else None
            if member:
                members[steps[:depth]] = member
                within = shape_of(member.document)
            elif name in within.members:
                within = within.members[name]
            else:
                raise LookupError(f"{'.'.join(steps)}: {within.document} has no member “{name}” to include.")
    return Including(shape, dict(sorted(members.items(), key=lambda item: len(item[0]))))


def _fill(reader: Reader, lacking: list[tuple[Member, list[dict[str, Any]]]]) -> None:
    gathering = Gathering(reader)
    if sum(len(nodes) for _, nodes in lacking) > MOST_FILLED:
        raise invalid(NAME, f"The answer would hold it more than {MOST_FILLED:,} times. Lower page_size.")
    for member, nodes in lacking:
        ids = sorted({node["id"] for node in nodes})
        reader.dependencies.entries.update(ids)
        reader.dependencies.types.update(member.made_of)
        member.want(gathering, ids)
    gathering.read()
    for member, nodes in lacking:
        values = {node["id"]: member.value(gathering, node["id"]) for node in nodes}
        for node in nodes:
            if values[node["id"]] is not NOT_THERE:
                node[member.name] = values[node["id"]]


def _at(nodes: Sequence[Any], path: Path) -> Iterator[dict[str, Any]]:
    """The objects at a path below these, through lists and past what is null."""
    for node in nodes:
        if isinstance(node, list):
            yield from _at(node, path)
        elif node is not None and path:
            yield from _at([node.get(path[0])], path[1:])
        elif node is not None:
            yield node


def _nearest(path: str, allowed: Sequence[str]) -> str | None:
    """Below the path, above it, or spelt like it."""
    related = [each for each in allowed if each.startswith(f"{path}.") or path.startswith(f"{each}.")]
    return related[0] if related else nearest(path, allowed)


def _refusal(path: str, allowed: Sequence[str]) -> str:
    if path.count(".") >= MOST_DEPTH:
        return f"“{path[:100]}” is more than {MOST_DEPTH} levels deep."
    return f"“{path[:100]}” cannot be included here."
