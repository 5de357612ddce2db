"""The shapes of a search's answer, for the OpenAPI document: made of what the types declare."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field, inline_serializer
from rest_framework import serializers as s

from cms.publishing.content_types import EntryType


class Highlight(s.Serializer[Any]):
    """Safe HTML: text, and `<mark>` around the words that were found."""

    title = s.CharField()
    text = s.CharField(help_text="The passage with most of the words; how the text begins, if none stands in it.")


class EntryCount(s.Serializer[Any]):
    slug = s.SlugField()
    name = s.CharField()
    count = s.IntegerField()


def search_results(searched: list[EntryType], facets: list[EntryType]) -> Any:
    """The list envelope around a union of what each type's summary is, with the facets beside it."""
    union = PolymorphicProxySerializer(
        component_name="SearchHit",
        serializers={of_type.name: _hit(of_type.summary) for of_type in searched},
        resource_type_field_name="type",
    )
    hit = extend_schema_field(union)(type("SearchHit", (s.JSONField,), {}))
    type_count = inline_serializer(
        "TypeCount",
        {"value": s.ChoiceField([of_type.name for of_type in searched]), "count": s.IntegerField()},
        many=True,
    )
    counted = {"type": type_count, **{facet.name: EntryCount(many=True) for facet in facets}}
    about = "How many of the hits that `count` counts there are of each; the 20 with the most."
    counts = type("SearchFacets", (s.Serializer,), {**counted, "__doc__": about})
    return inline_serializer(
        "SearchResults",
        {
            "count": s.IntegerField(help_text="At most 1,000."),
            "count_is_capped": s.BooleanField(help_text="Whether there are more hits than `count`."),
            "next": s.URLField(allow_null=True),
            "previous": s.URLField(allow_null=True),
            "results": s.ListField(child=hit()),
            "facets": counts(),
            "suggestions": s.ListField(
                child=s.CharField(), help_text="If nothing was found: up to three things to search for instead."
            ),
        },
    )


def _hit(summary: type[Any]) -> type[Any]:
    name = f"{summary.__name__.removesuffix('Summary')}Hit"
    fields = {
        "score": s.FloatField(help_text="The higher, the better."),
        "highlight": Highlight(),
    }
    return type(name, (summary,), {**fields, "__module__": __name__, "__doc__": None})
