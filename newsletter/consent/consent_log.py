"""The log of who agreed to what, when, and took it back: written, never changed."""

from dataclasses import dataclass

from newsletter.models import ConsentEvent

MOST_OF_A_USER_AGENT = 300


@dataclass(frozen=True)
class Client:
    """From where somebody acted, as far as it is known."""

    ip: str | None = None
    user_agent: str = ""


NOBODY = Client()


def log_consent(
    kind: ConsentEvent.Kind,
    fingerprint: str,
    *,
    newsletter_id: int | None = None,
    consent_text_id: int | None = None,
    client: Client = NOBODY,
    note: str = "",
) -> None:
    """One query."""
    ConsentEvent.objects.create(
        fingerprint=fingerprint,
        kind=kind,
        newsletter_id=newsletter_id,
        consent_text_id=consent_text_id,
        ip=client.ip,
        user_agent=client.user_agent,
        note=note,
    )


def agreed_to(fingerprint: str, newsletter_id: int) -> int | None:
    """The id of the wording that the address last agreed to by asking for the newsletter. One query."""
    asked = ConsentEvent.objects.filter(
        fingerprint=fingerprint, newsletter=newsletter_id, kind=ConsentEvent.Kind.REQUESTED
    )
    text: int | None = asked.order_by("-happened_at", "-id").values_list("consent_text_id", flat=True).first()
    return text
