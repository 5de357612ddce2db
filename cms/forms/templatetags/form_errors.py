"""The errors of a change form in one list, each with the field that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS

register = template.Library()


@dataclass(frozen=True)
class ErrorLink:
    """`field_id` is the id of the field's control, "" for what is about the whole form."""

    field_id: str
    label: str
    message: str


@register.simple_tag
def error_links(admin_form: Any, inline_formsets: Any) -> list[ErrorLink]:
    links = list(_of_form(admin_form.form, ""))
    for inline in inline_formsets:
        formset, kind = inline.formset, str(inline.opts.verbose_name_plural)
        links += [ErrorLink("", "", str(message)) for message in formset.non_form_errors()]
        for form in formset.forms:
            links += _of_form(form, f"{kind}: ")
    return links


def _of_form(form: Any, before: str) -> Iterator[ErrorLink]:
    for name, messages in form.errors.items():
        for message in messages:
            if name == NON_FIELD_ERRORS or name not in form.fields:
                yield ErrorLink("", "", before + str(message))
            else:
                yield ErrorLink(form[name].auto_id, before + str(form[name].label), str(message))
