"""Finding what is known by a fingerprint only: by the whole address."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newsletter.mail_addresses import InvalidAddress, fingerprint_of, parse_address


def fingerprint_in(typed: str) -> str | None:
    """Of the address that was typed; None if that is not an address. One that new rules refuse can be asked for too."""
    try:
        return parse_address(typed).fingerprint
    except InvalidAddress:
        return fingerprint_of(typed.strip().casefold()) if "@" in typed else None


class FoundByAddress(admin.ModelAdmin):
    """Of an admin whose rows have a fingerprint. Nothing but a whole address finds any."""

    search_fields = ("fingerprint",)
    search_help_text = _("By the whole address: only a code of it is kept.")

    def get_search_results(self, request: Any, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        fingerprint = fingerprint_in(search_term)
        return (queryset.filter(fingerprint=fingerprint) if fingerprint else queryset.none()), False
