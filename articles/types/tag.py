from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.article_members import newest_articles
from articles.api.summaries import TagSummary
from articles.models import Tag
from cms.delivery.parameters.optional_members import OfDocument
from cms.publishing.content_types import WRITER, EntryType, Rendered, Source, Texts, register


class TagDocument(TagSummary):
    description = s.CharField()


@register
class TagType(EntryType):
    name, path = "tag", "tags"
    model = Tag
    required = {"name": gettext_lazy("Give it a name.")}
    publishes_on_save = True
    kept_by = WRITER
    summary, document = TagSummary, TagDocument
    members = (OfDocument(name="description", document=s.CharField()), newest_articles("tag"))
    includes = ("description", "articles")
    is_facet = True

    def render(self, source: Source) -> Rendered:
        return Rendered(
            title=source["name"],
            summary={"name": source["name"]},
            document={"description": source["description"]},
            standalone=False,
        )

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts(body=[document["description"]])
