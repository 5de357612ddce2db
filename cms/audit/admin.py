"""The audit log, to be read: searched by title and name, narrowed by act, kind, account and day."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin[AuditEvent]):
    list_display = ("at", "account_name", "token_name", "act", "subject_type", "subject_title", "detail")
    list_display_links = None
    list_filter = ("act", "subject_type", "at")
    search_fields = ("subject_title", "account_name", "token_name")
    search_help_text = "Title, account or token"
    list_per_page = 100
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
