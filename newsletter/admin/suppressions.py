"""Suppressions in the admin: added by address, found by address, lifted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletter.consent.suppressing import lift, suppress
from newsletter.mail_addresses import Address, InvalidAddress, parse_address
from newsletter.models import Newsletter, Suppression

from .address_search import FoundByAddress


class SuppressionForm(forms.ModelForm):
    email = forms.CharField(
        label=_("Address"), max_length=320, help_text=_("Only a code of it is kept, by which it is known again.")
    )

    class Meta:
        model = Suppression
        fields = ("newsletter", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "newsletter" in self.fields:
            field: Any = self.fields["newsletter"]
            field.empty_label = gettext("All newsletters")

    def clean_email(self) -> Address:
        try:
            return parse_address(self.cleaned_data["email"])
        except InvalidAddress:
            raise ValidationError(gettext("This is not a complete e-mail address.")) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        address, newsletter = values.get("email"), values.get("newsletter")
        if "@" in values.get("note", ""):
            self.add_error("note", gettext("No addresses here: the note is kept when the reader is erased."))
        theirs = Suppression.objects.filter(fingerprint=address.fingerprint if address else "", newsletter=newsletter)
        if theirs.exists():
            self.add_error("email", gettext("This address is suppressed already."))
        return values


@admin.register(Suppression)
class SuppressionAdmin(FoundByAddress):
    form = SuppressionForm
    list_display = ("code", "scope", "reason", "note", "created_at")
    list_filter = ("reason", "newsletter")
    list_select_related = ("newsletter",)
    show_full_result_count = False

    @admin.display(description=_("reader's code"))
    def code(self, suppression: Suppression) -> str:
        return f"{suppression.fingerprint[:10]}…"

    @admin.display(description=_("newsletter"), ordering="newsletter")
    def scope(self, suppression: Suppression) -> str:
        return str(suppression.newsletter or gettext("all"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code", "scope", "reason", "note", "created_at") if obj else ("email", "newsletter", "note")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code", "scope", "reason", "note", "created_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        fingerprint = form.cleaned_data["email"].fingerprint
        newsletter: Newsletter | None = form.cleaned_data["newsletter"]
        suppress(
            fingerprint,
            reason=Suppression.Reason.MANUAL,
            newsletter_id=newsletter.pk if newsletter else None,
            note=form.cleaned_data["note"],
        )
        found = Suppression.objects.get(fingerprint=fingerprint, newsletter=newsletter)
        obj.pk, obj.reason, obj.created_at = found.pk, found.reason, found.created_at

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        lift(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        for suppression in queryset:
            lift(suppression)
