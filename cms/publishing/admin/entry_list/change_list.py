"""The list of entries: searchable, filterable by state, the states of a page computed together."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.admin.request_state import act_of
from cms.publishing.content_types import type_of
from cms.publishing.models import EntryRecord
from cms.publishing.reading.perspectives import published
from cms.publishing.slow_work import GatheredWork, slow_work_first
from cms.publishing.timeline.standings import State, in_state

from .state_badges import ON_SAVE_LABELS, PUBLIC, READY, badges


class EntryChangeList(ChangeList):
    """Gives every entry of the page its `badge` and `record`: a fixed number of queries, however long the page."""

    model: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries: list[Any] = list(self.result_list)
        ids = [entry.pk for entry in entries]
        found = badges(type_of(self.model), ids)
        records = EntryRecord.objects.select_related("latest__created_by").defer("latest__source").in_bulk(ids)
        for entry in entries:
            entry.badge, entry.record = found[entry.pk][0], records.get(entry.pk)
        self.result_list = entries


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        if not type_of(model_admin.model).publishes_on_save:
            return list(State.choices)
        rare = (State.SCHEDULED, State.EXPIRED, State.RETRACTED, State.DRAFT)
        return [*ON_SAVE_LABELS.items(), *((state.value, str(state.label)) for state in rare)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value in (PUBLIC, READY):
            of_type = type_of(queryset.model)
            visible = published().entries(of_type.name).values("entry_id")
            if value == PUBLIC:
                return queryset.filter(pk__in=visible)
            return in_state(queryset, State.PUBLISHED).exclude(pk__in=visible)
        return in_state(queryset, value) if value in State.values else queryset


class Listing(admin.ModelAdmin):
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EntryChangeList

    def get_list_display(self, request: HttpRequest) -> Any:
        first, *others = super().get_list_display(request)
        return (first, "state", *others, "last_saved")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (StateFilter, *super().get_list_filter(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        in_bin = EntryRecord.objects.filter(
            type=type_of(self.model).name, deleted_at__isnull=False, latest__isnull=False
        ).count()
        extra = {"in_bin": in_bin, "title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        saves_rows = request.method == "POST" and "_save" in request.POST and self.list_editable
        return self._save_rows(request, extra) if saves_rows else super().changelist_view(request, extra)

    @slow_work_first
    def _save_rows(self, request: HttpRequest, extra: dict[str, Any]) -> Any:
        """What was edited in the list, in one transaction, after the slow work of all its rows."""
        act_of(request).slow_work = needed = GatheredWork()
        with transaction.atomic():
            response = super().changelist_view(request, extra)
            needed.ask()
        return response

    @admin.display(description=gettext_lazy("state"))
    def state(self, entry: Any) -> SafeString:
        html: SafeString = entry.badge.as_html()
        if entry.record and entry.record.obstacle:
            return format_html(
                '{} <span class="obstacle" title="{}">{}</span>',
                html,
                entry.record.obstacle,
                _("cannot be shown"),
            )
        return html

    @admin.display(description=gettext_lazy("last saved"))
    def last_saved(self, entry: Any) -> str:
        latest = entry.record.latest if entry.record else None
        if latest is None:
            return "–"
        at = date_format(timezone.localtime(latest.created_at), "j M Y, H:i")
        return f"{at}, {latest.created_by}" if latest.created_by else at
