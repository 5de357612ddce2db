"""Where stored pictures are fetched from. Stored documents hold a mark instead, so that moving the media needs no
rendering again."""

from django.conf import settings

# In JSON text it stands escaped, and no JSON encoder writes it otherwise.
MARK = "\x05"
_ESCAPED_MARK = "\\u0005"


def media_base() -> str:
    """The absolute URL that storage names are appended to."""
    url = settings.MEDIA_URL
    return url if "://" in url else f"{settings.PUBLIC_API_URL}/{url.strip('/')}/"


def fill_in(json_text: str, base: str) -> str:
    """A stored JSON text with every mark replaced by `base`."""
    return json_text.replace(_ESCAPED_MARK, base) if _ESCAPED_MARK in json_text else json_text
