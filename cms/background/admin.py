"""What an operator may see: the duties that fail, to be read. The tasks themselves say nothing: they are nudges."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from .models import FailingDuty


@admin.register(FailingDuty)
class FailingDutyAdmin(admin.ModelAdmin[FailingDuty]):
    list_display = ("name", "failures", "failed_at", "retry_at", "error")
    readonly_fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Registered by its package, which stands before this one in INSTALLED_APPS.
admin.site.unregister(DBTaskResult)
