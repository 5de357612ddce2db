"""An entry's past: its revisions, what changed between any two, and bringing one back into the working copy."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.publishing.admin.entry_form.saving import keep
from cms.publishing.admin.permissions import may_publish
from cms.publishing.content_types import key_of, type_of
from cms.publishing.models import Entry, Publication, Revision
from cms.publishing.publishing import latest_revision
from cms.publishing.refusals import Refused
from cms.publishing.restoring import restore
from cms.publishing.revisions.differences import differences
from cms.publishing.timeline.content_version import present

from .page_frame import show, tell, to_form, user_of, wanted_revision

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

PER_PAGE = 50
ACTS_SHOWN = 30


@dataclass
class RevisionLine:
    """One revision in the list, with the publications made of it, each marked "live", "scheduled" or "past"."""

    revision: Revision
    is_latest: bool
    publications: list[tuple[str, Publication]] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return any(mark == "live" for mark, _ in self.publications)


def history_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    revisions = Revision.objects.filter(entry_id=entry.pk).select_related("created_by").defer("source")
    page = Paginator(revisions.order_by("-number"), PER_PAGE).get_page(request.GET.get("p"))
    content_type = ContentType.objects.get_for_model(of.model)
    acts = LogEntry.objects.filter(content_type=content_type, object_id=str(entry.pk)).select_related("user")
    of_type = type_of(type(entry))
    return show(
        of,
        request,
        "history.html",
        entry=entry,
        title=_("History of “{entry}”").format(entry=entry),
        page=page,
        lines=_lines(list(page), entry),
        acts=acts.order_by("-action_time")[:ACTS_SHOWN],
        may_restore=of.has_change_permission(request, entry),
        may_publish=may_publish(request, type(entry)) and not of_type.publishes_on_save,
    )


def compare_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    older, newer = wanted_revision(request, entry, "older"), wanted_revision(request, entry, "newer")
    if older.number > newer.number:
        older, newer = newer, older
    found = differences(older, newer)
    title = _("Revisions {number} and {number_2} of “{entry}”").format(
        number=older.number, number_2=newer.number, entry=entry
    )
    return show(of, request, "compare.html", entry=entry, title=title, older=older, newer=newer, changes=found)


def restore_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    revision = wanted_revision(request, entry)
    if request.method == "POST" and _restored(of, request, entry, revision):
        return to_form(of, entry)
    latest = latest_revision(key_of(entry))
    return show(
        of,
        request,
        "restore.html",
        entry=entry,
        title=_("Restore revision {number} of “{entry}”").format(number=revision.number, entry=entry),
        revision=revision,
        latest=latest,
        changes=differences(latest, revision),
        of_type=type_of(type(entry)),
    )


def _restored(of: "ModelAdmin", request: HttpRequest, entry: Entry, revision: Revision) -> bool:
    try:
        restored = restore(revision, by=user_of(request))
    except Refused as refused:
        tell(of, request, entry, refused)
        return False
    done = _("Restored revision {number} as revision {number_2}").format(
        number=revision.number, number_2=restored.revision.number
    )
    of.log_change(request, restored.entry, done)
    messages.success(request, f"{done}.")
    say_dropped(request, restored.dropped)
    publish_if_without_review(of, request, restored.entry)
    return True


def say_dropped(request: HttpRequest, dropped: tuple[str, ...]) -> None:
    for sentence in dropped:
        messages.warning(request, sentence)


def publish_if_without_review(of: "ModelAdmin", request: HttpRequest, entry: Any) -> None:
    """What a type without review does with every save. Refused, it stays restored and is not public."""
    if not type_of(type(entry)).publishes_on_save:
        return
    try:
        keep(entry, by=user_of(request), may_publish=may_publish(request, type(entry)))
    except Refused as refused:
        messages.error(request, _("It is restored here, but readers do not see it like this:"))
        tell(of, request, entry, refused)


def _lines(revisions: list[Revision], entry: Entry) -> list[RevisionLine]:
    latest = latest_revision(key_of(entry)).pk if revisions else None
    lines = {revision.pk: RevisionLine(revision, revision.pk == latest) for revision in revisions}
    now = present()
    published = Publication.objects.filter(revision_id__in=lines).defer("summary", "document").order_by("starts_at")
    for publication in published.select_related("published_by"):
        lines[publication.revision_id].publications.append((_mark(publication, now), publication))
    return list(lines.values())


def _mark(publication: Publication, now: Any) -> str:
    if publication.starts_at > now:
        return "scheduled"
    return "past" if publication.ends_at and publication.ends_at <= now else "live"
