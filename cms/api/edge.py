"""Where the API's address space begins. Middlewares that stand around what others do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .handlers import is_api
from .problems import MEDIA_TYPE, TITLES, problem_response

Respond = Callable[[HttpRequest], HttpResponseBase]
# What caches may keep though nobody says so (RFC 9110, 15.1), but for 200 and what is partial.
KEPT_BLINDLY = {300, 301, 308, 404, 405, 410, 414, 501}
SAID = {400: "The request is malformed.", 403: "You may not do this.", 404: "There is nothing at this address."}


def api_edge(get_response: Respond) -> Respond:
    """No cookie gets into the API, and no error out of it but a problem: not Django's pages either, which DEBUG shows
    for a wrong Host, before any view is asked.

    A cookie that is merely malformed would be answered with a new one, on an answer that caches keep for everyone.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            code = response.status_code
            code = code if code in TITLES else 400 if code < 500 else 500
            said = SAID.get(code, "Something went wrong on our side. It has been logged.")
            response = problem_response(request, code, said)
        return _without_body(response) if request.method == "HEAD" else response

    return answer


def no_blind_caching(get_response: Respond) -> Respond:
    """A redirect or an absence that says nothing of caches could be kept by them for as long as they like: what is
    not there today may be published tomorrow. Whoever answered without a word gets `no-cache`."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code in KEPT_BLINDLY:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answer


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The headers that a GET would have got, and nothing else, whatever the server in front of us does about it."""
    if isinstance(response, HttpResponse) and response.content:
        response.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
