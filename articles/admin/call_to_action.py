from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import CallToAction
from cms.publishing.admin import EntryAdmin, EntryForm


class CallToActionForm(EntryForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It must end after it begins."))
        return cleaned


@admin.register(CallToAction)
class CallToActionAdmin(EntryAdmin):
    form = CallToActionForm
    list_display = ("name", "label", "placement", "is_default")
    list_filter = ("placement", "is_default")
    search_fields = ("name", "slug", "text", "label")
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (gettext_lazy("What readers see"), {"fields": ("text", "label", "url")}),
        (gettext_lazy("Where and when"), {"fields": ("placement", "is_default", "starts_at", "ends_at")}),
    )
