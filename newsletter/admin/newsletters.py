"""Newsletters in the admin, each with the wording that its readers agree to."""

from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletter.checks import shared_keys
from newsletter.consent.consent_texts import current_text, set_wording
from newsletter.models import ConsentText, Newsletter, OwnSentence, Subscription
from newsletter.public_changes import note_public_change
from newsletter.wording.readers_words import fault_of
from newsletter.wording.sentences import GROUPS

# The first words of the API's other addresses: a newsletter called so could not be read there.
RESERVED = {"confirmations", "erasures", "refusals", "subscriptions", "u"}


class NewsletterForm(forms.ModelForm):
    wording = forms.CharField(
        label=_("What readers agree to"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_(
            "Shown beside the sign-up form. Other words become another version: what somebody agreed to before "
            "stays as they saw it."
        ),
    )

    class Meta:
        model = Newsletter
        fields = (
            "name",
            "slug",
            "description",
            "language",
            "list_id",
            "from_name",
            "from_email",
            "reply_to",
            "owner_email",
            "postal_address",
            "is_public",
            "has_archive",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = current_text(self.instance) if self.instance.pk else None
        if text and "wording" in self.fields:
            self.fields["wording"].initial = text.text

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise ValidationError(gettext("This word has another meaning in addresses."))
        return slug

    def clean_wording(self) -> str:
        # As browsers send them, line ends are two characters.
        text: str = self.cleaned_data["wording"].replace("\r\n", "\n").strip()
        return text


class ConsentTextRows(admin.TabularInline):
    model = ConsentText
    fields = readonly_fields = ("version", "text", "created_at")
    extra = 0
    can_delete = False
    verbose_name_plural = _("Wordings so far")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OwnSentenceForm(forms.ModelForm):
    class Meta:
        model = OwnSentence
        fields = ("key", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (gettext(group), [(key, Truncator(gettext(each.text)).chars(90)) for key, each in sentences.items()])
            for group, sentences in GROUPS.items()
        ]
        self.fields["key"] = forms.ChoiceField(label=self.fields["key"].label, choices=[("", "---------"), *choices])

    def clean_text(self) -> str:
        # A text area that shows a long line; the sentence stays one.
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "key" in values and (fault := fault_of(values["key"], values.get("text", ""))):
            self.add_error("text", fault)
        return values


class OwnSentenceRows(admin.TabularInline):
    model = OwnSentence
    form = OwnSentenceForm
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.view_newsletter")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("newsletter.change_newsletter")

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(Newsletter)
class NewsletterAdmin(admin.ModelAdmin):
    form = NewsletterForm
    inlines = (OwnSentenceRows, ConsentTextRows)
    list_display = ("name", "slug", "readers", "waiting", "is_public", "has_archive")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "language", "is_public", "has_archive")}),
        (_("Consent"), {"fields": ("wording",)}),
        (
            _("In each mail"),
            {"fields": ("from_name", "from_email", "reply_to", "owner_email", "postal_address", "list_id")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Newsletter]:
        state = Subscription.State
        return (
            super()
            .get_queryset(request)
            .annotate(
                reader_count=Count("subscriptions", filter=Q(subscriptions__state=state.CONFIRMED)),
                waiting_count=Count("subscriptions", filter=Q(subscriptions__state=state.PENDING)),
            )
        )

    @admin.display(description=_("readers"))
    def readers(self, newsletter: Newsletter) -> int:
        return vars(newsletter).get("reader_count", 0)

    @admin.display(description=_("not confirmed yet"))
    def waiting(self, newsletter: Newsletter) -> int:
        return vars(newsletter).get("waiting_count", 0)

    def get_readonly_fields(self, request: HttpRequest, obj: Newsletter | None = None) -> tuple[str, ...]:
        """Mail programs sort by the list id, and readers' filters go by it: after the first issue it stays."""
        return ("list_id",) if obj and obj.issues.exclude(prepared_at=None).exists() else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Newsletter | None = None) -> dict[str, Any]:
        # Its address is known to readers.
        return {} if obj else dict(self.prepopulated_fields)

    def get_inlines(self, request: HttpRequest, obj: Newsletter | None) -> Any:
        return self.inlines if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """In the transaction of the page, with the newsletter itself."""
        super().save_related(request, form, formsets, change)
        set_wording(form.instance, form.cleaned_data["wording"])
        note_public_change(form.instance)
        if not settings.DEBUG and (shared := shared_keys()):
            says = " and ".join(shared)
            messages.warning(
                request,
                gettext("Before the first sign-up, whoever runs this server should set %(says)s.") % {"says": says},
            )

    def delete_model(self, request: HttpRequest, obj: Newsletter) -> None:
        gone = copy(obj)
        super().delete_model(request, obj)
        note_public_change(gone, deleted=True)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleted one by one, if at all."""
        return {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}
