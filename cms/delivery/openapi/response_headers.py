"""The headers of answers that a client may build on, for the OpenAPI document."""

from collections.abc import Collection

from drf_spectacular.utils import OpenApiParameter

Headers = list[OpenApiParameter]
SECONDS = {"type": "integer", "minimum": 0}


def _header(name: str, value: type | dict[str, object], codes: Collection[int], description: str) -> OpenApiParameter:
    return OpenApiParameter(name, value, OpenApiParameter.HEADER, description=description, response=list(codes))


def headers_of(codes: Collection[int], *, is_limited: bool) -> Headers:
    """Those of answers with these status codes. None is always there: an answer to a token has no ETag, for one."""
    return [
        _header("ETag", {"type": "string", "pattern": '^"[^"]+"$'}, (200, 304), "For `If-None-Match`."),
        _header("Last-Modified", str, (200, 304), "When any answer last differed."),
        _header("X-Content-Version", str, (200, 304), "Differs whenever any answer may differ."),
        _header("Cache-Tag", str, (200, 304), "What the answer depends on, for shared caches."),
        *([_header("Location", {"type": "string", "format": "uri"}, (301,), "The new address.")] * (301 in codes)),
        *(_limits() if is_limited else ()),
        _header("Retry-After", SECONDS, (429, 503) if is_limited else (503,), "Seconds."),
    ]


def _limits() -> Headers:
    codes = (200, 429)
    return [
        _header("RateLimit-Limit", SECONDS, codes, "Requests that one client has in a window of time."),
        _header("RateLimit-Remaining", SECONDS, codes, "Those of them that are left."),
        _header("RateLimit-Reset", SECONDS, codes, "Seconds until the window ends."),
    ]
