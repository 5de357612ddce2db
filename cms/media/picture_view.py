"""Stored pictures over HTTP, where no web server or bucket in front does it: never anything else of the storage."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cms.media.served_files import FOLDER, is_served

from .encoder import MEDIA_TYPES

# The shape of every name that a picture is stored under: no dots, no empty parts, nothing to climb with.
_NAME = re.compile(rf"{FOLDER}/[A-Za-z0-9_-]{{22,64}}/[A-Za-z0-9_-]{{1,40}}\.(?P<extension>{'|'.join(MEDIA_TYPES)})")
_HEADERS = {
    # A name always means the same bytes.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@csrf_exempt  # so that other methods are 405: there is nothing here to forge
@require_safe
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """The picture stored under this name; 304 when the client has it, 404 for every other name, and for a picture that
    neither the library nor anything public has any more."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise Http404("There is no such picture.")
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404("There is no such picture.") from None
    if not is_served(name):
        file.close()
        raise Http404("There is no such picture.")
    etag = f'"{name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None and request.method == "GET":
        response = FileResponse(file, content_type=MEDIA_TYPES[match["extension"]])
    else:
        with file:
            size = {"Content-Length": str(file.size)}
        response = response or HttpResponse(content_type=MEDIA_TYPES[match["extension"]], headers=size)
    if response.status_code == 412:
        return response  # to an If-Match of one client; no cache may keep it for the others
    for header, value in {**_HEADERS, "ETag": etag}.items():
        response[header] = value
    return response


def picture_urls() -> list[URLPattern]:
    """The route under MEDIA_URL, named `picture`; none when MEDIA_URL is on another server."""
    url = urlsplit(settings.MEDIA_URL)
    if url.scheme or url.netloc:
        return []
    return [path(f"{url.path.strip('/')}/<path:name>", serve_picture, name="picture")]
