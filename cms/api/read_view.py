"""What reads answer to OPTIONS, a browser's question before it asks another origin among them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

READ = ("get", "head", "options")
# What a frontend may send along; a browser asks before it sends any of these.
ACCEPTED = (
    "Accept, Accept-Language, Authorization, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, Range"
)
# The longest that a browser remembers the answer: a day, where it does not cut that short itself.
PREFLIGHT_SECONDS = 86_400


class ReadView(APIView):
    """Base of views that are only read, by anyone from any origin."""

    http_method_names = list(READ)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """No body: what may be asked is in the headers and in the OpenAPI document. No queries."""
        return HttpResponse(
            status=200,
            headers={
                "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
                "Access-Control-Allow-Headers": ACCEPTED,
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            },
        )

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response
