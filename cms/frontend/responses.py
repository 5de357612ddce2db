"""What all pages have in common: from the API's answers to a response that says who may keep it."""

import functools
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .api import PREVIEW, Api, MovedPage, NotAnswered
from .failures import sentence_of, title_of
from .page import Elsewhere, SitePage
from .page_links import moved_path
from .texts import pictures_from

# A publish in the middle of a page can tear it; then it is asked for again, and this often at most.
BUILDS = 3
ALWAYS_ASK = "max-age=0, must-revalidate"
LINK = re.compile(r'(<a (?![^>]*data-leave)[^>]*?href=")(/(?!/)[^"]*)')
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "pages-of-this-site",
}
# What is known of the site when the API says nothing.
UNKNOWN = {"site_description": "", "site_url": "", "links": {}}

Builder = Callable[..., SitePage | Elsewhere]


def page(
    template: str, *, is_kept: bool = True, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[Builder], Callable[..., HttpResponseBase]]:
    """A view of what the decorated function builds of an Api and the slugs of the address. A page that hardly anybody
    asks for twice is not `is_kept`."""

    def decorate(build: Builder) -> Callable[..., HttpResponseBase]:
        @csrf_exempt  # no cookie is read here: there is nothing to forge
        @require_http_methods(list(methods))
        @functools.wraps(build)
        def view(request: HttpRequest, **slugs: str) -> HttpResponseBase:
            try:
                for _ in range(BUILDS):
                    api = Api(request)
                    built = build(api, **slugs)
                    if isinstance(built, Elsewhere):
                        return _elsewhere(built, api)
                    about, shell = built, shell_of(api, has_signup=built.has_signup)
                    if not api.is_torn:
                        break
            except MovedPage as moved:
                return _moved(request, moved)
            except NotAnswered as problem:
                return failure(request, problem)
            response = _rendered(f"frontend/{template}.html", api, shell, about)
            _say_who_may_keep_it(response, api, is_kept=is_kept)
            return response

        return view

    return decorate


def shell_of(api: Api, *, has_signup: bool) -> dict[str, Any]:
    """What stands around every page: where everything is, and the newsletter that takes readers, unless the page itself
    asks for one."""
    if has_signup:
        return {"site": api.root, "newsletter": None}
    newsletters = api.get("newsletter", query={"page_size": 20})["results"]
    newsletter = next((each for each in newsletters if each["consent_text"]), None)
    return {"site": api.root, "newsletter": newsletter}


def failure(request: HttpRequest, problem: NotAnswered) -> HttpResponse:
    """The page that says that there is no page, and what to do. Says so too when the API gives nothing at all."""
    status = problem.status
    api = Api(request)
    try:
        shell = shell_of(api, has_signup=False) if status != 503 else None
    except (NotAnswered, MovedPage):
        shell = None
    about = SitePage(title_of(status), {"status": status, "sentence": sentence_of(status)}, is_indexed=False)
    response = _rendered("frontend/failure.html", api, shell, about, status=status)
    if problem.retry_after:
        response["Retry-After"] = problem.retry_after
    is_for_all = status in (404, 410) and not api.preview
    response["Cache-Control"] = f"public, {ALWAYS_ASK}" if is_for_all else "no-store"
    return response


def _rendered(
    template: str, api: Api, shell: dict[str, Any] | None, about: SitePage, *, status: int = 200
) -> HttpResponse:
    site = (shell or {}).get("site") or {**UNKNOWN, "site_name": settings.SITE_NAME}
    context = {
        "site": site,
        "newsletter": (shell or {}).get("newsletter"),
        "page": about,
        "path": api.request.path,
        "preview": api.preview,
        "way_out": _way_out(api.request) if api.preview else "",
        "language": settings.DEFAULT_LANGUAGE,
        **about.context,
    }
    # No request is passed: a page reads neither session nor cookie.
    html = str(render_to_string(template, context))
    if api.preview:
        html = LINK.sub(lambda link: _carried_link(link, api.preview), html)
    return HttpResponse(
        html,
        status=status,
        headers={
            "Content-Security-Policy": content_security_policy(site["links"].get("articles", "")),
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        },
    )


def content_security_policy(api_url: str) -> str:
    """Nothing but our own files, and pictures from where the API keeps them."""
    pictures = " ".join(["'self'", "data:", *pictures_from(api_url)])
    return "; ".join(f"{name} {sources}" for name, sources in {**POLICY, "img-src": pictures}.items())


def _say_who_may_keep_it(response: HttpResponse, api: Api, *, is_kept: bool) -> None:
    """As the API says of its own answers. A page that names its content version is right for as long as that lasts: the
    front of the server may keep it. Its tags are what a cache between here and the reader is told to forget it by."""
    if api.preview:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    elif api.is_torn or api.request.method == "POST":
        response["Cache-Control"] = "no-store"
    else:
        response["Cache-Control"] = api.cache_control if is_kept and api.cache_control else f"private, {ALWAYS_ASK}"
        response["Vary"] = "Accept-Encoding"
        if version := next(iter(api.versions), ""):
            response["X-Content-Version"] = version
            response["Cache-Tag"] = ",".join(tag for tag in api.tags if tag)
            if api.changed:
                response["Last-Modified"] = api.changed


def _elsewhere(to: Elsewhere, api: Api) -> HttpResponse:
    return HttpResponseRedirect(_carried(to.path, api.preview), headers={"Cache-Control": "no-store"})


def _moved(request: HttpRequest, moved: MovedPage) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    location = moved_path(moved.segments) + (f"?{query}" if query else "")
    return HttpResponse(status=301, headers={"Location": location, "Cache-Control": f"public, {ALWAYS_ASK}"})


def _carried(address: str, preview: dict[str, str]) -> str:
    """An address of the site that stays in the preview."""
    path, mark, fragment = address.partition("#")
    if not preview or path.startswith(("/api/", "/feeds/")):
        return address
    return f"{path}{'&' if '?' in path else '?'}{urlencode(preview)}{mark}{fragment}"


def _carried_link(link: re.Match[str], preview: dict[str, str]) -> str:
    return link[1] + escape(_carried(unescape(link[2]), preview))


def _way_out(request: HttpRequest) -> str:
    """The address of this page as the public has it."""
    query = request.GET.copy()
    for name in PREVIEW:
        query.pop(name, None)
    return request.path + (f"?{query.urlencode()}" if query else "")
