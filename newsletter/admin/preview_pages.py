"""Looking at an issue as readers will: in a frame that can do nothing, in either theme, and in one's own inbox."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_noop

from cms.publishing.admin.entry_pages.page_frame import url_of
from newsletter.composition.issue_mail import CannotCompose, compose
from newsletter.composition.trial_mail import send_test
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, IssueContent

from .issue_pages import show

SCHEMES = {gettext_noop("light"): "not all", gettext_noop("dark"): "all"}
WIDTHS = (gettext_noop("phone"), gettext_noop("desktop"))
DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
# No script, no form, no frame: pictures and the mail's own styles.
POLICY = (
    "default-src 'none'; img-src 'self' https: http: data:; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def preview_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    content, obstacles = _content(issue)
    return show(
        of,
        request,
        "preview.html",
        issue,
        title=gettext("Preview"),
        obstacles=obstacles,
        text=content[1] if content else "",
        subject=content[2] if content else issue.subject,
        scheme=_chosen(request, "scheme", SCHEMES),
        width=_chosen(request, "width", WIDTHS),
        schemes=SCHEMES,
        widths=WIDTHS,
        is_frozen=IssueContent.objects.filter(issue=issue).exists(),
        may_test=of.has_change_any_permission(request),
        email=getattr(request.user, "email", ""),
        html_url=url_of(of, "preview_html", issue),  # type: ignore[arg-type]
    )


def html_part(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    """The mail's HTML for the frame, with its dark styles always on or always off."""
    content, obstacles = _content(issue)
    headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}
    if content is None:
        text = "\n".join(obstacles)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
    scheme = _chosen(request, "scheme", SCHEMES)
    html = DARK.sub(f"@media {SCHEMES[scheme]}", content[0])
    # A link in a frame would open in it.
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={**headers, "Content-Security-Policy": POLICY})


def test_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    """Sends at once: the page is the preview."""
    if request.method == "POST":
        try:
            address = send_test(issue, to=request.user)
        except IssueRefused as refused:
            messages.error(request, str(refused))
        else:
            of.log_change(request, issue, gettext("Sent a test to oneself"))
            said = gettext("Its unsubscribe link leads nowhere: it is nobody's.")
            messages.success(
                request, gettext("A test went out to %(address)s. %(said)s") % {"address": address, "said": said}
            )
    return HttpResponseRedirect(url_of(of, "preview", issue))  # type: ignore[arg-type]


def _content(issue: Issue) -> tuple[tuple[str, str, str] | None, list[str]]:
    """HTML, text and subject, as they are frozen or would be now; or why there are none."""
    frozen = IssueContent.objects.filter(issue=issue).values_list("html", "text", "subject").first()
    if frozen:
        return frozen, []
    try:
        composed = compose(issue)
    except CannotCompose as error:
        return None, error.obstacles
    return (composed.html, composed.text, composed.subject), []


def _chosen(request: HttpRequest, name: str, values: Any) -> str:
    first: str = next(iter(values))
    asked = request.GET.get(name, first)
    return asked if asked in values else first
