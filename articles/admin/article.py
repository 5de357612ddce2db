from django.contrib import admin
from django.utils.translation import gettext_lazy

from articles.models import Article, ArticleAuthor, ArticleCallToAction, ArticleRole
from cms.publishing.admin import EntryAdmin, RowFormSet, TabularRows

from .related_link import RelatedLinkRows


class AuthorFormSet(RowFormSet):
    duplicate_message = gettext_lazy("An author is there twice. Remove one of the two rows.")


class RoleFormSet(RowFormSet):
    duplicate_message = gettext_lazy("A role is there twice. Remove one of the two rows.")


class CallFormSet(RowFormSet):
    duplicate_message = gettext_lazy("A call to action is there twice at the same place. Remove one of the two rows.")


class AuthorRows(TabularRows):
    model = ArticleAuthor
    formset = AuthorFormSet
    autocomplete_fields = ("author",)
    fields = ("author", "position")


class RoleRows(TabularRows):
    model = ArticleRole
    formset = RoleFormSet
    autocomplete_fields = ("role",)
    fields = ("role", "position")


class CallRows(TabularRows):
    model = ArticleCallToAction
    formset = CallFormSet
    autocomplete_fields = ("call_to_action",)
    fields = ("call_to_action", "placement", "position")


@admin.register(Article)
class ArticleAdmin(EntryAdmin):
    markdown_fields = ("body",)
    list_display = ("title", "slug")
    list_filter = ("language", ("tags", admin.RelatedOnlyFieldListFilter), ("roles", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "subtitle", "slug", "excerpt")
    autocomplete_fields = ("hero", "seo_image", "tags", "skills")
    inlines = (AuthorRows, RoleRows, RelatedLinkRows, CallRows)
    fieldsets = (
        (None, {"fields": ("title", "subtitle", "slug", "excerpt", "hero")}),
        (gettext_lazy("Text"), {"fields": ("body",)}),
        (gettext_lazy("What it is about"), {"fields": ("tags", "skills")}),
        (
            gettext_lazy("Search engines and sharing"),
            {"classes": ("collapse",), "fields": ("seo_title", "seo_description", "seo_image", "canonical_url")},
        ),
        (gettext_lazy("Advanced"), {"classes": ("collapse",), "fields": ("language", "published_at")}),
    )
