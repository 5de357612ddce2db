"""What Django answers when no view does: a problem under the API, Django's own page elsewhere."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path, resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from .problems import Moved, moved_response, problem_response

SPEAKS_JSON = ("api", "problems", "feeds", "sitemap.xml", "robots.txt", "llms.txt")
# the parts of the sitemap, which are numbered
NUMBERED = "sitemap-"


def is_api(request: HttpRequest) -> bool:
    word = request.path.lstrip("/").partition("/")[0]
    return word in SPEAKS_JSON or word.startswith(NUMBERED)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return problem_response(request, 400, "The request is malformed.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return problem_response(request, 403, "You may not do this.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return problem_response(request, 404, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def no_such_page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    if is_api(request):
        return problem_response(request, 500, "Something went wrong on our side. It has been logged.")
    return defaults.server_error(request)


@csrf_exempt  # so that a write is a 404 as well: there is nothing here to forge
def nothing_here(request: HttpRequest) -> HttpResponse:
    """What no view of the API answers. A read that lacks nothing but the slash is sent there, a write never is.

    It stands last in the API's address space, because Django itself would redirect writes too, fail on them with
    DEBUG, and show its page of URL patterns there.
    """
    lacks_slash = request.method in ("GET", "HEAD") and not request.path_info.endswith("/")
    if lacks_slash and resolve(f"{request.path_info}/").func is not nothing_here:
        return moved_response(request, Moved(request.get_full_path(force_append_slash=True)))
    return problem_response(request, 404, "There is nothing at this address.")


# Line breaks too, which a dot leaves out.
end_of_api = re_path(rf"^(?:{'|'.join(map(re.escape, SPEAKS_JSON))})(?:/[\s\S]*)?$", nothing_here)
