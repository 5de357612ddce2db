"""What changed between two revisions, in words an editor can read."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from cms.publishing.content_types import EntryType, Source, entry_type
from cms.publishing.models import EntryRecord, Revision

from .sources import lifted_source

# Every text longer than this is compared by line; a shorter one is shown whole.
SHORT = 200


@dataclass(frozen=True)
class Difference:
    """One field that differs. `pieces` is the text in order, each piece with "same", "removed" or "added"."""

    label: str
    pieces: tuple[tuple[str, str], ...]


def differences(older: Revision, newer: Revision) -> list[Difference]:
    """Fields, sets and inline rows that differ, in the order of the model. Entries are named by their titles.

    Both revisions are lifted to today's shape first. One query, for the titles.
    """
    of_type = entry_type(newer.type)
    before, after = lifted_source(older), lifted_source(newer)
    names = [name for name in after if name not in ("id", "links", "created_at") and before.get(name) != after[name]]
    titles = _titles(before, after)
    found = []
    for name in names:
        old, new = _as_text(before.get(name), titles), _as_text(after[name], titles)
        if old != new:
            found.append(Difference(_label(of_type, name), _pieces(old, new)))
    return found


def _as_text(value: Any, titles: dict[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "\n".join(_as_text(item, titles) for item in value)
    if isinstance(value, dict):
        shown = {name: _as_text(item, titles) for name, item in value.items() if name not in ("id", "position")}
        return ", ".join(f"{name.replace('_', ' ')}: {text}" for name, text in shown.items() if text)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return titles.get(str(value), str(value))


def _pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    if max(len(old), len(new)) <= SHORT and "\n" not in old + new:
        return tuple(piece for piece in (("removed", old), ("added", new)) if piece[1])
    old_lines, new_lines = old.splitlines(), new.splitlines()
    pieces: list[tuple[str, str]] = []
    for action, old_from, old_to, new_from, new_to in SequenceMatcher(a=old_lines, b=new_lines).get_opcodes():
        if action == "equal":
            pieces.append(("same", "\n".join(old_lines[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(("removed", "\n".join(old_lines[old_from:old_to])))
        if new_to > new_from:
            pieces.append(("added", "\n".join(new_lines[new_from:new_to])))
    return tuple(pieces)


def _titles(*sources: Source) -> dict[str, str]:
    ids = {text for source in sources for text in _texts(source) if len(text) == 36 and text.count("-") == 4}
    return {str(pk): title for pk, title in EntryRecord.objects.filter(pk__in=ids).values_list("pk", "title")}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _label(of_type: EntryType, name: str) -> str:
    field = of_type.model._meta.get_field(name)
    label = getattr(field, "verbose_name", None) or name.replace("_", " ")
    return str(label).capitalize()
