"""Django's admin, with an admin for every content type that has none of its own."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class EntryAdminConfig(AdminConfig):
    def ready(self) -> None:
        super().ready()
        from .admin.default_admins import register_missing_admins

        register_missing_admins(admin.site)
