"""What links in mails lead to. GET shows and changes nothing, however often a scanner follows it; POST does it."""

from datetime import UTC
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from cms.api.problems import Gone, NotFound, Problem
from newsletter.consent.callers import client_behind
from newsletter.consent.confirming import ConfirmedBefore, LinkedSubscription, asked_by, confirm, refuse
from newsletter.consent.mailed_links import EndedLink, UnknownLink
from newsletter.consent.unsubscribing import standing_of, unsubscribe
from newsletter.erasure.reader_erasure import erase_by_link, to_erase_by
from newsletter.mail_addresses import masked
from newsletter.mail_links import page_url
from newsletter.models import Newsletter
from newsletter.unsubscribe_tokens import Forged, NewsletterReader, read_unsubscribe_token, unsubscribe_token

from .call_documents import ConfirmationDocument, ErasureDocument, RefusalDocument, UnsubscribingDocument
from .call_schema import call
from .call_view import CallView


class ConfirmedConflict(Problem):
    status_code = status.HTTP_409_CONFLICT
    name = "confirmed-before"
    title = "Confirmed before"


class TokenView(CallView):
    """What is wrong with a token is said alike by all."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, UnknownLink | Forged):
            exc = NotFound("No such link was sent from here. Check that it was copied whole.")
        elif isinstance(exc, EndedLink):
            exc = Gone("This link is no longer good: it has expired, or what it was for has ended.")
        elif isinstance(exc, ConfirmedBefore):
            url = page_url("unsubscribe", token=unsubscribe_token(*exc.reader))
            exc = ConfirmedConflict("The subscription has been confirmed. To end it, unsubscribe.", unsubscribe_url=url)
        return super().handle_exception(exc)


class Confirmation(TokenView):
    @call("get_confirmation", ConfirmationDocument, problems=(404, 410))
    def get(self, request: Request, token: str) -> Response:
        """What is to be confirmed. It changes nothing."""
        return Response(_confirmation(asked_by(token)))

    @call("confirm_subscription", ConfirmationDocument, problems=(404, 410))
    def post(self, request: Request, token: str) -> Response:
        """Confirm it. As long as the link is good, a second call is answered alike and changes nothing."""
        return Response(_confirmation(confirm(token, client=client_behind(request))))


class Refusal(TokenView):
    @call("refuse_subscription", RefusalDocument, problems=(404, 409, 410))
    def post(self, request: Request, token: str) -> Response:
        """“That was not me”: what was asked for in the reader's name is deleted. What was confirmed before stays, and
        is answered with 409 and the `unsubscribe_url`."""
        refuse(token, client=client_behind(request))
        return Response({"state": "refused"})


class Unsubscribing(TokenView):
    """Whatever is posted, and in whatever encoding: mail programs send `List-Unsubscribe=One-Click` as a form of either
    kind (RFC 8058), and who has the link has said enough. The body is not read."""

    @call("get_unsubscribing", UnsubscribingDocument, problems=(404,))
    def get(self, request: Request, token: str) -> Response:
        """Whose subscription the link would end, and to what. It changes nothing."""
        return Response(_unsubscribing(read_unsubscribe_token(token)))

    @call("unsubscribe", UnsubscribingDocument, problems=(404,))
    def post(self, request: Request, token: str) -> Response:
        """End the subscription at once (RFC 8058). The link never expires; a second call is answered alike."""
        reader = read_unsubscribe_token(token)
        unsubscribe(reader, reason="one-click", client=client_behind(request))
        return Response(_unsubscribing(reader))


class Erasure(TokenView):
    @call("get_erasure", ErasureDocument, problems=(404, 410))
    def get(self, request: Request, token: str) -> Response:
        """What would be erased. It changes nothing."""
        return Response(_erasure(token))

    @call("erase_reader", ErasureDocument, problems=(404, 410))
    def post(self, request: Request, token: str) -> Response:
        """Erase all that is kept of the reader, and write to them no more. A second call is answered alike."""
        erase_by_link(token)
        return Response(_erasure(token))


def _named(newsletter: Newsletter) -> dict[str, str]:
    return {"slug": newsletter.slug, "name": newsletter.name}


def _confirmation(asked: LinkedSubscription) -> dict[str, Any]:
    return {
        "newsletter": _named(asked.newsletter),
        "email": asked.email,
        "state": "confirmed" if asked.is_confirmed else "pending",
        "expires_at": asked.expires_at.astimezone(UTC),
    }


def _unsubscribing(reader: NewsletterReader) -> dict[str, Any]:
    standing = standing_of(reader)
    return {
        "newsletter": _named(standing.newsletter) if standing.newsletter else None,
        "email": masked(standing.email) if standing.email else "",
        "state": standing.state,
    }


def _erasure(token: str) -> dict[str, Any]:
    found = to_erase_by(token)
    return {
        "email": found.email,
        "newsletters": found.newsletters,
        "state": "erased" if found.is_erased else "pending",
    }
