"""One page for every address of the site: the scripts in it read the address and ask the API."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import set_response_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

STYLES = (
    *("tokens", "base", "layout", "cards", "browse", "article", "prose", "related", "role", "code"),
    *(
        "comparison",
        "overlap",
        "ways",
        "forms",
        "match",
        "search",
        "newsletter",
        "signup",
        "states",
        "preview",
        "print",
    ),
)
_SCRIPTS = Path(__file__).parent / "static" / "frontend" / "js"
# All but the first are preloaded: they import one another, and a browser would find them one by one.
MODULES = sorted(path.relative_to(_SCRIPTS).as_posix() for path in _SCRIPTS.rglob("*.js") if path.name != "theme.js")

# Whole addresses, without the leading slash. What a slug may be is the API's to say.
PAGES = (
    "",
    r"articles/",
    r"articles/[^/]+",
    r"roles/",
    r"roles/[^/]+",
    r"comparisons/[^/]+",
    r"compare",
    r"match",
    r"newsletters/",
    r"newsletters/[^/]+",
    r"newsletters/[^/]+/[^/]+",
    r"search",
    r"transition",
    r"transition/[^/]+/[^/]+",
)


@csrf_exempt  # so that other methods are 405: there is nothing here to forge
@require_safe
@conditional_page
def page(request: HttpRequest) -> HttpResponseBase:
    """The page at an address that the site knows. Whether there is such an article, its script finds out."""
    response = _shell(status=200)
    set_response_etag(response)  # for HEAD, too; the decorator only looks at it, to answer 304
    return response


@csrf_exempt
@require_safe
def nothing_here(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page, saying 404; a redirect if only the slash at the end is wrong."""
    other = path[:-1] if path.endswith("/") else f"{path}/"
    if any(re.fullmatch(page, other) for page in PAGES):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"/{quote(other)}{'?' if query else ''}{query}")
    return _shell(status=404)


def content_security_policy() -> str:
    """Nothing but our own files, the API, and its pictures. Markup goes into the page through one named door, and
    data for search engines through another."""
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' data: {_pictures_origin()}",
        "connect-src": f"'self' {_origin(settings.PUBLIC_API_URL)}",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "rendered-by-the-api structured-data",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _shell(*, status: int) -> HttpResponse:
    # No request is passed: the page is the same for everybody, and reads neither session nor cookie.
    html = render_to_string(
        "frontend/page.html",
        {
            "site_name": settings.SITE_NAME,
            "site_url": settings.PUBLIC_SITE_URL,
            "api_url": f"{settings.PUBLIC_API_URL}/api/v1/",
            "feeds_url": f"{settings.PUBLIC_API_URL}/feeds/",
            "pictures_origin": _pictures_origin(),
            "static_url": settings.STATIC_URL,
            "styles": [f"frontend/css/{name}.css" for name in STYLES],
            "modules": MODULES,
        },
    )
    headers = {
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Content-Security-Policy": content_security_policy(),
    }
    return HttpResponse(html, status=status, headers=headers)


def _pictures_origin() -> str:
    return _origin(settings.MEDIA_URL) or _origin(settings.PUBLIC_API_URL)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
