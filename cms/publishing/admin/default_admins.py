"""An admin for each content type that nobody registered one for: its fields in the order of the model, its Markdown as
Markdown, its references found by typing, its rows as rows."""

from typing import Any

from django.contrib.admin import AdminSite
from django.db import models

from cms.publishing.content_types import EntryType, entry_types, is_entry_model

from .entry_admin import EntryAdmin
from .entry_form.inline_rows import StackedRows

NAMES = ("title", "name")


def register_missing_admins(site: AdminSite) -> None:
    """After every `admin.py` was read."""
    for of_type in entry_types():
        if of_type.is_delivered and not site.is_registered(of_type.model):
            site.register(of_type.model, default_admin(of_type))


def default_admin(of_type: EntryType) -> type[EntryAdmin]:
    fields = _fields(of_type.model)
    named = tuple(field.name for field in fields if field.name in NAMES)
    others = tuple(field.name for field in fields if field.name not in (*named, "slug"))
    options = {
        "fields": (*named, "slug", *others),
        "list_display": (*named, "slug"),
        "search_fields": (*named, "slug"),
        "list_filter": tuple(field.name for field in fields if field.choices or isinstance(field, models.BooleanField)),
        "autocomplete_fields": _references(fields),
        "markdown_fields": tuple(path for path in of_type.markdown if "." not in path),
        "inlines": tuple(_rows(of_type, name) for name in of_type.rows),
    }
    return type(f"{of_type.model.__name__}Admin", (EntryAdmin,), options)


def _rows(of_type: EntryType, name: str) -> Any:
    model: Any = of_type.row_model(name)
    parent = next(field.name for field in model._meta.fields if field.related_model is of_type.model)
    fields = [field for field in _fields(model) if field.name != parent]
    options = {
        "model": model,
        "fk_name": parent,
        "fields": tuple(field.name for field in fields),
        "autocomplete_fields": _references(fields),
        "markdown_fields": tuple(
            path.removeprefix(f"{name}.") for path in of_type.markdown if path.startswith(f"{name}.")
        ),
    }
    return type(f"{model.__name__}Rows", (StackedRows,), options)


def _fields(model: Any) -> list[Any]:
    found = [*model._meta.fields, *model._meta.many_to_many]
    # What goes through rows of its own is edited there.
    return [field for field in found if field.editable and _is_simple(field)]


def _is_simple(field: Any) -> bool:
    return not field.many_to_many or bool(field.remote_field.through._meta.auto_created)


def _references(fields: list[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields if field.related_model and is_entry_model(field.related_model))
