"""Inline rows that are named by what they are, and never by where they stand.

Django numbers the rows of a formset: `role_skills-3-importance`. A page that another editor's save, or the browser's
Back, has made out of date then writes the fourth row's values on whatever stands fourth by now. Here the name holds
the row's key: `role_skills-6f0d…-importance`. The key of a stored row is its primary key. The key of a new row is a
UUID that the page makes; where the model's primary key is a UUID, it becomes the row's own, so that the same form sent
twice makes the row once.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

KEY = r"[0-9A-Za-z][0-9A-Za-z-]{0,39}"


def posted_keys(data: Iterable[str], prefix: str) -> list[str]:
    """The keys of the rows that a form sent, each once, in the order in which they stood."""
    pattern = re.compile(rf"{re.escape(prefix)}-({KEY})-[a-zA-Z_]\w*\Z")
    found = (pattern.match(name) for name in data)
    return list(dict.fromkeys(match[1] for match in found if match and match[1] != "__prefix__"))


class KeyedRowFormSet(BaseInlineFormSet):
    """An inline formset whose rows are named by their keys. What a browser counts in the management form is ignored."""

    most_rows = 1_000
    model: Any
    prefix: str
    _pk_field: Any

    def proposed_rows(self) -> Mapping[str, Mapping[str, Any]]:
        """New rows that the page offers, each under a key that stays the same, with what they are filled with. Left
        as they are they are not kept."""
        return {}

    # --- which rows there are

    @cached_property
    def stored_keys(self) -> list[str]:
        """The keys of the stored rows in the form: all of them, or of a form that was sent those that it sent."""
        keys = [str(row.pk) for row in super().get_queryset()]
        if not self.is_bound:
            return keys
        sent = set(posted_keys(self.data, self.prefix))
        return [key for key in keys if key in sent]

    @cached_property
    def row_keys(self) -> list[str]:
        """Stored rows first, then new ones."""
        if self.is_bound:
            stored = set(self.stored_keys)
            new = [key for key in posted_keys(self.data, self.prefix) if key not in stored]
            return [*self.stored_keys, *new][: self.most_rows + 1]
        proposed = list(self.proposed_rows())
        blank = max(0, self.extra - len(proposed)) if self.max_num > len(self.stored_keys) else 0
        return [*self.stored_keys, *proposed, *(str(uuid4()) for _number in range(blank))]

    def get_queryset(self) -> Any:
        """The stored rows of the form, in order."""
        if not hasattr(self, "_rows_of_form"):
            wanted = set(self.stored_keys)
            self._rows_of_form = [row for row in super().get_queryset() if str(row.pk) in wanted]
        return self._rows_of_form

    def initial_form_count(self) -> int:
        return len(self.stored_keys)

    def total_form_count(self) -> int:
        return len(self.row_keys)

    # --- the forms

    def add_prefix(self, index: Any) -> str:
        return f"{self.prefix}-{self.row_keys[index] if isinstance(index, int) else index}"

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if i < len(self.stored_keys):
            kwargs["instance"] = self.get_queryset()[i]
        elif self.row_keys[i] in self.proposed_rows():
            kwargs["initial"] = self.proposed_rows()[self.row_keys[i]]
        # Past the model formset, which would find the row by its number.
        form: Any = BaseFormSet._construct_form(self, i, **kwargs)  # type: ignore[attr-defined]
        form.row_key = self.row_keys[i]
        setattr(form.instance, self.fk.attname, self.instance.pk)
        if i >= len(self.stored_keys) and isinstance(self.model._meta.pk, models.UUIDField):
            try:
                form.instance.pk = UUID(form.row_key)
            except ValueError:
                form.instance.pk = uuid4()
        return form

    @property
    def empty_form(self) -> Any:
        form: Any = super().empty_form
        form.row_key = "__prefix__"
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # The name says which row it is. Django would ask the database, a query a row, whether the hidden id exists.
        pk = None if form.instance._state.adding else form.instance.pk
        form.fields[self._pk_field.name] = forms.CharField(required=False, widget=forms.HiddenInput, initial=pk)

    def clean(self) -> None:
        super().clean()
        if len(self.row_keys) > self.most_rows:
            raise ValidationError(_("There are more than %(most)s rows. Remove some.") % {"most": self.most_rows})

    def is_removed(self, form: Any) -> bool:
        """Whether the editor removed this row."""
        return f"{form.prefix}-{DELETION_FIELD_NAME}" in self.data
