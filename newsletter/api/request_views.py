"""What readers ask for by their address. Each answer is the same whoever's it is: what is known is looked at later."""

import re
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from cms.api.problems import NotFound
from newsletter.consent.callers import client_behind, source_of
from newsletter.consent.consent_texts import current_text
from newsletter.consent.subscribing import request_erasure, request_subscription
from newsletter.mail_addresses import MOST_CHARACTERS, Address, InvalidAddress, parse_address
from newsletter.models import ConsentText, Newsletter
from newsletter.wording.readers_words import ReadersWords

from .call_bodies import invalid_member, members_of, text_in
from .call_documents import AcceptedDocument, ErasureCall, SubscriptionCall
from .call_schema import call
from .call_view import CallView, count_client

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Subscriptions(CallView):
    @call(
        "request_subscription",
        AcceptedDocument,
        takes={"application/json": SubscriptionCall},
        status=202,
        problems=(404, 413, 415, 429),
        has_token=False,
    )
    def post(self, request: Request) -> Response:
        """Ask for a newsletter in a reader's name. They are sent a mail, and subscribed once they confirm.

        The answer is the same, and takes as long, whether the address is new, waits to be confirmed, is subscribed, or
        must not be written to.
        """
        members = members_of(request, required=("email", "newsletter", "consent_text"), optional=("language",))
        address = _address_in(members)
        slug = text_in(members, "newsletter", most=120)
        language = text_in(members, "language", most=12)
        if language and not LANGUAGE.fullmatch(language):
            raise invalid_member("language", "It must be a language tag, such as en or pt-BR.")
        version = members["consent_text"]
        if not isinstance(version, int) or isinstance(version, bool):
            raise invalid_member("consent_text", "It must be the number of a version.")
        count_client(request)
        text = _current(slug, version)
        request_subscription(
            address,
            text,
            language=language,
            source=source_of(request),
            client=client_behind(request),
        )
        return Response(
            {"status": "accepted", "detail": ReadersWords(text.newsletter).say("subscription_accepted")}, status=202
        )


class Erasures(CallView):
    @call(
        "request_erasure",
        AcceptedDocument,
        takes={"application/json": ErasureCall},
        status=202,
        problems=(413, 415, 429),
        has_token=False,
    )
    def post(self, request: Request) -> Response:
        """Ask for all that is kept of an address to be erased. Its owner is sent a mail, and it is done when they
        follow its link. The answer is the same for every address."""
        address = _address_in(members_of(request, required=("email",)))
        count_client(request)
        request_erasure(address, client=client_behind(request))
        return Response({"status": "accepted", "detail": ReadersWords(None).say("erasure_accepted")}, status=202)


def _address_in(members: dict[str, Any]) -> Address:
    try:
        return parse_address(text_in(members, "email", most=MOST_CHARACTERS))
    except InvalidAddress as error:
        raise invalid_member("email", str(error)) from None


def _current(slug: str, version: int) -> ConsentText:
    """The wording that was agreed to, if it is the current one. Two queries. Raises NotFound, InvalidValue."""
    newsletter = Newsletter.objects.filter(slug=slug, is_public=True).first()
    text = current_text(newsletter) if newsletter else None
    if text is None:
        raise NotFound("There is no such newsletter that readers can subscribe to.")
    if text.version != version:
        detail = f"The current wording is version {text.version}: show it to the reader and send that."
        raise invalid_member("consent_text", detail, current=text.version)
    text.newsletter = newsletter  # type: ignore[assignment]
    return text
