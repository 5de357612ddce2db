"""What an unsubscribe link carries: which reader of which newsletter, signed, without a row and without an end.

The bytes are the newsletter's id (4), the subscriber's (8) and the first 18 of an HMAC-SHA-256: 30 bytes are 40
characters. Whoever has the link may leave, and can do nothing else with it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings

LENGTH = 40
# Stands where each reader's own token goes, in texts that are made once for all. It is as long as a token, and none.
MARK = "the-own-token-of-each-reader-stands-here"


class NewsletterReader(NamedTuple):
    newsletter_id: int
    subscriber_id: int


class Forged(ValueError):
    """It was not made here, or was changed or cut since."""


def unsubscribe_token(newsletter_id: int, subscriber_id: int) -> str:
    ids = newsletter_id.to_bytes(4) + subscriber_id.to_bytes(8)
    return urlsafe_b64encode(ids + _mac(settings.NEWSLETTER_LINK_KEYS[0], ids)).decode()


def read_unsubscribe_token(token: str) -> NewsletterReader:
    """Raises Forged. With any of the keys: old links stay good while theirs is listed."""
    try:
        decoded = urlsafe_b64decode(token.encode("ascii")) if len(token) == LENGTH else b""
    except (Error, ValueError):
        decoded = b""
    ids, mac = decoded[:12], decoded[12:]
    # Only the one way of writing it: a decoder passes over what is not of its alphabet.
    if urlsafe_b64encode(decoded).decode() != token or not any(
        hmac.compare_digest(_mac(key, ids), mac) for key in settings.NEWSLETTER_LINK_KEYS if key
    ):
        raise Forged
    return NewsletterReader(int.from_bytes(ids[:4]), int.from_bytes(ids[4:]))


def _mac(key: str, ids: bytes) -> bytes:
    return hmac.new(key.encode(), b"newsletter.unsubscribe:" + ids, sha256).digest()[:18]
