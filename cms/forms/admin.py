"""`KeepingAdmin`: a change form that loses nothing, and the inline rows that go with it."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .buffer_views import form_buffer
from .buffering import is_subject, who_is_typing
from .form_records import PageForm, digested, filled_record, read_token, sign
from .merged_posts import MergedPost, ShownConflict, merge_post
from .row_formsets import KeyedRowFormSet
from .three_way_merge import Record

# The token that says what the page was filled with.
BASE = "_base"
SAVES_IN_PLACE = "X-Form-Save"
# What one request knows of its merge: what was sent, what came of it, and what was stored then.
SENT, MERGED, MERGED_WITH = "form_as_sent", "form_merged", "form_merged_with"
# How often a save is merged again because somebody else was faster.
MOST_TRIES = 5


class SavedMeanwhile(Exception):
    """Somebody saved between the merge and the lock."""


class UndecidedForm(forms.ModelForm):
    """A form that is not saved before its conflicts are decided. `conflicts` is set on the class for one request."""

    conflicts: Sequence[ShownConflict]

    def clean(self) -> Any:
        cleaned = super().clean()
        number = len(self.conflicts)
        raise ValidationError(
            ngettext(
                "Somebody else changed this while you did. Choose below which of the two stays. Nothing is saved yet.",
                "Somebody else changed %(number)s things that you changed, too. Choose below which of the two stays. "
                "Nothing is saved yet.",
                number,
            )
            % {"number": number},
            code="conflict",
        )
        return cleaned


class KeepingAdmin(admin.ModelAdmin):
    """Merges what an editor sends with what others saved since the page was filled: what only one side touched is
    taken, and what both touched is asked about. Nothing is overwritten unseen."""

    change_form_template = "forms/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("buffer/", self.admin_site.admin_view(self._buffer), name=f"{name}_buffer"),
            path("others/", self.admin_site.admin_view(self._others), name=f"{name}_others"),
        ]
        return [*own, *super().get_urls()]

    def _buffer(self, request: HttpRequest) -> HttpResponse:
        """Where the page keeps what is typed: everybody's own, for whoever may change or add such a thing."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        return form_buffer(request, self._subject(request.GET.get("id", "")))

    def _others(self, request: HttpRequest) -> JsonResponse:
        """What an open page asks every few seconds: who else types into this form, and what was saved last."""
        object_id = request.GET.get("id", "")
        subject = self._subject(object_id)
        if not self.has_view_or_change_permission(request) or not is_subject(subject):
            raise PermissionDenied
        stamp, by = self.last_save(object_id)
        notice = ""
        if stamp != request.GET.get("seen", "") and by:
            notice = _("{who} saved this while you had it open. Save as usual: nothing of either of you is lost.")
        elif typing := who_is_typing(subject, besides=request.user):  # type: ignore[arg-type]
            notice, by = _("{who} is typing here, too."), ", ".join(typing)
        return JsonResponse({"notice": notice.format(who=by)})

    def last_save(self, object_id: str) -> tuple[str, str]:
        """A text that differs after every save, and who made the last one; both "" where that is not known."""
        return "", ""

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _named_page(request, super().add_view(request, *args, **kwargs))

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _named_page(request, super().change_view(request, *args, **kwargs))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if request.method != "POST" or object_id is None or BASE not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = vars(request).setdefault(SENT, request.POST)
        for tries_left in reversed(range(MOST_TRIES)):
            self._merge(request, object_id, sent)
            try:
                response = super().changeform_view(request, object_id, form_url, extra_context)
            except SavedMeanwhile:
                if not tries_left:
                    raise
                continue
            break
        self._say_what_was_taken(request, response)
        return response

    def _say_what_was_taken(self, request: HttpRequest, response: HttpResponse) -> None:
        merged: MergedPost | None = vars(request).get(MERGED)
        if merged is not None and merged.taken and isinstance(response, HttpResponseRedirect):
            text = _("Somebody else changed this meanwhile, and both are kept: {}.")
            messages.info(request, format_html(text, ", ".join(merged.taken)))

    def _merge(self, request: HttpRequest, object_id: str, sent: QueryDict) -> None:
        """Make the request one whose values may be written over what is stored now."""
        state = vars(request)
        state.pop(MERGED, None)
        state.pop(MERGED_WITH, None)
        stored = self.get_object(request, object_id)
        if stored is None or not self.has_change_permission(request, stored):
            return
        base = read_token(sent.get(BASE, ""), self._subject(object_id))
        page = self.page_form(request, stored)
        theirs = filled_record(page)
        # Without a token that can be read nothing is known of what the editor saw: all that differs is asked about.
        merged = merge_post(page, base if base is not None else {}, sent)
        request.POST = merged.data  # type: ignore[assignment]
        state[MERGED], state[MERGED_WITH] = merged, digested(theirs)

    def page_form(self, request: HttpRequest, stored: Any) -> PageForm:
        """The page's form and formsets, filled from what is stored."""
        reading = copy(request)
        reading.method = "GET"
        vars(reading).pop(MERGED, None)
        fields = flatten_fieldsets(self.get_fieldsets(reading, stored))
        form = self.get_form(reading, stored, change=True, fields=fields)(instance=stored)
        formsets, _inlines = self._create_formsets(reading, stored, change=True)  # type: ignore[attr-defined]
        return PageForm(form, [one for one in formsets if isinstance(one, KeyedRowFormSet)])

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        stored = super().get_object(request, object_id, from_field)
        if stored is not None and MERGED_WITH in vars(request) and transaction.get_connection().in_atomic_block:
            type(stored)._default_manager.select_for_update().filter(pk=stored.pk).first()
            self.refuse_if_moved(request, stored)
        return stored

    def refuse_if_moved(self, request: HttpRequest, locked: Any) -> None:
        """Raise SavedMeanwhile if what is stored is not what the form was merged with."""
        expected = vars(request).get(MERGED_WITH)
        if expected is not None and digested(filled_record(self.page_form(request, locked))) != expected:
            raise SavedMeanwhile

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        merged: MergedPost | None = vars(request).get(MERGED)
        if merged is None or not merged.conflicts:
            return form
        return type("Undecided", (UndecidedForm, form), {"conflicts": merged.conflicts})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        merged: MergedPost | None = vars(request).get(MERGED)
        context.update(
            conflicts=merged.conflicts if merged else [],
            base_token=self._base_token(request, context, obj) if obj is not None else "",
            buffered_id=str(obj.pk) if obj is not None else "new",
            last_save=self.last_save(str(obj.pk))[0] if obj is not None else "",
        )
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def _base_token(self, request: HttpRequest, context: dict[str, Any], stored: Any) -> str:
        """Shown again after an error, the fields hold what was typed into the first page: its token stays."""
        if request.method == "POST" and BASE in request.POST:
            return request.POST[BASE]
        return sign(self._filled(context), self._subject(str(stored.pk)))

    def _filled(self, context: dict[str, Any]) -> Record:
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        keyed = [formset for formset in formsets if isinstance(formset, KeyedRowFormSet)]
        return filled_record(PageForm(context["adminform"].form, keyed))

    def _subject(self, object_id: str) -> str:
        return f"{self.opts.label_lower}:{object_id}"


def _named_page(request: HttpRequest, response: Any) -> Any:
    """For the page's own script the address of the next page in place of a redirect: it goes there, or stays. A browser
    that followed the redirect would use up the messages."""
    if SAVES_IN_PLACE in request.headers and isinstance(response, HttpResponseRedirect):
        return JsonResponse({"location": response.url})
    return response


class KeyedRows(admin.options.InlineModelAdmin):
    """Inline rows that are named by their keys, and moved by hand or by keys instead of by numbers."""

    formset = KeyedRowFormSet

    @property
    def media(self) -> forms.Media:
        """Without Django's own script for rows, which numbers them."""
        jquery = [one for one in super().media._js if not str(one).endswith("inlines.js")]  # type: ignore[attr-defined]
        return forms.Media(js=jquery)

    @property
    def add_text(self) -> str:
        return _("Add another %(kind)s") % {"kind": capfirst(self.opts.verbose_name)}


class KeyedTabularRows(KeyedRows):
    template = "forms/tabular_rows.html"


class KeyedStackedRows(KeyedRows):
    template = "forms/stacked_rows.html"
