"""Pages for people who follow a link in a mail, in plain HTML and without scripts. GET shows what would be done and a
button that does it: programs that look through mails follow links, and press no buttons.

There is no CSRF token, for no cookie is read: what a form may do is in its address. Who has the address may press the
button, and who has not cannot make anybody press it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cms.api.clients import client_network
from newsletter.consent.confirming import ConfirmedBefore, asked_by, confirm, is_refused, refuse
from newsletter.consent.mailed_links import EndedLink, UnknownLink
from newsletter.consent.subscribing import request_erasure
from newsletter.consent.unsubscribing import standing_of, unsubscribe

from .consent.call_limits import counted
from .consent.callers import client_behind
from .erasure.erasing import erase_by_link, to_erase_by
from .mail_addresses import InvalidAddress, masked, parse_address
from .mail_links import page_url
from .unsubscribe_tokens import Forged, read_unsubscribe_token, unsubscribe_token

MOST_OF_A_FORM = 8_000
METHODS = ("GET", "HEAD", "POST")
# The address holds a token: no other site is told it, no cache keeps it.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
View = Callable[..., HttpResponse]


def _for_people(view: View) -> View:
    """What all pages have in common, those that say that a link is not good among them."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, headers=HEADERS)
        try:
            return view(request, **kwargs)
        except (UnknownLink, Forged):
            return _page("unknown", status=404)
        except EndedLink:
            return _page("ended", status=410)
        except ConfirmedBefore as error:
            url = page_url("unsubscribe", token=unsubscribe_token(*error.reader))
            return _page("confirmed_before", status=409, unsubscribe_url=url)

    return answer


@_for_people
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    is_done = request.method == "POST"
    asked = confirm(token, client=client_behind(request)) if is_done else asked_by(token)
    refuse_url = page_url("refuse", token=token)
    return _page("confirmed" if asked.is_confirmed else "confirm", asked=asked, refuse_url=refuse_url)


@_for_people
def refuse_page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        refuse(token, client=client_behind(request))
        return _page("refused")
    if is_refused(token):
        return _page("refused")
    asked = asked_by(token)
    return _page("confirmed" if asked.is_confirmed else "refuse", asked=asked)


@_for_people
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    reader = read_unsubscribe_token(token)
    if request.method == "POST":
        unsubscribe(reader, reason="reader", client=client_behind(request))
    standing = standing_of(reader)
    name = "unsubscribe" if standing.is_subscribed else "unsubscribed"
    return _page(name, newsletter=standing.newsletter, email=masked(standing.email) if standing.email else "")


@_for_people
def erase_page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        erase_by_link(token)
    found = to_erase_by(token)
    return _page("erased" if found.is_erased else "erase", found=found)


@_for_people
def ask_to_erase_page(request: HttpRequest) -> HttpResponse:
    """The same answer for every address, like the API's."""
    if request.method != "POST":
        return _page("ask_to_erase")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_OF_A_FORM:
        return _page("ask_to_erase", status=413, error="That is too much text.")
    typed = request.POST.get("email", "")
    try:
        address = parse_address(typed)
    except InvalidAddress as error:
        return _page("ask_to_erase", status=400, error=str(error), typed=typed[:320])
    count = counted("client", client_network(request) or "unknown")
    if count and count.is_too_many:
        page = _page("ask_to_erase", status=429, error="That was too often. Please try again later.", typed=typed[:320])
        page["Retry-After"] = str(count.seconds_left)
        return page
    request_erasure(address, client=client_behind(request))
    return _page("asked_to_erase", status=202)


@require_safe
def to_sign_up(request: HttpRequest) -> HttpResponse:
    """To the form of the reference site. A publication with a site of its own has its own form."""
    if not settings.FRONTEND:
        raise Http404
    return HttpResponseRedirect(f"{settings.PUBLIC_SITE_URL}/newsletters/")


def _page(name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    # No request is passed: the page reads neither session nor cookie.
    html = render_to_string(f"newsletter/pages/{name}.html", {"site_name": settings.SITE_NAME, **context})
    return HttpResponse(html, status=status, headers=HEADERS)
