"""Making API tokens and taking them back."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit.actors import By
from cms.audit.models import Act
from cms.audit.recording import record

from .models import Token
from .scopes import SCOPES, unknown_among

BEGINS = "cms"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another
_SPAN = re.compile(r"([0-9]{1,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Issued:
    """`text` is the whole token, `cms_<prefix>_<secret>`: the one time that it is there to be shown."""

    token: Token
    text: str

    def __repr__(self) -> str:
        return f"<{self.token}>"


def issue(
    *,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
    user: User | None = None,
    by: User | None = None,
) -> Issued:
    """A new token, which acts as `user`. Two queries. Raises ValueError, in words, for a scope that does not exist,
    none, or no name."""
    if unknown := unknown_among(scopes):
        raise ValueError(
            _("There is no scope “{unknown}”. There is: {join}.").format(unknown=unknown[0], join=", ".join(SCOPES))
        )
    if not scopes or not name.strip():
        raise ValueError(_("A token needs a name and at least one scope."))
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        user=user,
        created_by=by,
    )
    record(
        Act.TOKEN_ISSUED,
        by=by,
        subject_type="token",
        subject_id=token.pk,
        subject_title=token.name,
        scopes=token.scopes,
    )
    return Issued(token, f"{BEGINS}_{prefix}_{secret}")


def revoke(token: Token, *, by: By = None) -> bool:
    """From the next request on it is refused. False when it was revoked before."""
    now = timezone.now()
    is_done = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now) == 1
    if is_done:
        record(Act.TOKEN_REVOKED, by=by, subject_type="token", subject_id=token.pk, subject_title=token.name)
    return is_done


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def after(span: str) -> datetime:
    """The moment that lies so far ahead: `12h`, `30d`, `4w`. Raises ValueError, in words."""
    found = _SPAN.fullmatch(span.strip())
    if not found or not int(found[1]):
        raise ValueError(_("“{span}” is no span of time. Write it as 12h, 30d or 4w.").format(span=span))
    return timezone.now() + timedelta(**{_UNITS[found[2]]: int(found[1])})
