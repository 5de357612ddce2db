"""Whether a request carries a good API token. Every refusal is a problem that says what to do, and no more."""

from datetime import datetime, timedelta
from typing import cast

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework import status

from cms.api.problems import Problem

from .issuing import BEGINS, digest_of
from .models import Token

LONGEST = 200
# In the request's environment: its token, once that was looked up.
SEEN = "cms.token"
# A use is noted when the last one noted is older: to whoever asks whether a token is in use, a minute says enough.
NOTED_EVERY = timedelta(minutes=1)


class NotAuthenticated(Problem):
    status_code = status.HTTP_401_UNAUTHORIZED
    name = "not-authenticated"
    title = "Authentication needed"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="api"'})


class Forbidden(Problem):
    status_code = status.HTTP_403_FORBIDDEN
    name = "forbidden"
    title = "Forbidden"


def token_of(request: HttpRequest) -> Token | None:
    """The token in the request's Authorization header, None without one. One query for a request, however often it is
    asked; another, once a minute for each token, that notes the use and waits for nobody. Raises NotAuthenticated for
    any other header."""
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return None
    if SEEN in request.META:
        return cast("Token", request.META[SEEN])
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise NotAuthenticated("Send the header as “Authorization: Bearer <token>”, or leave it out.")
    token = checked(text.strip())
    note_use(token)
    request.META[SEEN] = token
    return token


def checked(text: str) -> Token:
    """The token that this is the text of. One query. Raises NotAuthenticated for one that is not good (any longer)."""
    begins, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    is_one = begins == BEGINS and secret and len(text) <= LONGEST and text.isascii() and text.isprintable()
    token = Token.objects.filter(prefix=prefix).first() if is_one else None
    # Compared even when there is none, so that it takes as long to learn that.
    is_right = constant_time_compare(digest_of(secret if is_one else ""), token.digest if token else "0" * 64)
    if token is None or not is_right:
        raise NotAuthenticated("This token is not known here. Check that it was copied whole, or ask for a new one.")
    if not token.is_valid:
        raise NotAuthenticated(f"This token is {token.state}. Ask for a new one.")
    return token


def require(token: Token, scope: str) -> None:
    """Raises Forbidden."""
    if scope not in token.scopes:
        raise Forbidden(f"This token may not do this: it lacks the scope “{scope}”.")


def note_use(token: Token) -> None:
    """Keep when it was last used, but for the last minute. Never waits for a lock: a use that cannot be noted at once
    is noted another time."""
    now = timezone.now()
    if token.last_used_at and token.last_used_at > now - NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    rows = Token.objects.filter(stale, pk=token.pk)
    if connection.vendor == "sqlite":
        _update_unless_locked(rows, now)
    else:
        with transaction.atomic():
            free = rows.select_for_update(skip_locked=True).values("pk")
            Token.objects.filter(pk__in=free).update(last_used_at=now)


def _update_unless_locked(rows: QuerySet[Token], now: datetime) -> None:
    """SQLite waits for its one lock as long as the connection says: here not at all."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            rows.update(last_used_at=now)
        except OperationalError:
            pass
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
