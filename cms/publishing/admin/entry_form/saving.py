"""Saving an entry: all its rows, then one capture, and for types without review the publication. All of it or nothing.

When something is refused only after the rows are written, the transaction is taken back and the same form is shown
again with the reason, and with everything that was typed.
"""

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from cms.audit.actors import By
from cms.forms.admin import KeepingAdmin
from cms.publishing.admin.database_outage import OUTAGES, outage_sentence
from cms.publishing.admin.entry_pages.page_frame import to_form, user_of
from cms.publishing.admin.entry_pages.publish_pages import publish_saved
from cms.publishing.admin.permissions import is_shown, may_publish
from cms.publishing.admin.request_state import act_of
from cms.publishing.capturing import capture
from cms.publishing.content_types import type_of
from cms.publishing.models import Entry, EntryRecord
from cms.publishing.publishing import publish_on_save
from cms.publishing.refusals import CannotRender, Refused
from cms.publishing.revisions.rendered_pages import render
from cms.publishing.slow_work import nothing_is_open, same_each_time, slow_work_first

from .forms import EntryForm

PUBLISH = "_publish"


def keep(entry: Entry, *, by: By, may_publish: bool) -> None:
    """Capture what is saved, and make it public where its type has no review. Raises Refused, CannotRender included:
    an editor is told at once that a text cannot be shown."""
    if type_of(type(entry)).publishes_on_save:
        if not may_publish and (is_shown(entry) or render(capture(entry, by=by).revision).rendered.standalone):
            raise Refused(
                _("Saved like this it would be public at once, and you may not publish. Ask somebody who may.")
            )
        publish_on_save(entry, by=by)
    else:
        capture(entry, by=by)
    obstacle = EntryRecord.objects.values_list("obstacle", flat=True).get(pk=entry.pk)
    if obstacle:
        raise CannotRender(obstacle)


class Saving(KeepingAdmin):
    form = EntryForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request, form.of_type = request, type_of(self.model)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """While saving, locked until the end: of two editors who save at once, the second sees the first's revision."""
        if not (act_of(request).locks and transaction.get_connection().in_atomic_block):
            return super().get_object(request, object_id, from_field)
        try:
            rows = self.get_queryset(request).select_for_update(of=("self",))
            locked = rows.filter(**{from_field or "pk": object_id}).first()
        except (ValidationError, ValueError):
            return None
        if locked is not None:
            self.refuse_if_moved(request, locked)
        return locked

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if PUBLISH in request.POST and not may_publish(request, self.model):
            raise PermissionDenied
        if "_saveasnew" in request.POST:
            # Django makes a copy of the entry even where no button offers it.
            raise PermissionDenied
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        return self._saved_or_shown_again(request, object_id, form_url, extra_context)

    @slow_work_first
    def _saved_or_shown_again(self, request: HttpRequest, *args: Any) -> Any:
        act = act_of(request)
        act.locks = True
        try:
            response = super().changeform_view(request, *args)
        except Refused as refused:
            return self._shown_again(request, *args, because=refused)
        except IntegrityError:
            return self._shown_again(request, *args, because=_broken_rule())
        except OUTAGES as error:
            response = self._shown_again(request, *args, because=Refused(outage_sentence(error)))
            response.status_code = 503
            return response
        finally:
            act.locks = False
        # After the commit, so that nobody waits for a lock while an entry is rendered.
        nothing_is_open()
        return self._published(request, act.saved) if act.saved and self._publishes(request) else response

    def _shown_again(self, request: HttpRequest, *args: Any, because: Refused) -> Any:
        """The same form with all that was typed and the reason, which keeps it from being saved: no transaction."""
        act = act_of(request)
        act.refusal, act.locks = because, False
        nothing_is_open()
        view: Any = super()
        return view._changeform_view(request, *args)

    def _published(self, request: HttpRequest, entry: Entry) -> Any:
        try:
            return publish_saved(self, request, entry)
        except OUTAGES as error:
            messages.warning(request, _("Saved, but not published. {reason}").format(reason=outage_sentence(error)))
            return to_form(self, entry)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        entry = super().save_form(request, form, change)
        if not change:
            entry.pk = same_each_time("id", lambda: entry.pk)
            entry.created_at = same_each_time("created_at", lambda: entry.created_at)
        return entry

    def last_save(self, object_id: str) -> tuple[str, str]:
        records = EntryRecord.objects.filter(pk=object_id, latest__isnull=False)
        found = records.values_list("latest__number", "latest__created_by__username").first()
        return (str(found[0]), str(found[1] or _("Somebody"))) if found else ("", "")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        act = act_of(request)
        with act.slow_work or nullcontext():
            keep(form.instance, by=user_of(request), may_publish=may_publish(request, self.model))
        act.saved = form.instance

    def _publishes(self, request: HttpRequest) -> bool:
        """What has no review is public from when its own dates say, whatever the button."""
        return PUBLISH in request.POST and not type_of(self.model).publishes_on_save

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing: a link would fill in a form, and Django fails on one that fills in a moment."""
        return {}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if self._publishes(request):
            return HttpResponseRedirect(request.path)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if self._publishes(request):
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)


def _broken_rule() -> Refused:
    return Refused(
        _(
            "The database refused it, because somebody else saved something like it in the same moment. "
            "Nothing was saved: look at slug, name and the rows below, and save again."
        )
    )
