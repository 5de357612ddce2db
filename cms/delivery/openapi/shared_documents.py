"""The shape of a problem, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers as s


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
