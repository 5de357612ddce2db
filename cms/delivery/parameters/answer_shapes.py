"""The documented shape of an answer, as a tree of names: what `fields` and `include` may speak of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.drainage import get_override
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers as s


@dataclass(frozen=True)
class Shape:
    """An object's members by name; without any it is a value, or an object whose keys nobody documented.

    `document` is the serializer that describes it, lists looked through; None where there is not one and no other.
    """

    members: Mapping[str, "Shape"] = field(default_factory=dict)
    document: type[Any] | None = None

    def paths(self) -> Iterator[str]:
        """Every dotted path below, parents before their members."""
        for name, member in self.members.items():
            yield name
            yield from (f"{name}.{path}" for path in member.paths())

    def adding(self, path: tuple[str, ...], member: "Shape") -> "Shape":
        """The same with a member more at a path; what is documented there already stays."""
        name, *rest = path
        if not rest:
            return Shape({name: member, **self.members}, self.document)
        inner = self.members[name].adding(tuple(rest), member)
        return Shape({**self.members, name: inner}, self.document)


def shape_of(described: Any) -> Shape:
    """The shape of what a serializer (class or instance) or one of its fields describes."""
    if isinstance(described, type):
        described = described()
    override = get_override(described, "field")
    if isinstance(override, PolymorphicProxySerializer):
        return _of_any(override)
    if isinstance(described, s.ListSerializer | s.ListField):
        return shape_of(described.child)
    if isinstance(described, s.Serializer):
        members = {name: shape_of(inner) for name, inner in described.fields.items()}
        return Shape(members, type(described))
    return Shape()


def _of_any(described: PolymorphicProxySerializer) -> Shape:
    """One of several objects: what any of them has."""
    serializers: Any = described.serializers
    shapes = [shape_of(each) for each in (serializers.values() if isinstance(serializers, dict) else serializers)]
    members: dict[str, Shape] = {}
    for shape in shapes:
        members |= shape.members
    return Shape(members)
