from django.contrib import admin
from django.utils.translation import gettext_lazy

from articles.models import Skill
from cms.publishing.admin import EntryAdmin


@admin.register(Skill)
class SkillAdmin(EntryAdmin):
    markdown_fields = ("description",)
    line_fields = ("aliases",)
    web_address_fields = ("same_as",)
    list_display = ("name", "category", "slug")
    list_filter = ("category",)
    search_fields = ("name", "slug", "category", "aliases")
    fieldsets = (
        (None, {"fields": ("name", "slug", "category", "description")}),
        (gettext_lazy("Other names and identifiers"), {"fields": ("aliases", "same_as")}),
    )
