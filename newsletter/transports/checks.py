"""Whether mails can be sent, as the settings stand."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register

from newsletter.mailboxes import NoMailbox, mailbox

from .mail_url import NoTransport, transport

HINT = "Set MAIL_URL to such as smtp://user:password@mail.example.org:587; .env.example says more."


@register(Tags.security)
def check_mail_settings(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """What is wrong keeps a production from starting."""
    if settings.MAIL_URL:
        try:
            transport(settings.MAIL_URL)
        except NoTransport as problem:
            yield Error(str(problem), hint=HINT, id="newsletter.E003")
    if settings.NEWSLETTER_ENVELOPE_FROM:
        try:
            mailbox(settings.NEWSLETTER_ENVELOPE_FROM)
        except NoMailbox:
            yield Error("NEWSLETTER_ENVELOPE_FROM is not an address.", hint="Set it to one.", id="newsletter.E004")


@register("newsletter", deploy=True)
def check_mail_server(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """What is missing is said, and no more: a publication may have no newsletter."""
    if not settings.MAIL_URL:
        yield Info("No mail can be sent: MAIL_URL is not set. Issues pause.", hint=HINT, id="newsletter.I001")
