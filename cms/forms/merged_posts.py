"""What an editor sent, merged with what others saved since the page was filled.

The result is again what a browser could have sent, so that Django's own form takes it from there: where only others
changed a field, their value stands in it; where both did, the editor's own does, and the conflict is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.translation import gettext as _

from .field_values import Parts, sent_parts, shown
from .form_records import POSITION, PageForm, digested, filled_record, parts_as_filled, sent_record
from .three_way_merge import Conflict, Path, Record, Side, merge

CHOICE = "_choice"


@dataclass(frozen=True)
class ShownConflict:
    """A conflict as the page asks about it. `theirs` and `yours` are pieces of text, each with whether the other side
    lacks it; an empty list says that the side removed the row. `name` is that of the two radio buttons."""

    name: str
    label: str
    field_id: str
    theirs: list[tuple[str, bool]]
    yours: list[tuple[str, bool]]
    theirs_value: str
    yours_value: str


@dataclass(frozen=True)
class MergedPost:
    """`taken` are the labels of what others changed and the editor did not, each once."""

    data: QueryDict
    conflicts: list[ShownConflict]
    taken: list[str]


def merge_post(page: PageForm, base: Record, data: QueryDict) -> MergedPost:
    """`page` is filled from what is stored now, `base` is the token's record, `data` what was sent."""
    theirs = filled_record(page)
    yours = sent_record(page, base, data)
    work = _Work(page, data.copy(), theirs, yours)
    merged = merge(base, digested(theirs), digested(yours), rows=page.unique_columns, choices=work.choices())
    work.rename(merged.same)
    work.write(merged.record)
    conflicts = [work.shown(conflict) for conflict in merged.conflicts]
    return MergedPost(work.data, conflicts, list(dict.fromkeys(work.label(path) for path in merged.taken)))


