"""Addresses as they stand in envelopes and headers: one mailbox, and never a byte that means more than that."""

import re

import idna

# RFC 5322's dot-atom, and what RFC 6532 adds to it: no space, bracket, comma, quote or control character, so that
# nothing can end the header, name a second mailbox, or pass a parameter to the server.
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\U0010ffff]{1,256}")
LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)*{LABEL}")


class NoMailbox(ValueError):
    """It cannot be written to. The address is not in the message: messages end in logs."""


def mailbox(email: str) -> str:
    """`email` with its domain in ASCII. Raises NoMailbox. What is left beyond ASCII needs SMTPUTF8 (RFC 6531)."""
    local, _, domain = email.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            raise NoMailbox("The domain of the address is not valid.") from None
    if not LOCAL.fullmatch(local) or not local.isprintable() or len(domain) > 253 or not DOMAIN.fullmatch(domain):
        raise NoMailbox("This is not one plain address.")
    return f"{local}@{domain}"
