"""The shapes that declarations build on: what every entry's answer has, and what a rendered text looks like.

They describe answers for `fields`, `include` and the OpenAPI document; no answer is made by them. They stand here and
not in `cms.delivery`, because every package that declares a content type needs them, and pictures (`cms.media`) lie
below delivery.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers as s


class Constant(s.CharField):
    """A text that is always the same, such as the type of an entry: a client's union of types narrows by it."""

    def __init__(self, value: str, **options: Any) -> None:
        self.value = value
        super().__init__(**options)


class _ConstantSchema(OpenApiSerializerFieldExtension):
    target_class = Constant

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "const": self.target.value}


# Subclasses declare their `type` as a Constant. A field that is itself an EntrySummary is a reference: the render
# function puts an id there (a list of ids with `many=True`), and reading puts what is live in its place.
class EntrySummary(s.Serializer[Any]):
    """An entry, as lists and other entries show it."""

    id = s.UUIDField()
    type = s.CharField()
    slug = s.SlugField()


class DatedSummary(EntrySummary):
    """An entry whose dates readers see."""

    published_at = s.DateTimeField()
    updated_at = s.DateTimeField()


class PageSummary(DatedSummary):
    """An entry with a page of its own."""

    url = s.URLField(help_text="Where the frontend shows it.")


class Prose(s.Serializer[Any]):
    """A rendered Markdown text."""

    html = s.CharField(help_text="Safe HTML.")
    markdown = s.CharField(help_text="The same without raw HTML, with links resolved.")
    text = s.CharField(help_text="The same without markup.")
