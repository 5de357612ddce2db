"""The parameters that every view understands by itself: `fields` and `include`, as far as its answer has them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from . import choosing
from . import including as include
from .including import Including
from .reading import Reader
from .shapes import Shape, shape_of


@dataclass(frozen=True)
class Answers:
    """What a view answers: `described` is a serializer of it, `includes` are the paths that `include` takes.

    Of a list, both speak of each result; what stands around the results stays.
    """

    described: Any
    includes: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return (choosing.NAME, include.NAME) if self.includes else (choosing.NAME,)

    @cached_property
    def is_list(self) -> bool:
        return "results" in self._whole.members

    @cached_property
    def _whole(self) -> Shape:
        return shape_of(self.described)

    @cached_property
    def including(self) -> Including:
        shape = self._whole.members["results"] if self.is_list else self._whole
        return include.including(shape, self.includes)

    def asked(self, query: QueryDict) -> "Asked":
        """Raises InvalidValue."""
        included, chosen = query.get(include.NAME), query.get(choosing.NAME)
        members = None
        if included is not None and self.includes:
            members = self.including.chosen(included, self.includes)
        selection = None
        if chosen is not None:
            shape = members.extended() if members else self.including.shape
            selection = choosing.selection_of(chosen, shape, self.including.paths)
        return Asked(self.is_list, members, selection)


@dataclass(frozen=True)
class Asked:
    is_list: bool
    members: Including | None
    selection: choosing.Selection | None

    def of(self, reader: Reader, answer: Any) -> Any:
        """The answer as it was asked for. One query for each level of what is included."""
        nodes = answer["results"] if self.is_list else [answer]
        if self.members:
            self.members.add(reader, nodes)
        if self.selection is None:
            return answer
        chosen = choosing.chosen_of(nodes, self.selection)
        return {**answer, "results": chosen} if self.is_list else chosen[0]
