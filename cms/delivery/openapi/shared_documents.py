"""The shapes that every content type's answers share, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers as s

from .typed_fields import Constant


class EntrySummary(s.Serializer[Any]):
    """Those derived from it declare their `type` as a Constant."""

    id = s.UUIDField()
    type = s.CharField()
    slug = s.SlugField()


class DatedSummary(EntrySummary):
    published_at = s.DateTimeField()
    updated_at = s.DateTimeField()


class PageSummary(DatedSummary):
    """An entry with a page of its own."""

    url = s.URLField(help_text="Where the frontend shows it.")


class Prose(s.Serializer[Any]):
    html = s.CharField(help_text="Safe HTML.")
    markdown = s.CharField(help_text="The same without raw HTML, with links resolved.")
    text = s.CharField(help_text="The same without markup.")


class Credit(s.Serializer[Any]):
    name = s.CharField()
    url = s.URLField(allow_null=True)
    source = s.CharField()  # type: ignore[assignment]
    licence = s.CharField()


class FocalPoint(s.Serializer[Any]):
    x = s.FloatField(min_value=0, max_value=1, help_text="From the left; CSS object-position as a fraction.")
    y = s.FloatField(min_value=0, max_value=1, help_text="From the top.")


class ImageSource(s.Serializer[Any]):
    type = s.CharField(help_text="A media type, for <source type>.")
    srcset = s.CharField()


class ImageCard(s.Serializer[Any]):
    src = s.URLField()
    width = s.IntegerField()
    height = s.IntegerField()


class ImageDocument(EntrySummary):
    type = Constant("image")
    alt = s.CharField(help_text="Empty for a decorative picture.")
    caption = s.CharField()
    credit = Credit()
    width = s.IntegerField()
    height = s.IntegerField()
    focal_point = FocalPoint()
    placeholder = s.CharField(help_text="The picture's average colour, as #rrggbb.")
    src = s.URLField()
    sources = ImageSource(many=True)
    card = ImageCard(
        allow_null=True,
        help_text="1200 × 630 pixels about the focal point, as JPEG: for og:image. Null for pictures from before.",
    )


class ProblemError(s.Serializer[Any]):
    parameter = s.CharField()
    detail = s.CharField()
    nearest = s.CharField(allow_null=True)


class ProblemDocument(s.Serializer[Any]):
    """RFC 9457."""

    type = s.URLField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    instance = s.CharField()
    errors = ProblemError(many=True)  # type: ignore[assignment]
    location = s.URLField(required=False, help_text="With 301: the new address.")
