"""Sending an issue, and holding it: one page a verb, which says what it will do and asks."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from cms.publishing.admin.entry_pages.page_frame import url_of, user_of
from newsletter.composition.issue_articles import duplicate
from newsletter.composition.issue_outlook import look_ahead
from newsletter.models import Issue
from newsletter.sending import issue_moves
from newsletter.sending.issue_report import report

from .issue_forms import WhenForm
from .issue_pages import did, said, show

NOW = "now"


def schedule_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    is_now = request.POST.get("when") == NOW
    form = WhenForm(request.POST if request.method == "POST" and not is_now else None)
    outlook = look_ahead(issue)
    if request.method == "POST" and outlook.obstacles:
        messages.error(request, gettext("It cannot go out as it is. Nothing was scheduled."))
    elif is_now:
        if did(of, request, issue, partial(issue_moves.schedule, issue, at=None), done=gettext("Sending it now")):
            return _to(of, "progress", issue)
    elif request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        if did(
            of,
            request,
            issue,
            partial(issue_moves.schedule, issue, at=at),
            done=gettext("Scheduled for %(moment)s") % {"moment": said(at)},
        ):
            return _to(of, "change", issue)
    return show(
        of, request, "schedule.html", issue, title=gettext("Send or schedule"), outlook=outlook, form=form, now=NOW
    )


def unschedule_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    says = gettext("It becomes a draft again, and goes out to nobody until it is scheduled again.")
    return _ask(
        of, request, issue, gettext("Back to draft"), says, issue_moves.unschedule, gettext("Taken back to a draft")
    )


def pause_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    says = gettext(
        "No more mails are handed over, but for the handful that are on their way this moment. It can go on later."
    )
    return _ask(of, request, issue, gettext("Pause"), says, issue_moves.pause, gettext("Paused"))


def resume_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    says = gettext("It goes on where it stopped: whoever has got it does not get it again.")
    return _ask(of, request, issue, gettext("Go on"), says, issue_moves.resume, gettext("It goes on"))


def resume_without_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    says = gettext(
        "The mail server was right about the readers that it refused: they do not get this issue, and those of whom it "
        "said that the address does not exist are written to no more. The issue goes on for all others."
    )
    verb = issue_moves.resume_without_refused
    return _ask(
        of,
        request,
        issue,
        gettext("Go on without the refused"),
        says,
        verb,
        gettext("It goes on without them"),
        is_danger=True,
    )


def cancel_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    says = gettext("Nobody else gets it, for good. Mails that were handed over cannot be called back.")
    return _ask(
        of, request, issue, gettext("Cancel it"), says, issue_moves.cancel, gettext("Cancelled"), is_danger=True
    )


def doubts_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    """Resend what may not have arrived, or leave it at that."""
    choice = request.POST.get("choice")
    if request.method == "POST" and choice in ("resend", "hold"):
        resend = choice == "resend"
        verb = partial(issue_moves.resolve_doubts, issue, resend=resend)
        done = gettext("Those in doubt are sent again") if resend else gettext("Those in doubt are left at that")
        if did(of, request, issue, verb, done=done):
            return _to(of, "progress", issue)
    elif request.method == "POST":
        messages.error(request, gettext("Choose one of the two."))
    number = report(issue).in_doubt
    return show(of, request, "doubts.html", issue, title=gettext("Resolve doubts"), number=number)


def duplicate_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    if request.method != "POST":
        says = gettext("A draft with the same texts and articles is made. This one stays as it is.")
        return show(of, request, "ask.html", issue, title=gettext("Duplicate"), says=says)
    user = user_of(request)
    copy = duplicate(issue, by=user if isinstance(user, User) else None)
    of.log_addition(request, copy, gettext("Duplicated"))
    messages.success(request, gettext("This is the copy of “%(issue)s”.") % {"issue": issue})
    return _to(of, "change", copy)


def _ask(
    of: Any,
    request: HttpRequest,
    issue: Issue,
    title: str,
    says: str,
    verb: Callable[[Issue], object],
    done: str,
    *,
    is_danger: bool = False,
) -> HttpResponse:
    if request.method == "POST":
        did(of, request, issue, partial(verb, issue), done=done)
        return _to(of, "change", issue)
    return show(of, request, "ask.html", issue, title=title, says=says, is_danger=is_danger)


def _to(of: Any, page: str, issue: Issue) -> HttpResponse:
    return HttpResponseRedirect(url_of(of, page, issue))  # type: ignore[arg-type]
