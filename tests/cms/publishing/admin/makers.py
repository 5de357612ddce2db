"""Editors, and what they send to the admin of notes."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.utils.html import strip_tags

from tests.notes.models import Label, Note

NOTES, LABELS = "/admin/notes/note/", "/admin/notes/label/"


def make_editor(name: str, *codenames: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="notes"))
    return user


def note_form(note: Note | None = None, **changed: Any) -> dict[str, Any]:
    """What a browser sends when nothing but `changed` was touched."""
    lines = list(note.lines.all()) if note else []
    values: dict[str, Any] = {"title": "A title", "slug": "a-title", "text": "Some text", "stars": "3", "labels": []}
    if note:
        labels = [str(pk) for pk in note.labels.values_list("pk", flat=True)]
        values = {"title": note.title, "slug": note.slug, "text": note.text, "stars": note.stars, "labels": labels}
    values |= {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": len(lines), "_save": "Save"}
    for line in lines:
        values |= line_form(line.pk, line.text, position=line.position)
    return {**values, **changed}


def line_form(key: object, text: str, **values: Any) -> dict[str, Any]:
    """A row under its key: the id of a stored line, anything else for a new one."""
    return {f"lines-{key}-{name}": value for name, value in {"text": text, "position": "", **values}.items()}


def label_form(label: Label | None = None, **changed: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"name": "A label", "slug": "a-label", "_save": "Save"}
    if label:
        values |= {"name": label.name, "slug": label.slug}
    for name in ("starts_at", "ends_at"):
        moment = getattr(label, name, None)
        values[f"{name}_0"], values[f"{name}_1"] = (f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}") if moment else ("", "")
    return {**values, **changed}


def said(response: Any) -> str:
    """All messages of a response, or of the page that it leads to."""
    request = response.wsgi_request
    return " | ".join(strip_tags(str(message)) for message in get_messages(request))


def errors(response: Any) -> str:
    """All errors of the form and its rows, as text."""
    context = response.context
    found = [*context["errors"]] if "errors" in context else []
    return " | ".join(str(error) for part in found for error in (part if isinstance(part, list) else [part]))
