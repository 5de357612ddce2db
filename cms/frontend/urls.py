"""The addresses of the site. The other doors of the installation come first and are named to it."""

import re
from collections.abc import Iterable

from django.urls import URLPattern, re_path

from cms.frontend import views


def site_urls(*, beside: Iterable[str]) -> list[URLPattern]:
    """The pages, and one route for whatever else is asked for, unless its first word is in `beside`.

    That last one must leave the other doors alone: they say 404 in their own way, and Django adds a missing slash
    only where no route matches.
    """
    others = "|".join(sorted(re.escape(word) for word in beside))
    return [
        *(re_path(rf"^{pattern}$", views.page) for pattern in views.PAGES),
        re_path(rf"^(?!(?:{others})(?:/|$))(?P<path>.*)$", views.nothing_here),
    ]
