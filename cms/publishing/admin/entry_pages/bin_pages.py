"""The bin: moving an entry there, seeing what lies in it, and taking one out again."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from cms.publishing.admin.permissions import may_publish
from cms.publishing.binning import discard, undelete, used_by
from cms.publishing.content_types import EntryKey, key_of, type_of
from cms.publishing.erasing import erase
from cms.publishing.models import Entry, EntryRecord
from cms.publishing.refusals import Refused
from cms.publishing.timeline.standings import standing_of

from .history_pages import publish_if_without_review, say_dropped
from .page_frame import show, url_of, user_of

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

PER_PAGE = 100


def move_to_bin(of: "ModelAdmin", request: HttpRequest, entry: Any) -> None:
    """Raises Refused."""
    discard(entry, by=user_of(request))
    deleted: Any = [entry]
    of.log_deletions(request, deleted)


def discard_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    if request.method == "POST":
        try:
            move_to_bin(of, request, entry)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("Moved “{entry}” to the bin. It can be restored from there.").format(entry=entry)
            )
            return HttpResponseRedirect(url_of(of, "changelist"))
    context = {"users": used_by(key_of(entry)), "standing": standing_of(entry), "of_type": type_of(type(entry))}
    return show(
        of, request, "discard.html", entry=entry, title=_("Move “{entry}” to the bin").format(entry=entry), **context
    )


def bin_page(of: "ModelAdmin", request: HttpRequest) -> HttpResponse:
    if not of.has_view_or_change_permission(request):
        raise PermissionDenied
    of_type = type_of(of.model)
    records = EntryRecord.objects.filter(type=of_type.name, deleted_at__isnull=False, latest__isnull=False)
    records = records.order_by("-deleted_at").select_related("latest", "deleted_by").defer("latest__source")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("p"))
    title = _("Bin: {names}").format(names=of.opts.verbose_name_plural)
    may: dict[str, Any] = {"may_restore": _may_undelete(of, request), "may_erase": may_erase(of, request)}
    return show(of, request, "bin.html", title=title, page=page, of_type=of_type, **may)


def erase_page(of: "ModelAdmin", request: HttpRequest, entry_id: UUID) -> HttpResponse:
    if not may_erase(of, request):
        raise PermissionDenied
    key = EntryKey(type_of(of.model).name, entry_id)
    record = EntryRecord.objects.select_related("latest").filter(pk=key.id, type=key.type).first()
    to_bin = HttpResponseRedirect(url_of(of, "bin"))
    if record is None or record.deleted_at is None or record.latest is None:
        messages.error(request, _("It is not in the bin. Only what lies there can be erased."))
        return to_bin
    title = record.title or str(key.id)
    if request.method == "POST" and "is_sure" in request.POST:
        try:
            erase(key, by=user_of(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("“{title}” is erased for good.").format(title=title))
        return to_bin
    context: dict[str, Any] = {"record": record, "users": used_by(key), "bin_url": url_of(of, "bin")}
    return show(of, request, "erase.html", title=_("Erase “{title}” for good").format(title=title), **context)


def may_erase(of: "ModelAdmin", request: HttpRequest) -> bool:
    """Who may delete, and may take out of the public."""
    return of.has_delete_permission(request) and may_publish(request, of.model)


def undelete_page(of: "ModelAdmin", request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The button of the bin page: POST only."""
    if request.method != "POST" or not _may_undelete(of, request):
        raise PermissionDenied
    type_name = type_of(of.model).name
    try:
        if not EntryRecord.objects.filter(pk=entry_id, type=type_name).exists():
            raise Refused(_("It is not in the bin."))
        restored = undelete(EntryKey(type_name, entry_id), by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(url_of(of, "bin"))
    of.log_change(request, restored.entry, _("Taken out of the bin"))
    messages.success(
        request,
        _("“{entry}” is back, as a draft.").format(entry=restored.entry) if _has_review(of) else _("It is back."),
    )
    say_dropped(request, restored.dropped)
    publish_if_without_review(of, request, restored.entry)
    return HttpResponseRedirect(url_of(of, "change", restored.entry))


def _may_undelete(of: "ModelAdmin", request: HttpRequest) -> bool:
    """Whoever may delete may undo it; whoever only edits brings back nothing that others threw away."""
    return of.has_change_permission(request) and of.has_delete_permission(request)


def _has_review(of: "ModelAdmin") -> bool:
    return not type_of(of.model).publishes_on_save
