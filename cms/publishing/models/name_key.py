"""Names that are unique by what people read: case, accents typed in one sign or two, and blanks make no other name."""

import unicodedata
from typing import Any

from django.db import models

MOST_LETTERS = 500
# Between the key and the id of an entry whose name another had before names were unique. Both work; the first to be
# renamed loses the mark.
MARK = " #"
# Signs that nobody sees: soft hyphen, zero-width space, word joiner, byte order mark.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))


def reading_key(name: str) -> str:
    """What is the same for two names that read the same."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.translate(_UNSEEN)).casefold())
    return " ".join(folded.split())[:MOST_LETTERS]


class NameKeyField(models.CharField):
    """The reading key of the field `of`, kept in step with it at every save. Not captured: it follows from the name.

    Null for what a release before this one wrote; the next save fills it in.
    """

    is_derived = True

    def __init__(self, *, of: str = "name", **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": MOST_LETTERS, "null": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        set_key(model_instance, self)
        return getattr(model_instance, self.attname)


def key_field_of(model: type[models.Model]) -> NameKeyField | None:
    return next((field for field in model._meta.concrete_fields if isinstance(field, NameKeyField)), None)


def set_key(entry: models.Model, field: NameKeyField) -> None:
    if not _is_unchanged(entry, field):
        setattr(entry, field.attname, reading_key(getattr(entry, field.of)))


def mark_as_second(entry: models.Model) -> None:
    """Let the entry have a name that another one has: both work until one of them is renamed."""
    field = key_field_of(type(entry))
    if field is not None:
        setattr(entry, field.attname, f"{reading_key(getattr(entry, field.of))[: MOST_LETTERS - 40]}{MARK}{entry.pk}")


def other_of_that_name(entry: models.Model) -> Any:
    """Another entry of the type whose name reads the same, or None. One query where the name is new."""
    field = key_field_of(type(entry))
    if field is None or _is_unchanged(entry, field):
        return None
    same = type(entry)._default_manager.filter(**{field.attname: reading_key(getattr(entry, field.of))})
    return same.exclude(pk=entry.pk).first()


def _is_unchanged(entry: models.Model, field: NameKeyField) -> bool:
    stored, key = getattr(entry, field.attname) or "", reading_key(getattr(entry, field.of))
    return bool(stored) and (stored == key or stored.startswith(key + MARK))