class _Work:
    def __init__(self, page: PageForm, data: QueryDict, theirs: Record, yours: Record) -> None:
        self.page, self.data, self.theirs, self.yours = page, data, theirs, yours
        self.formsets = {formset.prefix: formset for formset in page.formsets}
        self.stored_forms = {
            (formset.prefix, form.row_key): form for formset in page.formsets for form in formset.initial_forms
        }

    # --- what was decided

    def choices(self) -> dict[Path, Side]:
        """The choices that came with the form, as far as they are about what stands there now."""
        found: dict[Path, Side] = {}
        for name in self.data:
            if name.startswith(f"{CHOICE}:"):
                path = tuple(name.split(":")[1:])
                side, _colon, seen = str(self.data[name]).partition(":")
                if side in set(Side) and seen == _fingerprint(_at(self.theirs, path)):
                    found[path] = Side(side)
        return found

    # --- what is sent on

    def rename(self, same: Mapping[tuple[str, str], str]) -> None:
        """Send a row that both added under the name of theirs."""
        for (prefix, own), other in same.items():
            before, after = f"{prefix}-{own}-", f"{prefix}-{other}-"
            for name in [name for name in self.data if name.startswith(before)]:
                self.data.setlist(after + name.removeprefix(before), self.data.pop(name))
            for row in self.yours[prefix]:
                row["id"] = other if row["id"] == own else row["id"]

    def write(self, record: Record) -> None:
        for name, parts in parts_as_filled(self.page.form).items():
            if record[name] != digested(self.yours)[name]:
                self._set(name, _chosen(record[name], parts))
        for prefix, formset in self.formsets.items():
            self._write_rows(formset, record[prefix])

    def _write_rows(self, formset: Any, rows: list[Record]) -> None:
        mine = {row["id"]: row for row in digested({formset.prefix: self.yours[formset.prefix]})[formset.prefix]}
        kept = {row["id"] for row in rows}
        blank = formset.empty_form
        for key in mine.keys() - kept:
            self._drop(f"{formset.prefix}-{key}-")
        for row in rows:
            prefix = f"{formset.prefix}-{row['id']}"
            stored = self.stored_forms.get((formset.prefix, row["id"]))
            own = mine.get(row["id"])
            if stored is not None:
                self.data.pop(f"{prefix}-{DELETION_FIELD_NAME}", None) if own is None else None
                for name, parts in parts_as_filled(stored).items():
                    if own is None or (name != POSITION and row[name] != own.get(name)):
                        self._set(f"{prefix}-{name}", _chosen(row[name], parts))
            if POSITION in blank.fields and own is not None and row[POSITION] != own[POSITION]:
                self.data[f"{prefix}-{POSITION}"] = str(row[POSITION])

    def _set(self, name: str, parts: Parts) -> None:
        for suffix, texts in parts.items():
            self.data.setlist(name + suffix, texts)

    def _drop(self, prefix: str) -> None:
        for name in [name for name in self.data if name.startswith(prefix)]:
            del self.data[name]

    # --- what is told

    def shown(self, conflict: Conflict) -> ShownConflict:
        theirs, yours = self._texts(conflict, self.theirs), self._texts(conflict, self.yours)
        seen = _fingerprint(_at(self.theirs, conflict.path))
        return ShownConflict(
            name=":".join((CHOICE, *conflict.path)),
            label=self.label(conflict.path),
            field_id="id_" + "-".join(conflict.path),
            theirs=_pieces(theirs, yours),
            yours=_pieces(yours, theirs),
            theirs_value=f"{Side.THEIRS}:{seen}",
            yours_value=f"{Side.YOURS}:{seen}",
        )

    def label(self, path: Path) -> str:
        if len(path) == 1:
            return str(self.page.form.fields[path[0]].label or path[0])
        formset = self.formsets[path[0]]
        kind = str(formset.model._meta.verbose_name)
        stored = self.stored_forms.get((path[0], path[1]))
        row = f"{kind} “{stored.instance}”" if stored is not None else kind
        if len(path) == 2:
            return row
        return f"{row}: {formset.empty_form.fields[path[2]].label or path[2]}"

    def _texts(self, conflict: Conflict, side: Record) -> str:
        """A side as an editor reads it."""
        path = conflict.path
        is_theirs = side is self.theirs
        if len(path) == 1:
            form, name, prefix = self.page.form, path[0], ""
            parts = parts_as_filled(form)[name] if is_theirs else sent_parts(form.fields[name], name, self.data)
            return shown(form.fields[name], parts)
        formset = self.formsets[path[0]]
        prefix = "-".join(path[:2])
        if _at(side, path[:2]) is None:
            return ""
        blank = formset.empty_form
        names: Iterable[str] = path[2:] or [name for name in parts_as_filled(blank) if name != POSITION]
        stored = self.stored_forms.get((path[0], path[1]))
        texts = []
        for name in names:
            field = blank.fields[name]
            if is_theirs and stored is not None:
                parts = parts_as_filled(stored)[name]
            else:
                parts = sent_parts(field, f"{prefix}-{name}", self.data)
            texts.append(shown(field, parts))
        return " · ".join(text for text in texts if text)


def _chosen(value: Any, theirs: Parts) -> Parts:
    """Theirs, or for a set what was put together of both."""
    return {"": [str(one) for one in value]} if isinstance(value, list) else theirs


def _at(record: Record, path: Path) -> Any:
    value: Any = record.get(path[0])
    if len(path) == 1 or not isinstance(value, list):
        return value
    row = next((row for row in value if isinstance(row, dict) and row["id"] == path[1]), None)
    return row if len(path) == 2 or row is None else row.get(path[2])


def _fingerprint(value: Any) -> str:
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _pieces(text: str, other: str) -> list[tuple[str, bool]]:
    """The words of a text, in pieces, each with whether the other text lacks it."""
    if not text:
        return [(_("(nothing)"), False)]
    own, others = text.split(" "), other.split(" ")
    if len(own) * len(others) > 4_000_000:
        return [(text, True)]
    pieces = []
    for action, start, end, _start, _end in SequenceMatcher(a=own, b=others, autojunk=False).get_opcodes():
        if end > start:
            pieces.append((" ".join(own[start:end]), action != "equal"))
    return pieces
