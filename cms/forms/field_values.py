"""What a browser sends for a field: as it was filled, and as it came back, in one shape that can be compared.

A field's *parts* are its inputs: `{"": ["text"]}` for most, `{"_0": ["2026-01-01"], "_1": ["08:00:00"]}` for a date
beside a time. An input that is empty, or not ticked, has an empty list.
"""

from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import QueryDict

Parts = dict[str, list[str]]


def filled_parts(field: forms.Field, value: Any) -> Parts:
    """What the browser would send for a field that was filled with `value`, if nobody touched it."""
    return {suffix: _normal(field, texts) for suffix, texts in _filled(_widget_of(field), value).items()}


def sent_parts(field: forms.Field, name: str, data: QueryDict) -> Parts:
    """What the browser did send for the field of that name."""
    return {suffix: _normal(field, data.getlist(name + suffix)) for suffix in _suffixes(_widget_of(field))}


def comparable(field: forms.Field, parts: Parts) -> str | list[str]:
    """A text, or for a choice of several the sorted list of what is chosen."""
    widget = _widget_of(field)
    if isinstance(widget, forms.widgets.ChoiceWidget) and widget.allow_multiple_selected:
        return sorted(parts[""])
    return "\x1f".join(text for texts in parts.values() for text in texts or [""])


def shown(field: Any, parts: Parts) -> str:
    """The value as an editor reads it: what is chosen by its name, not by its id."""
    texts = [text for texts in parts.values() for text in texts]
    if isinstance(field, forms.BooleanField):
        return "✓" if texts else "–"
    if isinstance(field, forms.ModelChoiceField):
        entries: Any = field.queryset
        chosen = entries.filter(pk__in=texts) if texts else ()
        return ", ".join(sorted(str(one) for one in chosen))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(value): str(label) for value, label in choices if not isinstance(label, list | tuple)}
        return ", ".join(labels.get(text, text) for text in texts)
    return " ".join(texts)


def takes_file(field: forms.Field) -> bool:
    return isinstance(field, forms.FileField)


def _widget_of(field: forms.Field) -> Any:
    widget: Any = field.widget
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def _suffixes(widget: Any) -> list[str]:
    if isinstance(widget, forms.MultiWidget):
        pairs = zip(_names(widget), widget.widgets, strict=True)
        return [suffix + further for suffix, part in pairs for further in _suffixes(part)]
    return [""]


def _names(widget: Any) -> list[str]:
    return list(widget.widgets_names)


def _filled(widget: Any, value: Any) -> Parts:
    if isinstance(widget, forms.MultiWidget):
        values: Any = value if isinstance(value, list | tuple) else widget.decompress(value)
        triples = zip(_names(widget), widget.widgets, values, strict=True)
        return {
            suffix + further: texts for suffix, part, one in triples for further, texts in _filled(part, one).items()
        }
    if isinstance(widget, forms.CheckboxInput):
        return {"": ["on"] if widget.check_test(value) else []}
    if isinstance(widget, forms.widgets.ChoiceWidget):
        return {"": [str(one) for one in widget.format_value(value)]}
    text = widget.format_value(value)
    return {"": [] if text is None else [str(text)]}


def _normal(field: forms.Field, texts: list[str]) -> list[str]:
    """Line ends as they are stored, no white space that the field would strip, nothing empty."""
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    if getattr(field, "strip", True):
        texts = [text.strip() for text in texts]
    return [text for text in texts if text]
