"""What happened, to be read: the consent log, the requests, and the mails that they led to."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletter.models import ConsentEvent, ErasureRequest, Notice, SignupRequest

from .address_search import FoundByAddress


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, FoundByAddress):
    list_display = ("happened_at", "kind", "newsletter", "wording", "note", "code")
    list_filter = ("kind", "newsletter")
    list_select_related = ("newsletter", "consent_text")
    date_hierarchy = "happened_at"
    fields = ("happened_at", "kind", "newsletter", "consent_text", "note", "ip", "user_agent", "fingerprint")
    show_full_result_count = False

    @admin.display(description=_("wording"))
    def wording(self, event: ConsentEvent) -> str:
        return gettext("version %(number)s") % {"number": event.consent_text.version} if event.consent_text else "–"

    @admin.display(description=_("reader's code"))
    def code(self, event: ConsentEvent) -> str:
        return f"{event.fingerprint[:10]}…"


@admin.register(SignupRequest)
class SignupRequestAdmin(ReadOnly, FoundByAddress):
    list_display = ("created_at", "email", "newsletter", "verdict", "source")
    list_filter = ("verdict", "newsletter")
    list_select_related = ("newsletter",)
    fields = (
        "created_at",
        "email",
        "newsletter",
        "consent_text",
        "verdict",
        "decided_at",
        "language",
        "source",
        "ip",
        "user_agent",
    )
    ordering = ("-created_at",)
    show_full_result_count = False
    empty_value_display = "–"


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnly, FoundByAddress):
    list_display = ("created_at", "verdict", "decided_at")
    list_filter = ("verdict",)
    fields = ("created_at", "verdict", "decided_at", "ip", "fingerprint")
    ordering = ("-created_at",)
    show_full_result_count = False
    empty_value_display = "–"


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Mails to one reader that wait here say why: no mail server, or one that refuses."""

    list_display = ("created_at", "kind", "state", "attempts", "outcome", "next_attempt_at", "accepted_at")
    list_filter = ("state", "kind")
    fields = ("created_at", "kind", "subscriber", "state", "attempts", "outcome", "next_attempt_at", "accepted_at")
    ordering = ("-created_at", "-pk")
    show_full_result_count = False
    empty_value_display = "–"
