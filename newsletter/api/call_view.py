"""The base of the calls that change something: they are posted, by anyone from any origin, and never kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.api.clients import client_network
from cms.api.content_negotiation import JSONWhateverTheAccept, OrjsonRenderer
from cms.api.parameters import refuse_unknown
from cms.api.problems import TITLES, Problem
from cms.api.traffic import ROUTE
from newsletter.consent.call_limits import counted

PREFLIGHT_SECONDS = 86_400


class TooManyCalls(Problem):
    status_code = 429
    name, title = TITLES[429]


class CallView(APIView):
    """Any origin may call: a sign-up form stands on whatever site the publication has, and what a page of another
    origin can do here its server could do as well. No cookie is read, so nobody acts in somebody else's name.
    """

    authentication_classes = []
    renderer_classes = [OrjsonRenderer]
    content_negotiation_class = JSONWhateverTheAccept
    # Each asks to be read by none of DRF's: bodies are read here, if at all.
    parser_classes = []

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """No body and no queries."""
        return HttpResponse(
            status=200,
            headers={
                "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
                "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            },
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, ())

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.pop("Vary", None)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method != "OPTIONS":
            response["Cache-Control"] = "no-store"
        # The address may hold a token.
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        match = request.resolver_match
        request.META[ROUTE] = match.view_name if match else ""
        return response


def count_client(request: HttpRequest) -> None:
    """Count a call of one client. One query. Raises TooManyCalls, with Retry-After."""
    count = counted("client", client_network(request) or "unknown")
    if count and count.is_too_many:
        raise TooManyCalls(
            "That was more than we take from one address in a while. Try again later.",
            headers={"Retry-After": str(count.seconds_left)},
        )
