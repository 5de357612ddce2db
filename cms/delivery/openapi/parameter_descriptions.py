"""`fields` and `include` in the OpenAPI document: what they take, and the optional members that they bring."""

from copy import deepcopy
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

from cms.delivery.parameters import includes, sparse_fields
from cms.delivery.parameters.answer_parameters import Answers
from cms.delivery.parameters.includes import Path
from cms.delivery.parameters.optional_members import Member

from . import value_schemas as values


def asking_parameters(answers: Answers) -> list[OpenApiParameter]:
    of = "each result" if answers.is_list else "the answer"
    fields = OpenApiParameter(
        sparse_fields.NAME,
        values.FIELDS_CHOSEN,
        description=f"Keeps only these members of {of}: names with commas between them, dotted into what is inside, "
        f"such as `{_example(answers)}`; at most {sparse_fields.MOST_FIELDS}. What is required otherwise is then left "
        "out.",
    )
    if not answers.includes:
        return [fields]
    listed = ", ".join(f"`{path}`" for path in answers.includes)
    include = OpenApiParameter(
        includes.NAME,
        values.any_of(answers.includes),
        description=f"Adds members to {of} that are not there by default, with commas between them: {listed}. With "
        f"`{sparse_fields.NAME}`, name them there too.",
    )
    return [fields, include]


def with_optional(answers: Answers) -> Any:
    """The serializer of what a view answers, with all that may be included in it as optional members."""
    if not answers.includes:
        return answers.described
    described = answers.described() if isinstance(answers.described, type) else answers.described
    members = answers.including.members
    if not answers.is_list:
        return _extended(type(described), members, (), type(described).__name__)
    item = described.fields["results"].child
    name = type(described).__name__
    extended = _extended(type(item), members, (), f"{name}Item")
    return type(name, (type(described),), {"results": extended(many=True)})()


def _extended(document: type[Any], members: dict[Path, Member], at: Path, name: str) -> type[Any]:
    """A serializer like `document`, called `name`, with the members below a path; those below it are named after it."""
    names = list(dict.fromkeys(path[len(at)] for path in members if len(path) > len(at) and path[: len(at)] == at))
    attributes: dict[str, Any] = {}
    for step in names:
        here = (*at, step)
        member = members.get(here)
        value = member.document if member else document().fields[step]
        below = any(len(path) > len(here) and path[: len(here)] == here for path in members)
        attributes[step] = _optional(value, bool(member), members, here, name, below)
    return type(name, (document,), attributes)


def _optional(value: Any, is_optional: bool, members: dict[Path, Member], at: Path, name: str, below: bool) -> Any:
    """The serializer of one member, extended by what may be included below it."""
    if not below:
        # DRF makes its own copies, out of the arguments.
        return _optionally(deepcopy(value)) if is_optional else value
    is_many = isinstance(value, s.ListSerializer)
    named = name + at[-1].replace("_", " ").title().replace(" ", "")
    document = _extended(type(value.child if is_many else value), members, at, named)
    options = {option: given for option in ("allow_null", "help_text") if (given := getattr(value, option))}
    return document(many=is_many, required=not is_optional, **options)


def _optionally(value: Any) -> Any:
    value._kwargs = {**value._kwargs, "required": False}
    return deepcopy(value)


def _example(answers: Answers) -> str:
    members = answers.including.shape.members
    names = [name for name, member in members.items() if not member.members and name not in ("id", "type")][:1]
    names += [f"{name}.{next(iter(member.members))}" for name, member in members.items() if member.members][:1]
    return ",".join(names)
