"""PreviewLink tokens: what may be previewed, until when, signed. Anyone who has the link has the right."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .authentication import NotAuthenticated
from .models import LinkEpoch

DEFAULT_HOURS, MOST_HOURS = 48, 24 * 30
LONGEST = 600
_REFUSED = "This preview link is not valid. Check that it was copied whole, or ask for a new one."


@dataclass(frozen=True)
class PreviewLink:
    """`entry` is the (type, id) of the one entry that it is for; None: it is for everything."""

    entry: tuple[str, UUID] | None
    expires_at: datetime


def link_token(link: PreviewLink) -> str:
    """Good in an address as it is. One query."""
    return signed(link, epoch=_epoch())


def signed(link: PreviewLink, *, epoch: int) -> str:
    """The token of a link while the number of revocations is `epoch`."""
    kind, pk = (link.entry[0], link.entry[1].hex) if link.entry else ("", "")
    return _signer().sign_object([kind, pk, int(link.expires_at.timestamp()), epoch])


def read_link(text: str) -> PreviewLink:
    """What a link token allows. One query. Raises NotAuthenticated when it was not signed here, changed since, has
    expired or was taken back."""
    try:
        if len(text) > LONGEST or not text.isascii():
            raise BadSignature
        kind, pk, expires, epoch = _signer().unsign_object(text)
    except (BadSignature, ValueError):
        raise NotAuthenticated(_REFUSED) from None
    expires_at = datetime.fromtimestamp(expires, UTC)
    if expires_at <= timezone.now():
        raise NotAuthenticated("This preview link has expired. Ask for a new one.")
    if epoch != _epoch():
        raise NotAuthenticated("This preview link was taken back. Ask for a new one.")
    return PreviewLink(entry=(kind, UUID(pk)) if kind else None, expires_at=expires_at)


def revoke_links() -> None:
    """From the next request on, every link made so far is refused."""
    with transaction.atomic():
        LinkEpoch.objects.bulk_create([LinkEpoch()], ignore_conflicts=True)
        LinkEpoch.objects.filter(pk=1).update(number=F("number") + 1)


def _epoch() -> int:
    return LinkEpoch.objects.values_list("number", flat=True).first() or 0


def _signer() -> Signer:
    # Made each time: the keys are settings. A dot stands in no base64 and needs no escape in an address.
    # The salt is older than this module's name, and links that were sent carry it.
    return Signer(sep=".", salt="cms.tokens.links")
