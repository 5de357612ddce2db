"""Two edits that began from the same state, put together: field by field, and row by row.

Pure functions of *records*: a dict of field names to JSON values, and of names of inline rows to lists of dicts with
`id` and `position`, in their order. What only one side touched is taken; what both touched differently is a conflict,
for a person to decide. Sets of references and lists of words never conflict: what either side added is there, what
either removed is gone. Rows are matched by their ids, new ones by what makes them unique.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

Record = dict[str, Any]
# `("excerpt",)`, `("role_skills", row id, "importance")`, or `("role_skills", row id)` for a row that one side removed.
Path = tuple[str, ...]

_ROW_IDENTITY = frozenset({"id", "position"})


class Side(StrEnum):
    YOURS = "yours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """What both sides changed. A row that a side removed is None there; what was not there before is None in `base`."""

    path: Path
    base: Any
    theirs: Any
    yours: Any


@dataclass(frozen=True)
class Merged:
    """`record` has your side where a conflict is not decided. `taken` names what only they had changed, in order.
    `same` maps a new row of yours, by (field, id), to the id of theirs that it became one with."""

    record: Record
    conflicts: tuple[Conflict, ...]
    taken: tuple[Path, ...]
    same: Mapping[tuple[str, str], str]


@dataclass
class _Merge:
    choices: Mapping[Path, Side]
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[Path] = field(default_factory=list)
    same: dict[tuple[str, str], str] = field(default_factory=dict)

    def value(self, path: Path, base: Any, theirs: Any, yours: Any) -> Any:
        if theirs in (yours, base):
            return yours
        if yours == base:
            self.taken.append(path)
            return theirs
        if _is_set(theirs) and _is_set(yours):
            return _merged_set(base or [], theirs, yours)
        choice = self.choices.get(path)
        if choice is None:
            self.conflicts.append(Conflict(path, base, theirs, yours))
        return theirs if choice is Side.THEIRS else yours

    def row(self, path: Path, base: Record | None, theirs: Record | None, yours: Record | None) -> Record | None:
        if theirs is None and yours is None:
            return None
        if theirs is not None and yours is not None:
            before = base or {}
            names = [*yours, *(name for name in theirs if name not in yours)]
            row = {
                name: self.value((*path, name), before.get(name), theirs.get(name), yours.get(name))
                for name in names
                if name not in _ROW_IDENTITY
            }
            return {**row, **{name: theirs[name] for name in theirs if name in _ROW_IDENTITY}}
        if base is None:
            # Added by one side. Theirs is worth a word: the editor has not seen it.
            if theirs is not None:
                self.taken.append(path)
            return theirs or yours
        return self._removed_row(path, base, theirs, yours)

    def _removed_row(self, path: Path, base: Record, theirs: Record | None, yours: Record | None) -> Record | None:
        left = theirs if yours is None else yours
        if _content(left) == _content(base):
            if theirs is None:
                self.taken.append(path)
            return None
        choice = self.choices.get(path)
        if choice is None:
            self.conflicts.append(Conflict(path, base, theirs, yours))
        return theirs if choice is Side.THEIRS else yours


def merge(
    base: Record,
    theirs: Record,
    yours: Record,
    *,
    rows: Mapping[str, Sequence[Path]],
    choices: Mapping[Path, Side] | None = None,
) -> Merged:
    """Put two edits of `base` together.

    `rows` names the fields that hold inline rows, each with the sets of columns that are unique among them. `choices`
    decides conflicts that were shown before; a choice about what is no conflict is ignored.
    """
    work = _Merge(choices or {})
    record: Record = {}
    for name, value in theirs.items():
        if name in rows:
            sides = (base.get(name) or [], value, yours.get(name) or [])
            record[name] = _merged_rows(work, name, *sides, unique=rows[name])
        else:
            record[name] = work.value((name,), base.get(name), value, yours.get(name))
    return Merged(record, tuple(work.conflicts), tuple(work.taken), work.same)


def _merged_rows(
    work: _Merge, name: str, base: list[Record], theirs: list[Record], yours: list[Record], *, unique: Sequence[Path]
) -> list[Record]:
    known = {row["id"] for row in base}
    same = _same_rows(yours, theirs, known=known, unique=unique)
    work.same.update({(name, own): other for own, other in same.items()})
    yours = [{**row, "id": same.get(row["id"], row["id"])} for row in yours]
    before, of_them, of_you = ({row["id"]: row for row in rows} for rows in (base, theirs, yours))
    merged: dict[str, Record] = {}
    for key in dict.fromkeys([*of_them, *of_you]):
        row = work.row((name, key), before.get(key), of_them.get(key), of_you.get(key))
        if row is not None:
            merged[key] = row
    rows = [merged[key] for key in _merged_order(list(before), list(of_them), list(of_you)) if key in merged]
    places = [row["position"] for row in rows]
    if all(first < second for first, second in pairwise(places)):
        return rows
    return [{**row, "position": number} for number, row in enumerate(rows, start=1)]


def _same_rows(yours: list[Record], theirs: list[Record], *, known: set[str], unique: Sequence[Path]) -> dict[str, str]:
    """Your new rows that are about the same as a new row of theirs: the same skill of a role. Ids to their ids."""
    by_key = {key: row["id"] for row in theirs if row["id"] not in known for key in _keys(row, unique)}
    found: dict[str, str] = {}
    for row in yours:
        same = next((by_key[key] for key in _keys(row, unique) if key in by_key), None)
        if row["id"] not in known and same not in (None, row["id"], *found.values()):
            found[row["id"]] = str(same)
    return found


def _keys(row: Record, unique: Sequence[Path]) -> list[tuple[Path, tuple[str, ...]]]:
    return [(columns, tuple(str(row.get(column)) for column in columns)) for columns in unique]


def _merged_order(base: list[str], theirs: list[str], yours: list[str]) -> list[str]:
    """Who moved rows is followed, you if both did; rows that the other side alone has stand behind what they stood
    behind there."""
    common = set(base) & set(theirs) & set(yours)
    you_moved = [key for key in yours if key in common] != [key for key in base if key in common]
    main, other = (yours, theirs) if you_moved else (theirs, yours)
    order = list(main)
    for place, key in enumerate(other):
        if key not in order:
            before = next((one for one in reversed(other[:place]) if one in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, key)
    return order


def _merged_set(base: Sequence[str], theirs: Sequence[str], yours: Sequence[str]) -> list[str]:
    added = [one for one in theirs if one not in base and one not in yours]
    return [one for one in yours if one in theirs or one not in base] + added


def _is_set(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value) and len(set(value)) == len(value)


def _content(row: Record | None) -> Record:
    return {name: value for name, value in (row or {}).items() if name not in _ROW_IDENTITY}
