"""Editors, and what they send to the admin of issues."""

from typing import Any

from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.utils.html import strip_tags

from newsletter.models import Issue

ISSUES = "/admin/newsletter/issue/"


def make_editor(name: str, *codenames: str, email: str = "editor@example.org") -> User:
    user = User.objects.create_user(name, email=email, is_staff=True)
    permissions = Permission.objects.filter(codename__in=codenames, content_type__app_label="newsletter")
    user.user_permissions.set(permissions)
    return user


def page(issue: Issue, name: str = "change") -> str:
    return f"{ISSUES}{issue.pk}/{name}/"


def issue_form(issue: Issue | None = None, **changed: Any) -> dict[str, Any]:
    """What a browser sends when nothing but `changed` was touched."""
    rows = list(issue.articles.all()) if issue else []
    values: dict[str, Any] = {"subject": "A subject", "preheader": "", "slug": "", "intro": "", "_save": "Save"}
    if issue:
        values |= {name: getattr(issue, name) for name in ("subject", "preheader", "slug", "intro")}
    values |= {"articles-TOTAL_FORMS": len(rows), "articles-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        fields = {"id": row.pk, "issue": row.issue_id, "position": row.position}
        fields |= {"headline": row.headline, "blurb": row.blurb}
        values |= {f"articles-{index}-{name}": value for name, value in fields.items()}
    return {**values, **changed}


def said(response: Any) -> str:
    """All messages of a response, or of the page that it leads to."""
    return " | ".join(strip_tags(str(message)) for message in get_messages(response.wsgi_request))
