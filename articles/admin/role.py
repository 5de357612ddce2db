from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import uuid4, uuid5

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.comparisons.comparison_slugs import has_separator
from articles.models import Dimension, DimensionText, Responsibility, Role, RoleSkill
from cms.publishing.admin import EntryAdmin, EntryForm, RowFormSet, StackedRows, TabularRows


@admin.register(Dimension)
class DimensionAdmin(EntryAdmin):
    list_display = ("name", "position", "slug")
    search_fields = ("name", "slug", "description")
    fields = ("name", "slug", "description", "position")


class ResponsibilityRows(TabularRows):
    model = Responsibility
    fields = ("text", "position")


class RoleSkillFormSet(RowFormSet):
    duplicate_message = gettext_lazy("A skill is there twice. Give each skill one row.")


class RoleSkillRows(TabularRows):
    model = RoleSkill
    formset = RoleSkillFormSet
    autocomplete_fields = ("skill",)
    fields = ("skill", "importance", "tier", "note", "position")


class DimensionTextFormSet(RowFormSet):
    """Begins with a row for each dimension that the role says nothing about yet; left empty, it is not kept."""

    duplicate_message = gettext_lazy("A dimension is there twice. Give each dimension one row.")

    def proposed_rows(self) -> Mapping[str, Mapping[str, Any]]:
        """Under the same key for everybody: two editors who fill in the same dimension write the same row."""
        return self._proposed

    @cached_property
    def _proposed(self) -> Mapping[str, Mapping[str, Any]]:
        role = None if self.instance._state.adding else self.instance.pk
        keys = {one.pk: uuid5(role, str(one.pk)) if role else uuid4() for one in self.missing_dimensions}
        return {str(key): {"dimension": dimension} for dimension, key in keys.items()}

    @cached_property
    def missing_dimensions(self) -> list[Dimension]:
        role = self.instance
        known = [] if role._state.adding else list(role.dimension_texts.values_list("dimension_id", flat=True))
        return list(Dimension.objects.exclude(pk__in=known))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        proposed = form.initial.get("dimension")
        missing = {one.pk: one for one in self.missing_dimensions}
        if form.instance._state.adding and proposed in missing:
            form.fields["dimension"].widget.widget.known = missing[proposed]


class DimensionTextRows(StackedRows):
    model = DimensionText
    formset = DimensionTextFormSet
    autocomplete_fields = ("dimension",)
    markdown_fields = ("text",)
    fields = (("dimension", "position"), "text")


class RoleForm(EntryForm):
    def clean_slug(self) -> str:
        slug = super().clean_slug()
        if has_separator(slug):
            raise ValidationError(
                _("A role's slug cannot contain “vs” between hyphens: addresses of comparisons are made with it.")
            )
        return slug


@admin.register(Role)
class RoleAdmin(EntryAdmin):
    form = RoleForm
    markdown_fields = ("description",)
    line_fields = ("aliases",)
    web_address_fields = ("same_as",)
    list_display = ("name", "short_name", "slug")
    search_fields = ("name", "plural", "short_name", "slug", "aliases")
    inlines = (ResponsibilityRows, RoleSkillRows, DimensionTextRows)
    fieldsets = (
        (None, {"fields": ("name", "slug", ("plural", "short_name"), "summary")}),
        (gettext_lazy("Text"), {"fields": ("description", "choose_if")}),
        (gettext_lazy("Other names and identifiers"), {"classes": ("collapse",), "fields": ("aliases", "same_as")}),
    )
