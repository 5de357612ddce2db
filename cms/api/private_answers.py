"""Answers for one reader alone: whoever sent a token, or asked to see what the public does not."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from .handlers import is_api

PREVIEW, PERSPECTIVE = "preview", "perspective"
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT_SECONDS = 600
_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    # The address may hold a token, and this answer links to places.
    "Referrer-Policy": "no-referrer",
}
_PUBLIC_ONLY = ("Access-Control-Allow-Origin", "ETag", "Last-Modified", "Cache-Tag", "X-Content-Version")


def private_answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """No cache keeps an answer to what carries a token or asks for a perspective, and only the origins of the settings
    may read it in a browser: the API's answers, redirects and problems, whoever made them.

    A middleware, outside of all that answers: what is made of an error has its headers too. It also answers the
    question whether `Authorization` may be sent, which a browser asks without sending it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return get_response(request)
        if _asks_to_send_a_token(request):
            return _allowed(request, HttpResponse(status=204, headers={"Cache-Control": "private, no-store"}))
        response = get_response(request)
        return _made_private(request, response) if is_private(request) else response

    return answer


def is_private(request: HttpRequest) -> bool:
    """Whether an answer to it is for nobody else. It parses nothing that could be malformed."""
    if "HTTP_AUTHORIZATION" in request.META:
        return True
    query = str(request.META.get("QUERY_STRING", ""))
    names = (unquote_plus(part.partition("=")[0]) for part in query.split("&"))
    return any(name in (PREVIEW, PERSPECTIVE) for name in names)


def _made_private(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    for name in _PUBLIC_ONLY:
        if response.has_header(name):
            del response.headers[name]
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return _allowed(request, response)


def _allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin", "")
    if origin in settings.CORS_ALLOWED_ORIGINS:
        response.headers["Access-Control-Allow-Origin"] = origin
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "Authorization"
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _asks_to_send_a_token(request: HttpRequest) -> bool:
    wanted = request.headers.get("Access-Control-Request-Headers", "").lower().replace(" ", "").split(",")
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return is_preflight and "authorization" in wanted
