"""The admin as a browser uses it: open a form, change something, send all of it."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

ADMIN = "/admin/articles/"
Form = dict[str, Any]


def url_of(entry: Any, page: str = "change") -> str:
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk])


def open_form(client: Client, url: str) -> Form:
    """What the page's main form would send, rows to be copied by script left out."""
    return form_values(client.get(url))


def form_values(response: Any) -> Form:
    assert response.status_code == 200
    form = BeautifulSoup(response.content, "html.parser").select_one("#content-main form[method=post]")
    assert form
    values: Form = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if "__prefix__" in name or field.get("type") in ("submit", "file"):
            continue
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        value = _value(field)
        if value is not None:
            values[name] = value
    return values


def _value(field: Tag) -> Any:
    if field.name == "textarea":
        return str(field.text).removeprefix("\n")
    if field.name == "select":
        chosen = [str(option.get("value", "")) for option in field.select("option[selected]")]
        if field.has_attr("multiple"):
            return chosen
        first = field.select_one("option")
        return chosen[0] if chosen else (str(first.get("value", "")) if first else None)
    return str(field.get("value", "on" if field.get("type") == "checkbox" else ""))


def add_row(form: Form, prefix: str, **values: Any) -> Form:
    index = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{index}-{name}": value for name, value in values.items()}
    return {**form, **row, f"{prefix}-TOTAL_FORMS": index + 1}


def said(response: Any) -> str:
    return " | ".join(strip_tags(str(message)) for message in get_messages(response.wsgi_request))


def errors(response: Any) -> str:
    """Every error that the page shows, as text."""
    page = BeautifulSoup(response.content, "html.parser")
    return " | ".join(item.get_text() for item in page.select("ul.errorlist li, .form-errors li"))
