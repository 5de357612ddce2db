"""Form fields: texts as an editor types them, and moments in the site's time zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.revisions.limits import MAX_LINE_LENGTH, line_fault
from cms.publishing.timeline.content_version import present

# Databases and time zones disagree about the years beyond.
FIRST_YEAR, LAST_YEAR = 1000, 2999

_refuse_null = ProhibitNullCharactersValidator()
_is_web_address = URLValidator(
    schemes=["http", "https"], message=gettext_lazy("“%(value)s” is not a full http(s) address.")
)


def is_far_off(moment: datetime) -> bool:
    return not FIRST_YEAR <= moment.year <= LAST_YEAR


class ProseField(forms.CharField):
    """Text of several lines. Browsers end lines as on a typewriter; what is stored has one character."""

    widget = AdminTextareaWidget

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class MarkdownField(ProseField):
    """Taken as it is: a text may begin with an indented block of code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False, "widget": MarkdownTextarea})


class MarkdownTextarea(forms.Textarea):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "markdown-source", "rows": 24, "spellcheck": "true", **(attrs or {})})


class WebAddressField(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **options})


class LinesField(forms.CharField):
    """A list of short texts, one a line: trimmed, blank lines dropped, each only once whatever its case."""

    def __init__(self, *, web_addresses: bool = False, max_line_length: int = MAX_LINE_LENGTH, **options: Any) -> None:
        self.web_addresses, self.max_line_length = web_addresses, max_line_length
        super().__init__(**{"widget": AdminTextareaWidget(attrs={"rows": 4, "class": "lines"}), **options})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = str(super().to_python(value) or "")
        _refuse_null(text)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if fault := line_fault(lines, max_length=self.max_line_length):
            raise ValidationError(fault)
        for line in lines if self.web_addresses else ():
            _is_web_address(line)
        return lines

    def run_validators(self, value: Any) -> None:
        """Those of a single text do not fit a list; to_python has looked at every line."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial or []) != self.to_python(data)
        except ValidationError:
            return True


class MomentField(forms.DateTimeField):
    """A moment to come, typed in the site's time zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "moment"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, **options})

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and is_far_off(moment):
            raise ValidationError(_("Choose a year before {number}.").format(number=LAST_YEAR + 1))
        if moment and moment <= present():
            raise ValidationError(_("That moment has passed."))
        return moment
