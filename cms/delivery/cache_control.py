"""How long caches between here and the reader may keep an answer: never past the next scheduled change."""

from math import floor

from django.conf import settings

ALWAYS_ASK = "public, max-age=0, must-revalidate"


def is_constant() -> bool:
    return not (settings.CACHE_SHARED_SECONDS or settings.CACHE_STALE_SECONDS)


def cache_control(changes_in: float | None) -> str:
    """For an answer that is right now, and for `changes_in` seconds more, or for ever if that is None and nobody
    publishes. Both together, what is fresh and what may be given while it is asked for again, end before that."""
    if is_constant():
        return ALWAYS_ASK
    left = floor(changes_in) if changes_in is not None else settings.CACHE_SHARED_SECONDS + settings.CACHE_STALE_SECONDS
    shared = min(settings.CACHE_SHARED_SECONDS, left)
    stale = min(settings.CACHE_STALE_SECONDS, left - shared)
    if not (shared or stale):
        return ALWAYS_ASK
    return f"public, max-age=0, s-maxage={shared}" + (f", stale-while-revalidate={stale}" if stale else "")
