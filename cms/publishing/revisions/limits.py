"""The limits of a model's fields: how long, how large, which choices. The same at every door, in the same sentences.

An editor's form gets them from the fields by itself. What comes in otherwise is looked at here: by `loaddata` for every
row, and before anything is published. SQLite, for one, would take a title of any length.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext as _

from cms.publishing.content_types import EntryType, Source
from cms.publishing.refusals import Obstacle

from .sources import parent_of

MAX_LINES, MAX_LINE_LENGTH = 100, 500
_refuse_null = ProhibitNullCharactersValidator()


def limit_obstacles(source: Source, of_type: EntryType) -> list[Obstacle]:
    """One obstacle for each value of a source that no form would take; those of inline rows stand under their name."""
    found = [Obstacle(name, sentence) for name, sentence in field_faults(of_type.model, source.get)]
    for name, model in zip(of_type.rows, parent_of(of_type), strict=True):
        for row in source[name]:
            for field_name, sentence in field_faults(model, row.get):
                label = str(getattr(model._meta.get_field(field_name), "verbose_name", field_name)).capitalize()
                found.append(Obstacle(name, f"{label}: {sentence}"))
    return found


def field_faults(model: type[models.Model], value_of: Callable[[str], Any]) -> Iterator[tuple[str, str]]:
    """(field, sentence) for each value that is out of its field's limits. What is empty is not looked at: a draft may
    be half finished."""
    for field in model._meta.concrete_fields:
        value = value_of(field.name) if field.editable and not field.is_relation and not field.primary_key else None
        if value not in (None, "", []):
            yield from ((field.name, sentence) for sentence in _faults(field, value))


def line_fault(lines: list[str], *, max_length: int = MAX_LINE_LENGTH) -> str:
    """Why a list of short texts is refused, or ""."""
    if len(lines) > MAX_LINES:
        return _("At most {number} lines.").format(number=MAX_LINES)
    seen: set[str] = set()
    for line in lines:
        if len(line) > max_length:
            return _("“{beginning}…” is longer than {number} characters.").format(
                beginning=line[:40], number=max_length
            )
        if line.casefold() in seen:
            return _("“{line}” is there twice.").format(line=line)
        seen.add(line.casefold())
    return ""


def _faults(field: Any, value: Any) -> Iterator[str]:
    if isinstance(field, models.JSONField):
        if field.default is list:
            is_lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
            sentence = line_fault(value) if is_lines else _("A list of texts is needed.")
            yield from filter(None, [sentence])
        return
    if field.choices and value not in dict(field.flatchoices):
        yield str(forms.ChoiceField.default_error_messages["invalid_choice"]) % {"value": value}
    validators = list(field.validators)
    if isinstance(value, str):
        validators.append(_refuse_null)
        if isinstance(field, models.TextField) and field.max_length:
            validators.append(MaxLengthValidator(field.max_length))
    for validator in validators:
        try:
            validator(value)
        except ValidationError as error:
            yield from error.messages
        except TypeError:
            # a number where a text belongs, or the reverse: the column refuses it
            return
