"""`EntryAdmin`: what every content type's admin inherits."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from cms.publishing.content_types import type_of
from cms.publishing.models import Entry
from cms.publishing.slug_proposals import MOST_LETTERS, TITLES, proposed_slug

from .entry_form.saving import Saving
from .entry_form.widgets import FieldChoices
from .entry_list import bulk_acts
from .entry_list.change_list import Listing
from .entry_list.state_badges import badges
from .entry_pages import bin_pages, history_pages, preview_page, publish_pages
from .entry_pages.outlook import live_and_coming
from .entry_pages.page_frame import url_of, zone
from .permissions import is_public, may_publish

Page = Callable[[Any, HttpRequest, Any], HttpResponse]


class EntryAdmin(FieldChoices, Listing, Saving):
    """Subclasses say which fields and rows there are, and need at least `search_fields`. States, history, bin,
    permissions, the slug proposed from title or name, and the acts on many entries come with it."""

    change_form_template = "publishing/admin/change_form.html"
    change_list_template = "publishing/admin/change_list.html"
    actions = [bulk_acts.as_action(act) for act in bulk_acts.ACTS]
    save_on_top = False

    class Media:
        js = ("publishing/slug_proposal.js",)

    # --- permissions

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_publish(request, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What publishes on save and is public: changing it is publishing."""
        if not super().has_change_permission(request, obj):
            return False
        is_published_by_saving = obj is not None and type_of(self.model).publishes_on_save
        return not is_published_by_saving or may_publish(request, self.model) or not is_public(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting what is public takes it out of the public."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or may_publish(request, self.model) or not is_public(request, obj)

    # --- the form

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return {}
        names = {field.name for field in self.opts.fields}
        return {"slug": [name for name in TITLES if name in names]}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        entry, of_type = context.get("original"), type_of(self.model)
        publishes = may_publish(request, self.model) and not of_type.publishes_on_save
        context.update(
            publishing=not context.get("is_popup"),
            publishes_on_save=of_type.publishes_on_save,
            may_publish=publishes,
            may_share=bool(entry) and self.has_change_permission(request, entry) and not of_type.publishes_on_save,
            show_save_and_add_another=False,
            zone=zone(),
        )
        if entry:
            context["panel"] = self._panel(entry)
        return super().render_change_form(request, context, *args, **kwargs)

    def _panel(self, entry: Entry) -> dict[str, Any]:
        of_type = type_of(self.model)
        badge, standing = badges(of_type, [entry.pk])[entry.pk]
        live, _ = live_and_coming(entry.pk)
        api_url = ""
        if live and (badge.name == "public" or not of_type.publishes_on_save):
            api_url = f"{settings.PUBLIC_API_URL}/api/v1/{of_type.path}/{live.slug}/"
        return {"badge": badge, "standing": standing, "live": live, "api_url": api_url, "of_type": of_type}

    # --- deleting is the bin's

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        bin_pages.move_to_bin(self, request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for entry in queryset:
            bin_pages.move_to_bin(self, request, entry)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._open(request, object_id, bin_pages.discard_page, self.has_delete_permission)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._open(request, object_id, history_pages.history_page, self.has_view_or_change_permission)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if type_of(self.model).publishes_on_save:
            return {name: action for name, action in actions.items() if name not in _ACTS_OF_REVIEW}
        return actions

    # --- pages

    def get_urls(self) -> Any:
        pages: dict[str, tuple[Page, Callable[..., bool]]] = {
            "publish": (publish_pages.publish_page, self.has_publish_permission),
            "schedule": (publish_pages.schedule_page, self.has_publish_permission),
            "expire": (publish_pages.expire_page, self.has_publish_permission),
            "unschedule": (publish_pages.unschedule_page, self.has_publish_permission),
            "retract": (publish_pages.retract_page, self.has_publish_permission),
            "preview": (preview_page.preview_page, self.has_change_permission),
            "compare": (history_pages.compare_page, self.has_view_or_change_permission),
            "restore": (history_pages.restore_page, self.has_change_permission),
        }
        own = [
            path(f"<uuid:entry_id>/{name}/", self._view(page, permission), name=self._name(name))
            for name, (page, permission) in pages.items()
        ]
        in_bin = [
            path("bin/", self.admin_site.admin_view(self._bin), name=self._name("bin")),
            path("bin/<uuid:entry_id>/", self.admin_site.admin_view(self._undelete), name=self._name("undelete")),
            path("bin/<uuid:entry_id>/erase/", self.admin_site.admin_view(self._erase), name=self._name("erase")),
        ]
        slug = path("slug/", self.admin_site.admin_view(self._slug), name=self._name("slug"))
        return [*own, *in_bin, slug, *super().get_urls()]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _view(self, page: Page, permission: Callable[..., bool]) -> Any:
        def view(request: HttpRequest, entry_id: UUID) -> HttpResponse:
            return self._open(request, str(entry_id), page, permission)

        return self.admin_site.admin_view(view)

    def _open(self, request: HttpRequest, object_id: str, page: Page, permission: Callable[..., bool]) -> HttpResponse:
        # First, so that nobody learns which ids exist.
        if not permission(request) or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        entry = self.get_object(request, object_id)
        if entry is None:
            messages.warning(request, _("It does not exist. Perhaps it was moved to the bin."))
            return HttpResponseRedirect(url_of(self, "changelist"))
        if not permission(request, entry):
            raise PermissionDenied
        return page(self, request, entry)

    def _slug(self, request: HttpRequest) -> HttpResponse:
        """The slug for a title, as `{"slug": "…"}`: for a form that is being filled in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        entry = self.model()
        for name in TITLES:
            setattr(entry, name, request.GET.get("title", "")[:MOST_LETTERS])
        return JsonResponse({"slug": proposed_slug(entry)})

    def _bin(self, request: HttpRequest) -> HttpResponse:
        return bin_pages.bin_page(self, request)

    def _erase(self, request: HttpRequest, entry_id: UUID) -> HttpResponse:
        return bin_pages.erase_page(self, request, entry_id)

    def _undelete(self, request: HttpRequest, entry_id: UUID) -> HttpResponse:
        return bin_pages.undelete_page(self, request, entry_id)


_ACTS_OF_REVIEW = {act.name for act in bulk_acts.ACTS if act.permission == "publish"}
