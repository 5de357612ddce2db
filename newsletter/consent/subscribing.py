"""Asking for a newsletter, and asking to be forgotten: one row each, whoever asks, and the worker decides."""

from cms.background.nudges import nudge
from newsletter.mail_addresses import Address
from newsletter.models import ConsentText, ErasureRequest, SignupRequest

from .consent_log import Client

DUTY = "newsletter.signups"


def request_subscription(
    address: Address, consent_text: ConsentText, *, language: str = "", source: str = "", client: Client
) -> None:
    """The same queries for every address: nothing that is known of it is looked at here."""
    SignupRequest.objects.create(
        newsletter_id=consent_text.newsletter_id,
        consent_text=consent_text,
        email=address.email,
        fingerprint=address.fingerprint,
        language=language,
        source=source,
        ip=client.ip,
        user_agent=client.user_agent,
    )
    nudge(DUTY)


def request_erasure(address: Address, *, client: Client) -> None:
    """The same, for whoever wants to be forgotten."""
    ErasureRequest.objects.create(fingerprint=address.fingerprint, ip=client.ip)
    nudge(DUTY)
