"""The shape of a picture in answers."""

from typing import Any

from rest_framework import serializers as s

from cms.publishing.serializers import Constant, EntrySummary


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
