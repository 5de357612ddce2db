"""The form that makes an API token."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from .models import Token
from .scopes import SCOPES

DAYS = [(30, "in 30 days"), (90, "in 90 days"), (365, "in a year"), (0, "never")]


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label="May",
        choices=[(name, f"{says} ({name})") for name, says in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label="Expires", choices=DAYS, coerce=int, initial=90)

    class Meta:
        model = Token
        fields = ("name",)
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField"})}

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
