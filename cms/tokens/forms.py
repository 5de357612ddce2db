"""The form that makes an API token."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .models import Token
from .scopes import SCOPES

DAYS = [
    (30, gettext_lazy("in 30 days")),
    (90, gettext_lazy("in 90 days")),
    (365, gettext_lazy("in a year")),
    (0, "never"),
]


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=[(name, f"{says} ({name})") for name, says in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Expires"), choices=DAYS, coerce=int, initial=90)

    class Meta:
        model = Token
        fields = ("name",)
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField"})}

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
