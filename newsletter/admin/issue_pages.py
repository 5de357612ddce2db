"""What the pages of an issue have in common: their frame, its panel, and how a refusal is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from cms.publishing.admin.entry_pages.page_frame import url_of, zone
from newsletter.composition.issue_articles import is_open
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue
from newsletter.sending.refused_mails import refused_before

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

State = Issue.State
# The badges of entries, by what they mean.
COLOURS = {
    State.SCHEDULED: "scheduled",
    State.PREPARING: "modified",
    State.READY: "modified",
    State.SENDING: "modified",
    State.PAUSED: "expired",
    State.MISSED: "expired",
    State.SENT: "published",
}
RUNNING = (State.PREPARING, State.READY, State.SENDING)


@dataclass(frozen=True)
class Panel:
    """What an editor sees and may do. A page of `acts` is a name of a URL and a label."""

    badge: SafeString
    sentence: str
    acts: list[tuple[str, str]]


def badge_of(issue: Issue) -> SafeString:
    colour = COLOURS.get(State(issue.state), "draft")
    return format_html('<span class="state state-{}">{}</span>', colour, issue.get_state_display().capitalize())


def sentence_of(issue: Issue) -> str:
    at = said(issue.scheduled_at) if issue.scheduled_at else ""
    sentences = {
        State.DRAFT: gettext("Nobody gets it before it is scheduled."),
        State.SCHEDULED: gettext("Goes out on %(at)s. Until then it can be changed.") % {"at": at},
        State.PREPARING: gettext("Its content and its readers are being put down."),
        State.READY: gettext("Its content is frozen; the first mails are about to leave."),
        State.SENDING: gettext("It is on its way."),
        State.PAUSED: issue.pause_reason or gettext("Paused by an editor."),
        State.SENT: gettext("Handed over by %(moment)s.") % {"moment": said(issue.sent_at)} if issue.sent_at else "",
        State.CANCELLED: gettext("Nobody else gets it."),
        State.MISSED: gettext(
            "It should have gone out on %(at)s, and nothing was there to send it. Send it, or take it back."
        )
        % {"at": at},
    }
    return sentences[State(issue.state)]


def panel_of(of: Any, request: HttpRequest, issue: Issue) -> Panel:
    acts = []
    if of.has_change_permission(request, issue):
        acts.append(("articles", gettext("Articles…")))
    acts.append(("preview", gettext("Preview")))
    if of.has_send_permission(request, issue):
        state = State(issue.state)
        if state in (State.DRAFT, State.MISSED):
            acts.append(("schedule", gettext("Send or schedule…")))
        if state in (State.SCHEDULED, State.MISSED):
            acts.append(("unschedule", gettext("Back to draft…")))
        if state in RUNNING:
            acts.append(("pause", gettext("Pause…")))
        if state == State.PAUSED:
            acts.append(("resume", gettext("Go on…")))
            if refused_before(issue).exists():
                acts.append(("resume_without", gettext("Go on without the refused…")))
        if state not in (State.SENT, State.CANCELLED):
            acts.append(("cancel", gettext("Cancel…")))
    if issue.prepared_at or issue.state in (*RUNNING, State.PAUSED):
        acts.append(("progress", gettext("Report") if issue.state == State.SENT else gettext("Progress")))
    if of.has_add_permission(request):
        acts.append(("duplicate", gettext("Duplicate…")))
    return Panel(badge_of(issue), sentence_of(issue), acts)


def may_change_texts(issue: Issue) -> bool:
    """Looked up once for each object, which lives as long as a request."""
    known: bool | None = vars(issue).get("_may_change_texts")
    if known is None:
        known = vars(issue)["_may_change_texts"] = is_open(issue)
    return known


def said(moment: Any) -> str:
    return f"{date_format(localtime(moment), 'j F Y, H:i')} ({zone()})"


def show(of: "ModelAdmin", request: HttpRequest, template: str, issue: Issue, **context: Any) -> HttpResponse:
    """A page of our own in the frame of Django's admin."""
    frame = {
        **of.admin_site.each_context(request),
        "opts": of.opts,
        "entry": issue,
        "issue": issue,
        "panel": panel_of(of, request, issue),
        "form_url": url_of(of, "change", issue),  # type: ignore[arg-type]
        "list_url": url_of(of, "changelist"),
        "zone": zone(),
    }
    request.current_app = of.admin_site.name
    return TemplateResponse(request, f"newsletter/admin/{template}", {**frame, **context})


def did(of: Any, request: HttpRequest, issue: Issue, verb: Callable[[], object], *, done: str) -> bool:
    """Call a verb. Done, it is logged under `done` and said; refused, the reason is said."""
    try:
        verb()
    except IssueRefused as refused:
        messages.error(request, str(refused))
        return False
    of.log_change(request, issue, done)
    messages.success(request, f"{done}.")
    return True
