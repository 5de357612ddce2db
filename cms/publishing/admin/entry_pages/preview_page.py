"""Sharing a draft: a page that makes a link for whoever has no account, and shows it."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.content_types import type_of
from cms.publishing.models import Entry
from cms.publishing.reading.shared_drafts import share
from cms.publishing.refusals import Refused
from cms.tokens.preview_links import DEFAULT_HOURS

from .page_frame import show
from .publish_pages import said

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

SPANS = [
    (8, gettext_lazy("8 hours")),
    (DEFAULT_HOURS, gettext_lazy("2 days")),
    (24 * 7, gettext_lazy("a week")),
    (24 * 30, gettext_lazy("30 days")),
]


class SpanForm(forms.Form):
    hours = forms.TypedChoiceField(label=gettext_lazy("Good for"), choices=SPANS, coerce=int, initial=DEFAULT_HOURS)


def preview_page(of: "ModelAdmin", request: HttpRequest, entry: Entry) -> HttpResponse:
    """The link is on the answer to the form and nowhere else: what is signed need not be kept."""
    if type_of(type(entry)).publishes_on_save:
        raise Http404(_("A save publishes it: there is no draft to share."))
    form = SpanForm(request.POST if request.method == "POST" else None)
    shared = None
    if request.method == "POST" and form.is_valid():
        try:
            shared = share(entry, hours=form.cleaned_data["hours"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            of.log_change(
                request, entry, _("Shared a preview, good until {moment}").format(moment=said(shared.expires_at))
            )
    title = _("Share a preview of “{entry}”").format(entry=entry)
    return show(of, request, "preview.html", entry=entry, title=title, form=form, shared=shared)
