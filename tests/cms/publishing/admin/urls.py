"""An admin site of its own for the throw-away content type, under a name that is not the default."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import path

from cms.publishing.admin import EntryAdmin, TabularRows
from cms.publishing.admin.entry_form.widgets import FieldChoices
from tests.notes.models import Label, Line, Note

site = AdminSite(name="notes")


class _MayBeEmpty(FieldChoices):
    """The fields of notes that may be null were not told that a form may leave them empty."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.null:
            field.required = False
        return field


class LineRows(_MayBeEmpty, TabularRows):
    model = Line
    autocomplete_fields = ("label",)
    fields = ("text", "label", "position")


class LabelAdmin(_MayBeEmpty, EntryAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name", "slug", "starts_at", "ends_at")


class NoteAdmin(EntryAdmin):
    markdown_fields = ("text",)
    list_display = ("title", "slug")
    search_fields = ("title", "slug")
    autocomplete_fields = ("labels", "parent")
    inlines = (LineRows,)
    fields = ("title", "slug", "text", "stars", "labels")


site.register(Label, LabelAdmin)
site.register(Note, NoteAdmin)
urlpatterns = [path("admin/", site.urls)]
