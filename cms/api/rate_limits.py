"""Limits on what is expensive: so many requests of a kind for one client in a fixed window of time.

Counted in Django's cache, each process for itself unless CACHE_URL names a shared one. Windows begin with the clock and
not with a client, so that a counter is one atomic addition. The headers are those of the IETF's draft
ratelimit-headers up to its version 7, which clients know: RateLimit-Limit, -Remaining, and -Reset in seconds.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from .clients import client_network
from .problems import TITLES, Problem
from .rates import Rate


@dataclass(frozen=True)
class RateCount:
    """How a client stands with a limit, this request included."""

    rate: Rate
    number: int
    seconds_left: int

    @property
    def headers(self) -> Mapping[str, str]:
        return {
            "RateLimit-Limit": str(self.rate.requests),
            "RateLimit-Remaining": str(max(0, self.rate.requests - self.number)),
            "RateLimit-Reset": str(self.seconds_left),
        }

    def refuse_too_many(self) -> None:
        """Raises TooManyRequests, with Retry-After."""
        if self.number > self.rate.requests:
            raise TooManyRequests(
                f"That was more than {self.rate.requests} requests in {self.rate.seconds} seconds.",
                headers={"Retry-After": str(self.seconds_left)},
            )


class TooManyRequests(Problem):
    status_code = 429
    name, title = TITLES[429]


def counted(request: HttpRequest, name: str) -> RateCount | None:
    """RateCount a request towards a limit; None if there is no such limit. No queries, unless the cache is a table."""
    rate = settings.RATE_LIMITS.get(name)
    if rate is None:
        return None
    now = time.time()
    window = int(now // rate.seconds)
    key = f"rate:{name}:{rate.seconds}:{window}:{client_network(request) or 'unknown'}"
    left = max(1, round((window + 1) * rate.seconds - now))
    # It may be gone between the two, if the cache is full or the window ends: then this is the first again.
    for _ in range(3):
        if cache.add(key, 1, timeout=rate.seconds + 1):
            return RateCount(rate, 1, left)
        try:
            return RateCount(rate, cache.incr(key), left)
        except ValueError:
            continue
    return RateCount(rate, 1, left)
