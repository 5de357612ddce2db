"""The addresses of the site. The other doors of the installation come first and are named to it."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .api import NotAnswered
from .pages import articles, comparisons, newsletters, roles, search
from .responses import failure

# Whole addresses, without the leading slash. What a slug may be is the API's to say.
PAGES = {
    r"": articles.home,
    r"articles/": articles.articles,
    r"articles/(?P<slug>[^/]+)": articles.article,
    r"roles/": roles.roles,
    r"roles/(?P<slug>[^/]+)": roles.role,
    r"comparisons/(?P<slug>[^/]+)": comparisons.comparison,
    r"compare": comparisons.compare,
    r"match": roles.match,
    r"newsletters/": newsletters.newsletters,
    r"newsletters/(?P<slug>[^/]+)": newsletters.newsletter,
    r"newsletters/(?P<newsletter>[^/]+)/(?P<slug>[^/]+)": newsletters.issue,
    r"search": search.search,
    r"transition": roles.choose_transition,
    r"transition/(?P<start>[^/]+)/(?P<end>[^/]+)": roles.transition,
}
# Where the front of the server may find pages to keep; a page itself says whether it may be kept.
KEPT = re.compile(r"/(?:$|articles/|roles/|comparisons/|compare$|newsletters/|transition)")


def site_urls(*, beside: Iterable[str]) -> list[URLPattern]:
    """The pages, and one route for whatever else is asked for, unless its first word is in `beside`.

    That last one must leave the other doors alone: they say 404 in their own way, and Django adds a missing slash
    only where no route matches.
    """
    others = "|".join(sorted(re.escape(word) for word in beside))
    return [
        *(re_path(rf"^{pattern}$", view) for pattern, view in PAGES.items()),
        re_path(rf"^(?!(?:{others})(?:/|$))(?P<path>.*)$", nothing_here),
    ]


@csrf_exempt  # so that other methods are 405: there is nothing here to forge
@require_safe
def nothing_here(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page that says 404; a redirect if only the slash at the end is wrong."""
    other = path[:-1] if path.endswith("/") else f"{path}/"
    if any(re.fullmatch(pattern, other) for pattern in PAGES):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"/{quote(other)}{'?' if query else ''}{query}")
    return failure(request, NotAnswered(404))
