"""A database that is busy, full or away: what the admin says then, and how it keeps what was typed.

An entry's form is shown again by `entry_form.saving`. Every other page of the admin answers here, from the request
alone, because nothing can be read: what was sent stands in a form that sends it again.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.api import handlers
from cms.api.problems import is_outage

# What a form can be shown again after. A damaged database is an outage, too, of which nothing can be read.
OUTAGES = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 5
# A value longer than this is shown in a field of several lines.
SHORT = 60
CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class SentField:
    """A field of the form that could not be saved. What is short is sent again unseen."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        return len(self.value) > SHORT or "\n" in self.value


class DatabaseOutage:
    """Middleware: answers for a view of the admin that the database failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return outage_page(request, error) if is_outage(error) and _is_of_the_admin(request) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of what no view foresaw: a session that cannot be stored fails after the view."""
    error = sys.exc_info()[1]
    if error and is_outage(error) and _is_of_the_admin(request):
        return outage_page(request, error)
    return handlers.server_error(request)


def outage_page(request: HttpRequest, error: BaseException) -> HttpResponse:
    fields = [SentField(name, str(value)) for name, values in request.POST.lists() for value in values]
    is_secret = any("password" in field.name for field in fields)
    context = {
        "sentence": outage_sentence(error),
        "address": request.get_full_path(),
        "fields": [] if is_secret else fields,
        "is_post": request.method == "POST",
        "is_secret": is_secret,
        "has_files": bool(request.FILES),
    }
    page = render_to_string("publishing/admin/outage.html", context)
    return HttpResponse(
        page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    )


def outage_sentence(error: BaseException) -> str:
    reason = str(error)
    if "locked" in reason or "busy" in reason or "deadlock" in reason:
        return _("The database is busy: others are saving. Nothing was saved. Try again in a moment.")
    if "full" in reason or "space" in reason:
        return _("The server's disk is full. Nothing was saved. Tell whoever runs the server.")
    if "readonly" in reason or "read-only" in reason:
        return _("The database is read-only. Nothing was saved. Tell whoever runs the server.")
    if "malformed" in reason or "not a database" in reason:
        return _("The database is damaged. Nothing was saved. Tell whoever runs the server.")
    return _("The database does not answer. Nothing was saved. Try again in a moment.")


def _is_of_the_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and "admin" in match.app_names
