"""Which limit a reader counts towards: a token with the scope `read` has one of its own, wherever it is sent from.

A frontend that renders on its server asks for all its readers from one address. Everybody else is an address.
"""

from django.conf import settings
from django.http import HttpRequest

from cms.api.rate_limits import RateCount, count_towards, counted

from .authentication import NotAuthenticated, token_of
from .scopes import READ


def counted_reader(request: HttpRequest, name: str) -> RateCount | None:
    """Count a request towards a limit; None if there is no such limit. One query if it carries a token.

    A token that is not good counts for its address: that it is refused is for others to say.
    """
    if not name:
        return None
    try:
        token = token_of(request)
    except NotAuthenticated:
        token = None
    if token is None or READ not in token.scopes:
        return counted(request, name)
    rate = settings.TOKEN_RATE_LIMITS.get(name)
    return count_towards(name, rate, f"token:{token.pk}") if rate else None
