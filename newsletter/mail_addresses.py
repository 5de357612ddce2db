"""Mail addresses: which are well-formed, which are the same, and how they are known without being kept."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from email_validator import EmailNotValidError, validate_email

MOST_CHARACTERS = 320


class InvalidAddress(ValueError):
    """In words for whoever typed it."""


@dataclass(frozen=True)
class Address:
    """`email` is what is written to: as it was typed, with its domain in one form. `key` is equal for what is one
    mailbox to every server that matters: case-folded, with dots and +tags kept, for they may tell people apart."""

    email: str
    key: str

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.key)


def parse_address(text: str) -> Address:
    """Raises InvalidAddress. Asks no server."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidAddress(f"It is longer than {MOST_CHARACTERS} characters.")
    try:
        found = validate_email(text.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise InvalidAddress(str(error)) from None
    return Address(found.normalized, f"{found.local_part.casefold()}@{(found.ascii_domain or found.domain).casefold()}")


def fingerprint_of(key: str) -> str:
    """HMAC-SHA-256 of an address's key, in hex."""
    return hmac.new(settings.NEWSLETTER_FINGERPRINT_KEY.encode(), key.encode(), sha256).hexdigest()


def masked(email: str) -> str:
    """Enough for its owner to know it again: `a•••@e•••.org`."""
    local, _, domain = email.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"
