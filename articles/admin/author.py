from django.contrib import admin

from articles.models import Author
from cms.publishing.admin import EntryAdmin


@admin.register(Author)
class AuthorAdmin(EntryAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug", "bio")
    fields = ("name", "slug", "bio", "url")
