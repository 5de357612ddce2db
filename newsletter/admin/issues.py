"""Issues in the admin: their texts, their articles, and the pages on which they are sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.publishing.admin.entry_pages.page_frame import url_of
from newsletter.composition.issue_articles import LOCKED
from newsletter.models import Issue, IssueArticle, Recipient

from . import article_choice, issue_move_pages, preview_pages, progress
from .issue_forms import ArticleRowForm, ArticleRowFormSet, IssueForm
from .issue_pages import badge_of, may_change_texts, panel_of

Page = Callable[[Any, HttpRequest, Issue], HttpResponse]
# By name: the page, and the permission that it needs.
PAGES: dict[str, tuple[Page, str]] = {
    "articles": (article_choice.articles_page, "change"),
    "preview": (preview_pages.preview_page, "view"),
    "preview_html": (preview_pages.html_part, "view"),
    "test": (preview_pages.test_page, "change_any"),
    "schedule": (issue_move_pages.schedule_page, "send"),
    "unschedule": (issue_move_pages.unschedule_page, "send"),
    "pause": (issue_move_pages.pause_page, "send"),
    "resume": (issue_move_pages.resume_page, "send"),
    "resume_without": (issue_move_pages.resume_without_page, "send"),
    "cancel": (issue_move_pages.cancel_page, "send"),
    "doubts": (issue_move_pages.doubts_page, "send"),
    "progress": (progress.progress_page, "view"),
    "duplicate": (issue_move_pages.duplicate_page, "add"),
}


class ArticleRows(admin.TabularInline):
    """Put in and moved about on a page of their own; here they get their words, numbers, or leave."""

    model = IssueArticle
    form = ArticleRowForm
    formset = ArticleRowFormSet
    fields = ("shown", "position", "headline", "blurb")
    readonly_fields = ("shown",)
    extra = 0
    verbose_name_plural = _("Articles")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.view_issue") or request.user.has_perm("newsletter.change_issue")

    @admin.display(description=_("article"))
    def shown(self, row: Any) -> SafeString:
        entry = getattr(row, "entry", None)
        if entry is None:
            return format_html('<span class="obstacle">{}</span>', gettext("Not public: take it out, or publish it."))
        return format_html('<a href="{}" rel="noopener" target="_blank">{}</a>', entry.url or "", entry.title)


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin):
    form = IssueForm
    inlines = [ArticleRows]
    change_form_template = "newsletter/admin/issue_form.html"
    list_display = ("subject", "newsletter", "standing", "scheduled_at", "sent_at", "recipient_total")
    list_filter = ("newsletter", "state")
    list_select_related = ("newsletter",)
    list_per_page = 50
    search_fields = ("subject", "slug")
    date_hierarchy = "created_at"
    empty_value_display = "–"
    fields = ("newsletter", "subject", "preheader", "slug", "intro")
    save_on_top = False

    # --- permissions

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_change(request, obj)

    def has_change_any_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.change_issue")

    def has_send_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.send_issue") and self.has_view_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.view_issue") or request.user.has_perm("newsletter.change_issue")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever on its way is kept: it says who got what."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        is_idle = obj.state in (Issue.State.DRAFT, Issue.State.CANCELLED)
        return is_idle and not Recipient.objects.filter(issue=obj).exists()

    # --- the list

    @admin.display(description=_("state"), ordering="state")
    def standing(self, issue: Issue) -> SafeString:
        return badge_of(issue)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": gettext("Issues"), **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    # --- the form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while it is changed or deleted: a worker that is about to freeze it waits."""
        issue = super().get_object(request, object_id, from_field)
        if issue is None or request.method != "POST":
            return issue
        return Issue.objects.select_for_update().filter(pk=issue.pk).first()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("newsletter",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        if change:
            # Its state is the verbs'.
            obj.save(update_fields=["subject", "preheader", "slug", "intro"])
            return
        obj.created_by = request.user if isinstance(request.user, User) else None
        obj.save()

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(
                request, gettext("Somebody has saved another issue with this slug at the same moment. Try again.")
            )
            return HttpResponseRedirect(request.get_full_path())

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        issue = context.get("original")
        if issue:
            context.update(panel=panel_of(self, request, issue), is_locked=not may_change_texts(issue), locked=LOCKED)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to its articles."""
        if "_save" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, gettext("Saved. Now choose its articles."))
        return HttpResponseRedirect(url_of(self, "articles", obj))

    # --- its pages

    def get_urls(self) -> Any:
        own = [
            path(
                f"<uuid:issue_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(self._page(page, permission)),
                name=f"newsletter_issue_{name}",
            )
            for name, (page, permission) in PAGES.items()
        ]
        return [*own, *super().get_urls()]

    def _page(self, page: Page, permission: str) -> Any:
        def view(request: HttpRequest, issue_id: Any) -> HttpResponse:
            issue = Issue.objects.select_related("newsletter").filter(pk=issue_id).first()
            if not self.has_view_permission(request):
                raise PermissionDenied
            if issue is None:
                messages.warning(request, gettext("There is no such issue."))
                return HttpResponseRedirect(url_of(self, "changelist"))
            may: Any = getattr(self, f"has_{permission}_permission")
            if permission == "change" and self.has_change_any_permission(request) and not may_change_texts(issue):
                messages.error(request, LOCKED)
                return HttpResponseRedirect(url_of(self, "change", issue))  # type: ignore[arg-type]
            if not (may(request) if permission == "add" else may(request, issue)):
                raise PermissionDenied
            return page(self, request, issue)

        return view


def _may_change(request: HttpRequest, issue: Issue | None) -> bool:
    if not request.user.has_perm("newsletter.change_issue"):
        return False
    return issue is None or may_change_texts(issue)
