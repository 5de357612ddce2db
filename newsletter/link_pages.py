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
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cms.api.clients import client_network
from newsletter.consent.confirming import ConfirmedBefore, LinkedSubscription, asked_by, confirm, is_refused, refuse
from newsletter.consent.mailed_links import HOURS, EndedLink, UnknownLink, newsletter_behind
from newsletter.consent.subscribing import request_erasure
from newsletter.consent.unsubscribing import standing_of, unsubscribe

from .consent.call_limits import counted
from .consent.callers import client_behind
from .erasure.reader_erasure import erase_by_link, to_erase_by
from .mail_addresses import MOST_CHARACTERS, InvalidAddress, masked, parse_address
from .mail_links import page_url
from .models import Newsletter
from .unsubscribe_tokens import Forged, read_unsubscribe_token, unsubscribe_token
from .wording.readers_words import ReadersWords

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
        # First: what is done may end what the link leads to.
        words = ReadersWords(_newsletter_behind(kwargs.get("token", "")))
        try:
            return view(request, words, **kwargs)
        except (UnknownLink, Forged):
            return _page("unknown", words, status=404)
        except EndedLink:
            return _page("ended", words, status=410, hours=HOURS)
        except ConfirmedBefore as error:
            url = page_url("unsubscribe", token=unsubscribe_token(*error.reader))
            return _page("confirmed_before", words, status=409, unsubscribe_url=url)

    return answer


@_for_people
def confirm_page(request: HttpRequest, words: ReadersWords, token: str) -> HttpResponse:
    is_done = request.method == "POST"
    asked = confirm(token, client=client_behind(request)) if is_done else asked_by(token)
    name = "confirmed" if asked.is_confirmed else "confirm"
    return _page(name, words, asked=asked, refuse_url=page_url("refuse", token=token), **_about(asked))


@_for_people
def refuse_page(request: HttpRequest, words: ReadersWords, token: str) -> HttpResponse:
    if request.method == "POST":
        refuse(token, client=client_behind(request))
        return _page("refused", words)
    if is_refused(token):
        return _page("refused", words)
    asked = asked_by(token)
    return _page("confirmed" if asked.is_confirmed else "refuse", words, asked=asked, **_about(asked))


@_for_people
def unsubscribe_page(request: HttpRequest, words: ReadersWords, token: str) -> HttpResponse:
    reader = read_unsubscribe_token(token)
    if request.method == "POST":
        unsubscribe(reader, reason="reader", client=client_behind(request))
    standing = standing_of(reader)
    return _page(
        "unsubscribe" if standing.is_subscribed else "unsubscribed",
        words,
        is_known=bool(standing.newsletter and standing.email),
        newsletter=standing.newsletter.name if standing.newsletter else "",
        address=_strong(masked(standing.email)) if standing.email else "",
    )


@_for_people
def erase_page(request: HttpRequest, words: ReadersWords, token: str) -> HttpResponse:
    if request.method == "POST":
        erase_by_link(token)
    found = to_erase_by(token)
    name = "erased" if found.is_erased else "erase"
    return _page(name, words, found=found, address=_strong(found.email), newsletters=", ".join(found.newsletters))


@_for_people
def ask_to_erase_page(request: HttpRequest, words: ReadersWords) -> HttpResponse:
    """The same answer for every address, like the API's."""

    def again(status: int, key: str, typed: str = "") -> HttpResponse:
        return _page("ask_to_erase", words, status=status, error=words.say(key), typed=typed[:MOST_CHARACTERS])

    if request.method != "POST":
        return _page("ask_to_erase", words)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_OF_A_FORM:
        return again(413, "ask_to_erase_long")
    typed = request.POST.get("email", "")
    try:
        address = parse_address(typed)
    except InvalidAddress:
        return again(400, "ask_to_erase_wrong", typed)
    count = counted("client", client_network(request) or "unknown")
    if count and count.is_too_many:
        page = again(429, "ask_to_erase_often", typed)
        page["Retry-After"] = str(count.seconds_left)
        return page
    request_erasure(address, client=client_behind(request))
    return _page("asked_to_erase", words, status=202, hours=HOURS)


@require_safe
def to_sign_up(request: HttpRequest) -> HttpResponse:
    """To the form of the reference site. A publication with a site of its own has its own form."""
    if not settings.FRONTEND:
        raise Http404
    return HttpResponseRedirect(f"{settings.PUBLIC_SITE_URL}/newsletters/")


def _newsletter_behind(token: str) -> Newsletter | None:
    """In whose words a page speaks. Two queries at most."""
    try:
        reader = read_unsubscribe_token(token)
    except Forged:
        return newsletter_behind(token)
    return Newsletter.objects.filter(pk=reader.newsletter_id).first()


def _about(asked: LinkedSubscription) -> dict[str, Any]:
    return {"newsletter": asked.newsletter.name, "address": _strong(asked.email)}


def _strong(text: str) -> SafeString:
    return format_html("<strong>{}</strong>", text)


def _page(name: str, words: ReadersWords, *, status: int = 200, **context: Any) -> HttpResponse:
    # No request is passed: the page reads neither session nor cookie.
    values = {"words": words, "say": words.in_html(**context), "site_name": settings.SITE_NAME, **context}
    return HttpResponse(render_to_string(f"newsletter/pages/{name}.html", values), status=status, headers=HEADERS)
