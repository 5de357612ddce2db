"""A field whose values the OpenAPI document tells by name, so that a client's union of types narrows by them."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers as s

from cms.delivery.followed_types import followed_types
from cms.publishing.content_types import entry_types


class EntryTypeName(s.CharField):
    """The type of any entry: one of those that are registered when the document is made."""


class ChangedTypeName(s.CharField):
    """The type of whatever the feed of changes tells of."""


class _ChangedTypeNameSchema(OpenApiSerializerFieldExtension):
    target_class = ChangedTypeName

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        names = [each.name for each in entry_types()] + [each.name for each in followed_types()]
        return {"type": "string", "enum": sorted(names)}


class _EntryTypeNameSchema(OpenApiSerializerFieldExtension):
    target_class = EntryTypeName

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(each.name for each in entry_types())}
