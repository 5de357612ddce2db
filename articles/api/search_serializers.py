"""The shapes of a search's answer, for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field, inline_serializer
from rest_framework import serializers as s

from .summaries import ArticleSummary, AuthorSummary, DimensionSummary, RoleSummary, SkillSummary, TagSummary

SUMMARIES: dict[str, type[s.Serializer[Any]]] = {
    "article": ArticleSummary,
    "role": RoleSummary,
    "skill": SkillSummary,
    "tag": TagSummary,
    "author": AuthorSummary,
    "dimension": DimensionSummary,
}


class Highlight(s.Serializer[Any]):
    """Safe HTML: text, and `<mark>` around the words that were found."""

    title = s.CharField()
    text = s.CharField(help_text="The passage with most of the words; how the text begins, if none stands in it.")


def _hit(summary: type[s.Serializer[Any]]) -> type[s.Serializer[Any]]:
    name = f"{summary.__name__.removesuffix('Summary')}Hit"
    fields = {
        "score": s.FloatField(help_text="The higher, the better."),
        "highlight": Highlight(),
    }
    return type(name, (summary,), {**fields, "__module__": __name__, "__doc__": None})


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="SearchHit",
        serializers={name: _hit(summary) for name, summary in SUMMARIES.items()},
        resource_type_field_name="type",
    )
)
class SearchHit(s.JSONField):
    pass


class TypeCount(s.Serializer[Any]):
    value = s.ChoiceField(list(SUMMARIES))
    count = s.IntegerField()


class EntryCount(s.Serializer[Any]):
    slug = s.SlugField()
    name = s.CharField()
    count = s.IntegerField()


class SearchFacets(s.Serializer[Any]):
    """How many of the hits that `count` counts there are of each; the 20 with the most."""

    type = TypeCount(many=True)
    tag = EntryCount(many=True)
    role = EntryCount(many=True)


SEARCH_RESULTS = inline_serializer(
    "SearchResults",
    {
        "count": s.IntegerField(help_text="At most 1,000."),
        "count_is_capped": s.BooleanField(help_text="Whether there are more hits than `count`."),
        "next": s.URLField(allow_null=True),
        "previous": s.URLField(allow_null=True),
        "results": s.ListField(child=SearchHit()),
        "facets": SearchFacets(),
        "suggestions": s.ListField(
            child=s.CharField(), help_text="If nothing was found: up to three things to search for instead."
        ),
    },
)
