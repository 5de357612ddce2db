"""Whether what an editor gave as an address is one, as obstacles to publishing."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .refusals import Obstacle

_is_web_url = URLValidator(schemes=["http", "https"])


def web_url(field: str, url: str, label: str) -> list[Obstacle]:
    """An empty address is no obstacle here."""
    try:
        _is_web_url(url or "https://www.example.org")
    except ValidationError:
        return [
            Obstacle(field, _("{label} needs a full address that begins with https:// or http://.").format(label=label))
        ]
    return []


def web_urls(field: str, urls: Sequence[str], label: str) -> list[Obstacle]:
    """The first that is none."""
    return [obstacle for url in urls for obstacle in web_url(field, url, f"{label} “{url[:80]}”")][:1]
