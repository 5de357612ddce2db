"""The Content-Security-Policy of django-csp, made once for all answers of which no view changes it.

For a read of the API, making it anew each time was the dearest of all middlewares.
"""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class SecurityPolicy(CSPMiddleware):
    usual = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = response.status_code < 400 and not hasattr(request, "_csp_nonce")
        if not is_usual or any(hasattr(response, name) for name in OWN) or HEADER in response:
            answered: Any = super().process_response(request, response)
            return answered
        if not self.usual:
            super().process_response(request, response)
            self.usual = response.headers.get(HEADER, "")
        else:
            response.headers[HEADER] = self.usual
        return response
