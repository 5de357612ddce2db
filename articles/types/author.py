from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.article_members import newest_articles
from articles.api.summaries import AuthorSummary
from articles.models import Author
from cms.delivery.parameters.optional_members import OfDocument
from cms.markup import web_address
from cms.publishing.content_types import EntryType, Rendered, Source, Texts, register
from cms.publishing.refusals import Obstacle
from cms.publishing.web_addresses import web_url


class AuthorDocument(AuthorSummary):
    bio = s.CharField()
    website = s.URLField(allow_null=True)


@register
class AuthorType(EntryType):
    name, path = "author", "authors"
    model = Author
    required = {"name": gettext_lazy("Give it a name.")}
    publishes_on_save = True
    summary, document = AuthorSummary, AuthorDocument
    members = (
        OfDocument(name="bio", document=s.CharField()),
        OfDocument(name="website", document=s.URLField(allow_null=True)),
        newest_articles("author"),
    )
    includes = ("bio", "website", "articles")

    def render(self, source: Source) -> Rendered:
        return Rendered(
            title=source["name"],
            summary={"name": source["name"]},
            document={"bio": source["bio"], "website": web_address(source["url"]) or None},
            standalone=False,
        )

    def obstacles(self, source: Source) -> list[Obstacle]:
        return super().obstacles(source) + web_url("url", source["url"], _("The link"))

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts(body=[document["bio"]])
