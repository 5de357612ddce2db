"""Acts on many entries at once: a page that lists them and asks, then the verb for each, one transaction an entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.admin.entry_pages.bin_pages import move_to_bin
from cms.publishing.admin.entry_pages.moment_forms import ExpiryForm, PendingForm, ScheduleForm
from cms.publishing.admin.entry_pages.page_frame import show, user_of
from cms.publishing.admin.entry_pages.publish_pages import said
from cms.publishing.content_types import type_of
from cms.publishing.models import Entry
from cms.publishing.publishing import Pending, expire, publish, retract
from cms.publishing.refusals import Refused

from .state_badges import badges

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

MOST = 200
CONFIRMED = "confirmed"

# Does it to one entry and returns what to log; raises Refused.
OneAct = Callable[["ModelAdmin", HttpRequest, Any, Any], str]


@dataclass(frozen=True)
class BulkAct:
    """`question` has the words for the confirming page, `done` for "3 articles: published."."""

    name: str
    label: Any
    question: Any
    done: Any
    permission: str
    act: OneAct
    form: type[forms.Form] | None = None


def _publish(of: "ModelAdmin", request: HttpRequest, entry: Entry, form: Any) -> str:
    published = publish(entry, by=user_of(request))
    return _("Published revision {number}").format(number=published.revision.number)


def _schedule(of: "ModelAdmin", request: HttpRequest, entry: Entry, form: Any) -> str:
    at = form.cleaned_data["starts_at"]
    scheduled = publish(entry, by=user_of(request), starts_at=at, pending=Pending.REFUSE)
    return _("Scheduled revision {number} for {moment}").format(number=scheduled.revision.number, moment=said(at))


def _expire(of: "ModelAdmin", request: HttpRequest, entry: Entry, form: Any) -> str:
    expire(entry, at=form.cleaned_data["at"], by=user_of(request))
    return _("Set the expiry to {moment}").format(moment=said(form.cleaned_data["at"]))


def _retract(of: "ModelAdmin", request: HttpRequest, entry: Entry, form: Any) -> str:
    if not retract(entry, by=user_of(request)):
        raise Refused(_("Nothing of it is public or scheduled."))
    return _("Retracted it")


def _discard(of: "ModelAdmin", request: HttpRequest, entry: Entry, form: Any) -> str:
    if not of.has_delete_permission(request, entry):
        raise Refused(_("It is public, and you may not take it down."))
    move_to_bin(of, request, entry)
    return ""


ACTS = (
    BulkAct(
        "publish_selected",
        gettext_lazy("Publish"),
        gettext_lazy("Publish these as they were last saved?"),
        gettext_lazy("published"),
        "publish",
        _publish,
    ),
    BulkAct(
        "schedule_selected",
        gettext_lazy("Schedule…"),
        gettext_lazy("Publish these later?"),
        gettext_lazy("scheduled"),
        "publish",
        _schedule,
        ScheduleForm,
    ),
    BulkAct(
        "expire_selected",
        gettext_lazy("Let expire…"),
        gettext_lazy("Let these expire?"),
        gettext_lazy("set to expire"),
        "publish",
        _expire,
        ExpiryForm,
    ),
    BulkAct(
        "retract_selected",
        gettext_lazy("Retract"),
        gettext_lazy("Take these out of the public now?"),
        gettext_lazy("retracted"),
        "publish",
        _retract,
    ),
    BulkAct(
        "discard_selected",
        gettext_lazy("Move to the bin"),
        gettext_lazy("Move these to the bin?"),
        gettext_lazy("moved to the bin"),
        "delete",
        _discard,
    ),
)


def as_action(act: BulkAct) -> Any:
    """The function that Django's list of actions wants."""

    def action(of: "ModelAdmin", request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return _ask_or_do(act, of, request, queryset)

    action.__name__ = act.name
    action.short_description = act.label  # type: ignore[attr-defined]
    action.allowed_permissions = (act.permission,)  # type: ignore[attr-defined]
    return action


def _ask_or_do(act: BulkAct, of: "ModelAdmin", request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    entries = list(queryset[: MOST + 1])
    if len(entries) > MOST:
        messages.error(request, _("Choose at most {most} at once. Nothing was changed.").format(most=MOST))
        return None
    is_confirmed = CONFIRMED in request.POST
    form = _form(act, request.POST if is_confirmed else None)
    if is_confirmed and form.is_valid():
        _do(act, of, request, entries, form)
        return None
    found = badges(type_of(of.model), [entry.pk for entry in entries])
    return show(
        of,
        request,
        "bulk.html",
        title=act.label.rstrip("…"),
        act=act,
        lines=[(entry, found[entry.pk][0]) for entry in entries],
        form=form,
        checkbox=ACTION_CHECKBOX_NAME,
    )


def _form(act: BulkAct, data: Any) -> forms.Form:
    if act.form is None:
        return forms.Form(data)
    return act.form(data, choices=[]) if issubclass(act.form, PendingForm) else act.form(data)


def _do(act: BulkAct, of: "ModelAdmin", request: HttpRequest, entries: list[Any], form: forms.Form) -> None:
    refusals, done = [], 0
    for entry in entries:
        try:
            log = act.act(of, request, entry, form)
        except Refused as refused:
            refusals.append((entry, refused))
            continue
        done += 1
        if log:
            of.log_change(request, entry, log)
    names = of.opts.verbose_name if done == 1 else of.opts.verbose_name_plural
    if done:
        messages.success(request, _("{number} {names} {done}.").format(number=done, names=names, done=act.done))
    if refusals:
        listed = format_html_join("", "<li>“{}”: {}</li>", refusals)
        messages.error(request, format_html("{} <ul>{}</ul>", _("Not {done}:").format(done=act.done), listed))
