"""Going public and coming back: one page a verb, which shows what it will do and asks, and then calls the verb."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.publishing.binning import used_by
from cms.publishing.content_types import key_of, type_of
from cms.publishing.models import Entry, Publication
from cms.publishing.publishing import Pending, expire, latest_revision, publish, retract, unschedule
from cms.publishing.refusals import Refused
from cms.publishing.timeline.standings import standing_of

from .moment_forms import ExpiryForm, PendingForm, ScheduleForm
from .outlook import PublishingOutlook, look_ahead
from .page_frame import did, show, tell, to_form, url_of, user_of, wanted_revision, zone

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


def publish_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    _refuse_without_review(entry)
    revision = wanted_revision(request, entry)
    outlook = look_ahead(revision)
    form = PendingForm(_posted(request), choices=_choices_for_now(outlook))
    if request.method == "POST" and form.is_valid():
        verb = partial(publish, entry, by=user_of(request), revision=revision, pending=form.decision)
        if did(of, request, entry, verb, done=_("Published revision {number}").format(number=revision.number)):
            return to_form(of, entry)
    title = _("Publish “{entry}”").format(entry=entry)
    return show(of, request, "publish.html", entry=entry, title=title, outlook=outlook, form=form)


def schedule_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    _refuse_without_review(entry)
    revision = wanted_revision(request, entry)
    coming = look_ahead(revision).coming
    form = ScheduleForm(_posted(request), choices=_choices_for_later(coming))
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["starts_at"]
        user, decision = user_of(request), form.decision
        verb = partial(publish, entry, by=user, revision=revision, starts_at=at, pending=decision)
        if did(
            of,
            request,
            entry,
            verb,
            done=_("Scheduled revision {number} for {moment}").format(number=revision.number, moment=said(at)),
        ):
            return to_form(of, entry)
    at = form.cleaned_data.get("starts_at") if form.is_bound else None
    outlook, title = look_ahead(revision, at=at), _("Schedule “{entry}”").format(entry=entry)
    return show(of, request, "schedule.html", entry=entry, title=title, outlook=outlook, form=form)


def expire_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    _refuse_without_review(entry)
    standing = standing_of(entry)
    form = ExpiryForm(request.POST if "at" in request.POST else None, initial={"at": standing.expires_at})
    if "clear" in request.POST:
        if did(
            of,
            request,
            entry,
            partial(expire, entry, at=None, by=user_of(request)),
            done=_("Cleared the expiry: it stays"),
        ):
            return to_form(of, entry)
    elif request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        if did(
            of,
            request,
            entry,
            partial(expire, entry, at=at, by=user_of(request)),
            done=_("Set the expiry to {moment}").format(moment=said(at)),
        ):
            return to_form(of, entry)
    title = _("Let “{entry}” expire").format(entry=entry)
    return show(of, request, "expire.html", entry=entry, title=title, standing=standing, form=form)


def unschedule_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    _refuse_without_review(entry)
    standing = standing_of(entry)
    if request.method == "POST":
        if not standing.coming:
            messages.warning(request, _("Nothing was scheduled."))
        else:
            done = _("Cancelled the schedule of revision {coming}").format(coming=standing.coming)
            did(of, request, entry, partial(unschedule, entry, by=user_of(request)), done=done)
        return to_form(of, entry)
    title = _("Cancel the schedule of “{entry}”").format(entry=entry)
    return show(of, request, "unschedule.html", entry=entry, title=title, standing=standing)


def retract_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    _refuse_without_review(entry)
    standing = standing_of(entry)
    if request.method == "POST":
        if not (standing.is_live or standing.coming):
            messages.warning(request, _("Nothing of it was public or scheduled."))
        else:
            did(of, request, entry, partial(retract, entry, by=user_of(request)), done=_("Retracted it"))
        return to_form(of, entry)
    users, title = used_by(key_of(entry)), _("Retract “{entry}”").format(entry=entry)
    return show(of, request, "retract.html", entry=entry, title=title, standing=standing, users=users)


def publish_saved(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    """After "Save and publish": publish what was just saved, unless something is in the way or has to be decided."""
    try:
        revision = latest_revision(key_of(entry))
        outlook = look_ahead(revision)
    except Refused as refused:
        tell(of, request, entry, refused)
        return to_form(of, entry)
    if outlook.problems:
        messages.warning(
            request, _("Saved as revision {number}, but not published. First:").format(number=revision.number)
        )
        for problem in outlook.problems:
            messages.error(request, problem.as_link(url_of(of, "change", entry)))
        return to_form(of, entry)
    if outlook.coming or outlook.warnings:
        messages.info(
            request, _("Saved as revision {number}. Read this before it goes public.").format(number=revision.number)
        )
        return HttpResponseRedirect(url_of(of, "publish", entry))
    verb = partial(publish, entry, by=user_of(request), revision=revision)
    did(of, request, entry, verb, done=_("Published revision {number}").format(number=revision.number))
    return to_form(of, entry)


def _refuse_without_review(entry: Entry) -> None:
    if type_of(type(entry)).publishes_on_save:
        raise Http404(_("A save publishes it: there is nothing to decide here."))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def said(moment: object) -> str:
    return f"{date_format(timezone.localtime(moment), 'j F Y, H:i')} {zone()}"  # type: ignore[arg-type]


def _choices_for_now(outlook: PublishingOutlook) -> list[tuple[str, str]]:
    coming = outlook.coming
    if coming is None:
        return []
    number, at = coming.revision.number, said(coming.starts_at)
    older = _(", although it is older") if number < outlook.revision.number else ""
    return [
        (
            Pending.CANCEL,
            _("Cancel the schedule: revision {number} does not go live on {at}").format(number=number, at=at),
        ),
        (
            Pending.KEEP,
            _("Keep the schedule: revision {number} replaces this one on {at}{older}").format(
                number=number, at=at, older=older
            ),
        ),
    ]


def _choices_for_later(coming: Publication | None) -> list[tuple[str, str]]:
    if coming is None:
        return []
    at = said(coming.starts_at)
    return [
        (
            Pending.CANCEL,
            _("Cancel the schedule of revision {number} for {at}; this takes its place").format(
                number=coming.revision.number, at=at
            ),
        )
    ]
