"""Inline rows of an entry, in the order that their numbers give."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cms.forms.admin import KeyedRows, KeyedStackedRows, KeyedTabularRows
from cms.forms.row_formsets import KeyedRowFormSet
from cms.publishing.models import Row
from cms.publishing.slow_work import same_each_time

from .widgets import FieldChoices, tell_what_is_chosen


class RowFormSet(KeyedRowFormSet):
    """Rows whose order may be left blank: then they come last, as they stand in the form."""

    duplicate_message = gettext_lazy("The same is there twice. Remove one of them.")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        tell_what_is_chosen(form)
        if "position" in form.fields:
            form.fields["position"].required = False
            if form.instance._state.adding:
                form.initial.pop("position", None)
                form.fields["position"].initial = None
                # A new row that has a place and says nothing is not kept.
                form.fields["position"].has_changed = lambda initial, data: False

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form not in self.deleted_forms and hasattr(form, "cleaned_data")]
        rows = [form for form in rows if form.has_changed() or not form.instance._state.adding]
        last = max((form.instance.position or 0 for form in rows), default=0)
        for form in rows:
            if "position" in form.fields and form.cleaned_data.get("position") is None:
                last += 1
                form.instance.position = last

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.pk = same_each_time(("row", form.prefix), lambda: form.instance.pk)
        return super().save_new(form, commit=commit)

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=commit)
        if commit:
            self._settle_ties()
        return saved

    def _settle_ties(self) -> None:
        """Where two rows have one number, the one that was moved up to it goes first, the one that was moved down to it
        last, and all are numbered anew. Without ties nothing is touched, or every save would be a revision."""
        forms = [form for form in self.forms if not form.instance._state.adding and form not in self.deleted_forms]
        places = [form.instance.position for form in forms]
        if len(set(places)) == len(places):
            return
        forms.sort(key=lambda form: (form.instance.position, _moved(form)))
        for number, form in enumerate(forms, start=1):
            if form.instance.position != number:
                form.instance.position = number
                form.instance.save(update_fields=["position"])

    def get_unique_error_message(self, unique_check: Any) -> str:
        return str(self.duplicate_message)

    def get_form_error(self) -> str:
        return str(self.duplicate_message)


def _moved(form: Any) -> int:
    """-1 up or new, 1 down, 0 where it was."""
    before, now = form.initial.get("position"), form.instance.position
    if before is None or now < before:
        return -1
    return 1 if now > before else 0


class Rows(FieldChoices, KeyedRows):
    """Rows belong to their entry: who may change it may change them. They come with what they refer to in one query."""

    model: type[Row]
    formset = RowFormSet
    extra = 0
    ordering = ("position", "id")

    def get_queryset(self, request: HttpRequest) -> Any:
        relations = [field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey)]
        return super().get_queryset(request).select_related(*relations)

    def _may(self, request: HttpRequest, *actions: str) -> bool:
        of = self.parent_model._meta
        return any(request.user.has_perm(f"{of.app_label}.{get_permission_codename(action, of)}") for action in actions)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change") if obj else self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change") if obj else self._may(request, "add")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", "change") or self.has_change_permission(request, obj)


class TabularRows(Rows, KeyedTabularRows):
    pass


class StackedRows(Rows, KeyedStackedRows):
    pass
