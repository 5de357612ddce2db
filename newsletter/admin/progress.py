"""How far an issue is, and how it fared: figures, and no addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from newsletter.models import Issue
from newsletter.sending.issue_report import report

from .issue_pages import RUNNING, show

REFRESH_SECONDS = 5


def progress_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    is_running = issue.state in (*RUNNING, Issue.State.SCHEDULED)
    refreshes = is_running and request.GET.get("still") != "1"
    return show(
        of,
        request,
        "progress.html",
        issue,
        title=gettext("Report") if issue.state == Issue.State.SENT else gettext("Progress"),
        report=report(issue),
        refresh_seconds=REFRESH_SECONDS if refreshes else None,
        is_running=is_running,
        may_send=of.has_send_permission(request, issue),
    )
