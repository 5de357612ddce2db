"""Answers that are files and not JSON: feeds, sitemaps, texts. All else about them is as with any other answer."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from cms.api.content_negotiation import OrjsonRenderer

from .views import DeliveryView


class FileRenderer(OrjsonRenderer):
    """Bytes as they are. What else is answered, a problem, is JSON as everywhere."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, accepted_media_type, renderer_context)


class FileView(DeliveryView):
    """`answer` returns bytes."""

    renderer_classes = [FileRenderer]
    media_type = "text/plain; charset=utf-8"

    def get(self, request: Request, **kwargs: Any) -> Response:
        response = super().get(request, **kwargs)
        response.content_type = self.media_type
        return response


class SiteFile(FileView):
    """A file outside of the API and its document. Parameters that nobody understands are ignored: links to it get
    decorated."""

    schema = None
