"""The `fields` parameter: of a documented answer, only what is named.

A selection is a tree of names, with None for what is kept whole. The result is always a part of the whole answer: no
value differs, and nothing stands in another order.
"""

from typing import Any

from cms.api.problems import InvalidValue, nearest

from .answer_shapes import Shape

NAME = "fields"
MOST_FIELDS, MOST_NAMED = 100, 20
Selection = dict[str, Any]


def selection_of(text: str, shape: Shape, to_include: frozenset[str] = frozenset()) -> Selection:
    """What a value of the parameter chooses of a shape. `to_include` are the paths that `include` would add.

    Raises InvalidValue, naming up to 20 fields that are not there and the nearest that are.
    """
    names = list(dict.fromkeys(part.strip() for part in text.split(",")))
    if not all(names):
        raise _refusal([{"detail": "It needs the name of a field; a comma separates several.", "nearest": None}])
    if len(names) > MOST_FIELDS:
        raise _refusal(
            [{"detail": f"It takes at most {MOST_FIELDS} fields, and this names {len(names)}.", "nearest": None}]
        )
    wrong = [error for name in names if (error := _wrong_with(name, shape, to_include))]
    if wrong:
        raise _refusal(wrong[:MOST_NAMED])
    chosen: Selection = {}
    # The shorter first: `body` is whole, and `body.html` beside it says nothing more.
    for path in sorted((name.split(".") for name in names), key=len):
        _add(chosen, path)
    return chosen


def chosen_of(value: Any, selection: Selection | None) -> Any:
    """The part of a value that a selection names, through lists; null stays null."""
    if selection is None or value is None:
        return value
    if isinstance(value, list):
        return [chosen_of(each, selection) for each in value]
    return {name: chosen_of(inner, selection[name]) for name, inner in value.items() if name in selection}


def _add(chosen: Selection, path: list[str]) -> None:
    *parents, last = path
    for name in parents:
        inner = chosen.setdefault(name, {})
        if inner is None:
            return
        chosen = inner
    chosen[last] = None


def _wrong_with(path: str, shape: Shape, to_include: frozenset[str]) -> dict[str, Any] | None:
    before: list[str] = []
    for name in path.split("."):
        if name not in shape.members:
            return _unknown(path, name, before, shape, to_include)
        before.append(name)
        shape = shape.members[name]
    return None


def _unknown(path: str, name: str, before: list[str], shape: Shape, to_include: frozenset[str]) -> dict[str, Any]:
    said = path[:100]
    needed = ".".join([*before, name])
    if needed in to_include:
        return {"detail": f"“{said}” is there only with include={needed}.", "nearest": None}
    if not shape.members:
        whole = ".".join(before)
        return {"detail": f"“{whole[:100]}” can be chosen as a whole only.", "nearest": whole}
    close = nearest(name, shape.members) or next((p for p in shape.paths() if p.rpartition(".")[2] == name), None)
    return {"detail": f"There is no field “{said}” here.", "nearest": ".".join([*before, close]) if close else None}


def _refusal(errors: list[dict[str, Any]]) -> InvalidValue:
    said = " ".join(error["detail"] for error in errors[:3])
    return InvalidValue(f"{NAME}: {said}", errors=[{"parameter": NAME, **error} for error in errors])
