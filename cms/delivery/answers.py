"""A whole answer, and what one client gets of it: its encoding, a 304 if it has it already, no body for HEAD."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase

from .conditions import is_known, tag_in, tag_of
from .encodings import coding_for, encoded

Headers = list[tuple[str, str]]
# Said by the view in the request's environment: a 200 that readers may have in an encoding and ask for with conditions.
DELIVERED = "cms.delivered"
DIFFERING = {"content-encoding", "content-length", "etag"}
# Said by the front, which does itself what `conditional` does.
FRONTED = "cms.fronted"
OF_A_BODY = {"content-encoding", "content-length", "content-type"}
OK, NOT_MODIFIED = "200 OK", "304 Not Modified"


class Part(NamedTuple):
    """What one client gets."""

    status: str
    headers: Headers
    body: bytes


class Whole:
    """An answer with status 200. Its encodings are made when somebody first takes one, and stay with it."""

    def __init__(self, headers: Headers, body: bytes) -> None:
        self.tag = tag_of(body)
        self.body = body
        self._shared = [(name, value) for name, value in headers if name.lower() not in DIFFERING]
        self._parts: dict[tuple[str, bool], Part] = {}

    @property
    def size(self) -> int:
        """Bytes, about: with what the encodings and the headers will take."""
        return 2 * len(self.body) + 4_000

    def part(self, *, accept_encoding: str, if_none_match: str) -> Part:
        coding = coding_for(self.body, accept_encoding)
        is_modified = not if_none_match or not is_known(tag_in(self.tag, coding), if_none_match)
        part = self._parts.get((coding, is_modified))
        if part is None:
            part = self._parts[coding, is_modified] = self._make(coding, is_modified)
        return part

    def _make(self, coding: str, is_modified: bool) -> Part:
        tag = ("ETag", tag_in(self.tag, coding))
        if not is_modified:
            headers = [(name, value) for name, value in self._shared if name.lower() not in OF_A_BODY]
            return Part(NOT_MODIFIED, [*headers, tag], b"")
        body = encoded(self.body, coding)
        headers = [*self._shared, tag, ("Content-Length", str(len(body)))]
        return Part(OK, [*headers, ("Content-Encoding", coding)] if coding else headers, body)


def conditional(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware that gives each client its part. Outside of what sets headers, so that it sees them all."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or DELIVERED not in request.META or FRONTED in request.META:
            return response
        whole = Whole(list(response.items()), response.content)
        part = whole.part(
            accept_encoding=request.META.get("HTTP_ACCEPT_ENCODING", ""),
            if_none_match=request.META.get("HTTP_IF_NONE_MATCH", ""),
        )
        response.status_code = int(part.status[:3])
        response.content = part.body
        for name in DIFFERING | (OF_A_BODY if part.status == NOT_MODIFIED else set()):
            response.headers.pop(name, None)
        for name, value in part.headers:
            response[name] = value
        return response

    return answer
