"""Limits on what is expensive: so many requests of a kind for one client in a fixed window of time.

Counted in Django's cache, each process for itself unless CACHE_URL names a shared one, and while that is away.
Windows begin with the clock and not with a client, so that a counter is one atomic addition. The headers are those of
the IETF's draft ratelimit-headers up to its version 7, which clients know: RateLimit-Limit, -Remaining, and -Reset in
seconds.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, BaseCache, caches
from django.http import HttpRequest
from prometheus_client import Counter

from .clients import client_network
from .problems import TITLES, Problem
from .rates import Rate

log = logging.getLogger(__name__)
CACHE_FAILURES = Counter("cms_cache_failures_total", "Times that CACHE_URL could not be used.")
# How long a cache that failed is left alone: to ask it costs a reader half a second.
AWAY_SECONDS = 5.0


class _Away:
    """Until when the shared cache is left alone, on the process's own clock."""

    until = 0.0


_away = _Away()


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
    """Count a request towards a limit; None if there is no such limit. No queries, unless the cache is a table."""
    rate = settings.RATE_LIMITS.get(name)
    return count_towards(name, rate, client_network(request) or "unknown") if rate else None


def count_towards(name: str, rate: Rate, whom: str) -> RateCount:
    """Count one for `whom`. No queries."""
    now = time.time()
    window = int(now // rate.seconds)
    key = f"rate:{name}:{rate.seconds}:{window}:{whom}"
    left = max(1, round((window + 1) * rate.seconds - now))
    return RateCount(rate, _count(key, rate.seconds), left)


def _count(key: str, seconds: int) -> int:
    """Count in the shared cache; in this process while that is away. It is asked again after a moment."""
    if time.monotonic() >= _away.until:
        try:
            return _counted_in(caches[DEFAULT_CACHE_ALIAS], key, seconds)
        except Exception as error:  # whatever a cache's library raises
            _away.until = time.monotonic() + AWAY_SECONDS
            CACHE_FAILURES.inc()
            log.warning("CACHE_URL cannot be used, limits are counted in each process for itself: %s", error)
    return _counted_in(caches["process"], key, seconds)


def _counted_in(cache: BaseCache, key: str, seconds: int) -> int:
    # It may be gone between the two, if the cache is full or the window ends: then this is the first again.
    for _ in range(3):
        if cache.add(key, 1, timeout=seconds + 1):
            return 1
        try:
            return cache.incr(key)
        except ValueError:
            continue
    return 1
