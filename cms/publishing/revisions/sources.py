"""Capturing an entry as JSON, and writing it back.

What is captured follows from the model: its columns, its many-to-many sets, and the inline rows that the content
type names. Values are taken as they stand, with no trimming and no validation, so that a half-finished entry comes
back as it was.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cms.publishing.content_types import EntryType, Source, entry_type
from cms.publishing.models import Entry, Revision, Row
from cms.publishing.models.name_key import mark_as_second, other_of_that_name
from cms.publishing.unique_names import name_is_taken

# Native in JSON; everything else is captured as its field's own text.
_NATIVE = (str, int, float, bool, type(None), list, dict)


def source_of(entry: Entry, of_type: EntryType) -> Source:
    """The entry's source as its rows stand in the database: 1 query, and one for each set and kind of inline row."""
    entry = of_type.model._default_manager.get(pk=entry.pk)
    source = _columns(entry)
    for field in _sets(of_type.model):
        ids = getattr(entry, field.name).order_by("pk").values_list("pk", flat=True)
        source[field.name] = [str(pk) for pk in ids]
    for name in of_type.rows:
        source[name] = [_columns(row, without=_parent(of_type, name)) for row in getattr(entry, name).all()]
    return source


def lift(revision_source: Source, shape: int, of_type: EntryType) -> Source:
    """A source of any older shape in today's: upgraded step by step, what is absent at its default, and nothing that
    the model does not have. Its keys are in the order of the model, `links` last."""
    source = dict(revision_source)
    for number in range(shape, of_type.shape):
        source = of_type.upgrades[number](source)
    lifted = _known(source, _own_columns(of_type.model))
    for field in _sets(of_type.model):
        lifted[field.name] = source.get(field.name) or []
    for name in of_type.rows:
        columns = _own_columns(_row_model(of_type, name), without=_parent(of_type, name))
        lifted[name] = [_known(row, columns) for row in source.get(name) or []]
    lifted["links"] = source.get("links") or {}
    return lifted


def lifted_source(revision: Revision) -> Source:
    return lift(orjson.loads(revision.source), revision.shape, entry_type(revision.type))


def parent_of(of_type: EntryType) -> dict[type[Row], str]:
    """The inline row models of a type, each with the name of its foreign key to the entry."""
    return {_row_model(of_type, name): _parent(of_type, name) for name in of_type.rows}


def write_back(source: Source, of_type: EntryType) -> tuple[Entry, list[str]]:
    """Make the entry's rows what a lifted source says, creating the entry if it is gone.

    Returns the entry and a sentence for each thing that could not come back: a target that no longer exists, a
    value that the field no longer takes, a slug that another entry uses by now.
    """
    dropped: list[str] = []
    model = of_type.model
    entry = model._default_manager.filter(pk=source["id"]).first() or model(id=UUID(source["id"]))
    _fill(entry, source, _own_columns(model), dropped)
    _keep_slug_unique(entry, dropped)
    _keep_name_unique(entry, dropped)
    entry.save()
    for field in _sets(model):
        found = _existing(field.related_model, source[field.name])
        dropped += [_gone(field, target) for target in source[field.name] if target not in found]
        getattr(entry, field.name).set(found)
    for name in of_type.rows:
        _write_rows(entry, source[name], of_type, name, dropped)
    return entry, dropped


def _write_rows(entry: Entry, sources: list[Source], of_type: EntryType, name: str, dropped: list[str]) -> None:
    model, parent = _row_model(of_type, name), _parent(of_type, name)
    getattr(entry, name).all().delete()
    rows: list[Row] = []
    for source in sources:
        row = model(**{parent: entry})
        lost: list[str] = []
        _fill(row, source, _own_columns(model, without=parent), lost)
        dropped += lost
        # a row without what it is about says nothing, or says something else
        if not lost:
            rows.append(row)
    model._default_manager.bulk_create(rows)


def _fill(instance: models.Model, source: Source, fields: Iterable[Any], dropped: list[str]) -> None:
    for field in fields:
        value = source[field.name]
        if field.is_relation:
            if value is not None and not _existing(field.related_model, [value]):
                dropped.append(_gone(field, value))
                value = None
            setattr(instance, field.attname, value)
            continue
        limit = field.max_length if isinstance(field, models.CharField) else None
        if limit and isinstance(value, str) and len(value) > limit:
            dropped.append(
                _("{label}: cut to {limit} characters, the most it may have now.").format(
                    label=_label(field), limit=limit
                )
            )
            value = value[:limit]
        try:
            value = field.to_python(value)
            possible = value is not None or field.null
        except ValidationError:
            possible = False
        if not possible:
            dropped.append(
                _("{label}: {value!r} is no longer a possible value.").format(label=_label(field), value=value)
            )
            value = field.get_default()
        setattr(instance, field.name, value)


def _keep_slug_unique(entry: Entry, dropped: list[str]) -> None:
    others = type(entry)._default_manager.exclude(pk=entry.pk)
    wanted, number = entry.slug, 2
    while others.filter(slug=entry.slug).exists():
        suffix = f"-{number}"
        entry.slug = wanted[: 120 - len(suffix)] + suffix
        number += 1
    if entry.slug != wanted:
        dropped.append(
            _("The slug “{wanted}” is used by another entry now; this one became “{slug}”.").format(
                wanted=wanted, slug=entry.slug
            )
        )


def _keep_name_unique(entry: Entry, dropped: list[str]) -> None:
    other = other_of_that_name(entry)
    if other is not None:
        mark_as_second(entry)
        dropped.append(name_is_taken(other))


def _columns(instance: models.Model, without: str = "") -> Source:
    source: Source = {}
    for field in _own_columns(type(instance), without=without):
        value = getattr(instance, field.attname)
        if isinstance(value, models.fields.files.FieldFile):
            value = value.name
        source[field.name] = value if isinstance(value, _NATIVE) else _as_text(value)
    return source


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _own_columns(model: type[models.Model], without: str = "") -> list[Any]:
    """What follows from another column is not captured."""
    fields = model._meta.concrete_fields
    return [field for field in fields if field.name != without and not getattr(field, "is_derived", False)]


def _sets(model: type[models.Model]) -> list[Any]:
    """Many-to-many fields with no row model of their own; the others are captured as rows."""
    through = [(field, field.remote_field.through) for field in model._meta.many_to_many]
    return [field for field, rows in through if rows is not None and rows._meta.auto_created]


def _row_model(of_type: EntryType, name: str) -> type[Row]:
    model = of_type.model._meta.get_field(name).related_model
    if not (isinstance(model, type) and issubclass(model, Row)):
        raise TypeError(f"{of_type.name}.{name} does not name inline rows")
    return model


def _parent(of_type: EntryType, name: str) -> str:
    return str(of_type.model._meta.get_field(name).remote_field.name)  # type: ignore[union-attr]


def _known(source: Source, columns: Iterable[Any]) -> Source:
    return {column.name: source[column.name] if column.name in source else _default(column) for column in columns}


def _default(field: Any) -> Any:
    value = field.get_default()
    return value if isinstance(value, _NATIVE) else _as_text(value)


def _existing(model: type[models.Model], ids: list[str]) -> list[str]:
    if not ids:
        return []
    return [str(pk) for pk in model._default_manager.filter(pk__in=ids).values_list("pk", flat=True)]


def _label(field: Any) -> str:
    return str(field.verbose_name).capitalize()


def _gone(field: Any, target: str) -> str:
    return _("{label}: what it referred to no longer exists ({target}).").format(label=_label(field), target=target)
