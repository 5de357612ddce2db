"""The parameters that every view understands by itself: `fields` and `include`, as far as its answer has them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from cms.api.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from cms.api.parameters import positive_integer
from cms.api.problems import InvalidValue
from cms.delivery.reader import Reader

from . import includes as include
from . import sparse_fields
from .answer_shapes import Shape, shape_of
from .includes import Including


@dataclass(frozen=True)
class Answers:
    """What a view answers: `described` is a serializer of it, `includes` are the paths that `include` takes.

    Of a list, both speak of each result; what stands around the results stays.
    """

    described: Any
    includes: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return (sparse_fields.NAME, include.NAME) if self.includes else (sparse_fields.NAME,)

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

    def asked(self, query: QueryDict) -> "AskedMembers":
        """Raises InvalidValue."""
        included, chosen = query.get(include.NAME), query.get(sparse_fields.NAME)
        members = None
        if included is not None and self.includes:
            members = self.including.chosen(included, self.includes)
            if self.is_list:
                size = positive_integer(query, "page_size", PAGE_SIZE, most=MAX_PAGE_SIZE)
                members.refuse_too_much(size)
        selection = None
        if chosen is not None:
            shape = members.extended() if members else self.including.shape
            selection = sparse_fields.selection_of(chosen, shape, self.including.paths)
            if members and included is not None:
                _refuse_what_is_left_out(included, selection)
        return AskedMembers(self.is_list, members, selection)


def _refuse_what_is_left_out(included: str, selection: sparse_fields.Selection) -> None:
    """Who includes what `fields` leaves out contradicts himself. Raises InvalidValue naming each such path."""
    errors = []
    for path in dict.fromkeys(part.strip() for part in included.split(",")):
        inner: sparse_fields.Selection | None = selection
        for name in path.split("."):
            if inner is not None and name not in inner:
                detail = f"“{path}” is included, and “{sparse_fields.NAME}” leaves it out. Name it there, too."
                errors.append({"parameter": include.NAME, "detail": detail, "nearest": None})
                break
            inner = inner[name] if inner is not None else None
    if errors:
        raise InvalidValue(f"{include.NAME}: {errors[0]['detail']}", errors=errors)


@dataclass(frozen=True)
class AskedMembers:
    is_list: bool
    members: Including | None
    selection: sparse_fields.Selection | None

    def of(self, reader: Reader, answer: Any) -> Any:
        """The answer as it was asked for. One query for each level of what is included."""
        nodes = answer["results"] if self.is_list else [answer]
        if self.members:
            self.members.add(reader, nodes)
        if self.selection is None:
            return answer
        chosen = sparse_fields.chosen_of(nodes, self.selection)
        return {**answer, "results": chosen} if self.is_list else chosen[0]
