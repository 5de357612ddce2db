"""Where stored pictures are fetched from. Stored documents hold a mark instead, so that moving the media needs no
rendering again."""

from django.conf import settings

from cms.publishing.internal_marks import MEDIA_MARK as MARK

__all__ = ["MARK", "media_base"]


def media_base() -> str:
    """The absolute URL that storage names are appended to."""
    url = settings.MEDIA_URL
    return url if "://" in url else f"{settings.PUBLIC_API_URL}/{url.strip('/')}/"
