from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.summaries import DimensionSummary
from articles.models import Dimension
from cms.publishing.content_types import EntryType, Rendered, Source, Texts, register


class DimensionDocument(DimensionSummary):
    description = s.CharField()


@register
class DimensionType(EntryType):
    name, path = "dimension", "dimensions"
    model = Dimension
    required = {"name": gettext_lazy("Give it a name.")}
    publishes_on_save = True
    summary, document = DimensionSummary, DimensionDocument

    def render(self, source: Source) -> Rendered:
        return Rendered(
            title=source["name"],
            summary={"name": source["name"], "position": source["position"]},
            document={"description": source["description"]},
            standalone=False,
        )

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts(body=[document["description"]])
