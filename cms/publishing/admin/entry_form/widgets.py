"""How model fields of entries and their rows become form fields."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminURLFieldWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .fields import LinesField, MarkdownField, ProseField, WebAddressField


class _OnlyIds:
    """Shown again with something that is no id, Django's search field would ask the database for it: an error 500."""

    field: Any

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        ids = [one for one in value if one and self._is_id(one)]
        return super().optgroups(name, ids or [""], attrs)  # type: ignore[misc]

    def _is_id(self, value: str) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class EntriesSelect(_OnlyIds, AutocompleteSelectMultiple):
    """A search field for several entries."""


class EntrySelect(_OnlyIds, AutocompleteSelect):
    """A search field for one entry. What is chosen already and is loaded with its row costs no query of its own."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        known = self.known
        if known is None or list(value) != [str(known.pk)]:
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, known.pk, str(known), True, 0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class FieldChoices(BaseModelAdmin):
    """For an admin or an inline: names of fields that hold Markdown, lists of lines, or lists of web addresses."""

    markdown_fields: Iterable[str] = ()
    line_fields: Iterable[str] = ()
    web_address_fields: Iterable[str] = ()
    formfield_overrides = {
        models.URLField: {"form_class": WebAddressField, "widget": AdminURLFieldWidget},
        models.TextField: {"form_class": ProseField, "widget": AdminTextareaWidget(attrs={"rows": 4})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        name = db_field.name
        if name in self.markdown_fields:
            return db_field.formfield(**{**kwargs, "form_class": MarkdownField})
        if name in self.line_fields or name in self.web_address_fields:
            return LinesField(
                label=capfirst(str(db_field.verbose_name)),
                help_text=db_field.help_text or _("One a line."),
                required=not db_field.blank,
                web_addresses=name in self.web_address_fields,
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Looking and adding beside the field; changing and deleting what others use, on its own page only.
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", EntrySelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", EntriesSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def tell_what_is_chosen(form: forms.BaseModelForm) -> None:
    """Give every search field the entry that is loaded with the form's row."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, EntrySelect) and name in form.instance._state.fields_cache:
            widget.known = getattr(form.instance, name)
