"""The OpenAPI document and its browsable page, with every asset served by us."""

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from .content_negotiation import JSONWhateverTheAccept, OrjsonRenderer
from .parameters import refuse_unknown
from .read_view import ReadView


class _Page(ReadView):
    renderer_classes = [OrjsonRenderer]
    content_negotiation_class = JSONWhateverTheAccept


class Schema(_Page):
    """The OpenAPI document, as JSON."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        refuse_unknown(request.query_params, ())
        return HttpResponse(_document(), content_type="application/json")


class Docs(_Page):
    """The document, to browse and try."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return render(request, "cms/docs.html", {"title": settings.SPECTACULAR_SETTINGS["TITLE"]})


@cache
def _document() -> bytes:
    """It follows from the code alone, and takes a tenth of a second to make."""
    document: bytes = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    return document
