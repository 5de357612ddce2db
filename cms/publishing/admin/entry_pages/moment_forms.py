"""The small forms with which an editor decides when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cms.publishing.admin.entry_form.fields import MomentField
from cms.publishing.publishing import Pending


class PendingForm(forms.Form):
    """What becomes of a replacement that is scheduled already; asked only when there is one."""

    pending = forms.ChoiceField(label=gettext_lazy("What is scheduled"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if choices:
            self.fields["pending"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["pending"]

    @property
    def decision(self) -> Pending:
        return Pending(self.cleaned_data.get("pending", Pending.REFUSE))


class ScheduleForm(PendingForm):
    starts_at = MomentField(label=gettext_lazy("Goes live on"))
    field_order = ("starts_at", "pending")


class ExpiryForm(forms.Form):
    at = MomentField(label=gettext_lazy("Gone on"))
