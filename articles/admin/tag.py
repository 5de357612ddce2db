from django.contrib import admin

from articles.models import Tag
from cms.publishing.admin import EntryAdmin


@admin.register(Tag)
class TagAdmin(EntryAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "description")
