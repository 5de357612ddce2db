"""Answers that are files and not JSON: feeds, sitemaps, texts. All else about them is as with any other answer."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from .views import DeliveryView


class FileView(DeliveryView):
    """`answer` returns bytes."""

    media_type = "text/plain; charset=utf-8"

    def get(self, request: Request, **kwargs: Any) -> Response:
        response = super().get(request, **kwargs)
        response.content_type = self.media_type
        return response


class SiteFile(FileView):
    """A file outside of the API and its document. Parameters that nobody understands are ignored: links to it get
    decorated."""

    takes_any_parameter = True
    schema = None
