"""Filters written as django-filter's documentation writes them."""

import json
from typing import Any

import django_filters
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers as s

from articles.api.summaries import ArticleSummary
from cms.api.problems import InvalidValue
from cms.delivery.lists.entry_lists import list_entries
from cms.delivery.lists.filters import EntryFilters
from cms.delivery.openapi.value_schemas import about, values_of
from cms.delivery.reader import Reader
from cms.publishing.content_types import entry_type
from cms.publishing.models import Publication
from cms.publishing.reading.perspectives import published
from tests.articles.makers import make_article, make_role
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Size(s.Serializer[Any]):
    width = s.IntegerField()


class WiderSummary(ArticleSummary):
    level = s.IntegerField()
    is_open = s.BooleanField()
    opens_at = s.DateTimeField()
    shelf = s.CharField()
    size = Size()


class WiderFilters(EntryFilters):
    level = django_filters.NumberFilter()
    level__gte = django_filters.NumberFilter(field_name="level", lookup_expr="gte")
    not_level = django_filters.NumberFilter(field_name="level", exclude=True)
    width__lt = django_filters.NumberFilter(field_name="size__width", lookup_expr="lt")
    opens_at__gte = django_filters.DateTimeFilter(field_name="opens_at", lookup_expr="gte")
    opens_at__lt = django_filters.DateTimeFilter(field_name="opens_at", lookup_expr="lt")
    is_open = django_filters.BooleanFilter()
    shelf = django_filters.ChoiceFilter(choices=[("left", "Left"), ("right", "Right")])
    shelves = django_filters.MultipleChoiceFilter(field_name="shelf", choices=[("left", "L"), ("right", "R")])
    title = django_filters.CharFilter(lookup_expr="icontains")
    slug__startswith = django_filters.CharFilter(field_name="slug", lookup_expr="startswith")
    updated = django_filters.DateTimeFilter(field_name="updated_at", lookup_expr="gte")
    odd = django_filters.BooleanFilter(method="only_odd", label="Of an odd level.")

    def only_odd(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(slug__in=("one", "three")) if value else queryset.exclude(slug__in=("one", "three"))


def shown(level: int, is_open: bool, opens_at: str, shelf: str, width: int) -> dict[str, Any]:
    return {"level": level, "is_open": is_open, "opens_at": opens_at, "shelf": shelf, "size": {"width": width}}


SHOWN = {
    "one": {"level": 1, "is_open": True, "opens_at": "2026-05-17T09:00:00Z", "shelf": "left", "size": {"width": 10}},
    "two": {"level": 2, "is_open": False, "opens_at": "2026-05-17T10:00:00Z", "shelf": "right", "size": {"width": 9}},
    "three": {
        "level": 10,
        "is_open": True,
        "opens_at": "2026-06-01T00:00:00Z",
        "shelf": "left",
        "size": {"width": 100},
    },
}


@pytest.fixture(autouse=True)
def _content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_type("article"), "summary", WiderSummary)
    for slug, values in SHOWN.items():
        article = make_article(f"Article {slug}", slug=slug)
        publication = Publication.objects.get(entry_id=article.pk)
        publication.summary = json.dumps({**json.loads(publication.summary), **values})
        publication.save()
    make_role("role")


def listed(text: str) -> list[str]:
    reader = Reader(published())
    of_type = entry_type("article")
    answer = list_entries(reader, of_type, WiderFilters, path="/api/v1/articles/", query=QueryDict(text))
    assert answer["count"] == len(answer["results"])
    return sorted(result["slug"] for result in answer["results"])


@table(
    ("text", "slugs"),
    [
        ("level=2", ["two"]),
        ("level=1.5", []),
        ("level=1e1", ["three"]),
        ("level__gte=2", ["three", "two"]),
        ("level__gte=-3", ["one", "three", "two"]),
        ("not_level=2", ["one", "three"]),
        ("width__lt=10", ["two"]),
        ("opens_at__gte=2026-05-17T10:00Z", ["three", "two"]),
        ("opens_at__lt=2026-05-17T12:00:00%2B02:00", ["one"]),
        ("opens_at__lt=2026-05-17T12:00:00+02:00", ["one"]),
        ("opens_at__gte=2026-06-01", ["three"]),
        ("is_open=true", ["one", "three"]),
        ("is_open=False", ["two"]),
        ("shelf=left", ["one", "three"]),
        ("shelves=left,right", ["one", "three", "two"]),
        ("title=TWO", ["two"]),
        ("slug__startswith=t", ["three", "two"]),
        ("updated=2000-01-01T00:00Z", ["one", "three", "two"]),
        ("odd=true", ["one", "three"]),
        ("odd=false&level__gte=2", ["two"]),
        ("level__gte=2&shelf=left&ordering=title&page_size=1&page=1", ["three"]),
        ("is_open=true&cursor=", ["one", "three"]),
    ],
)
def test_a_list_is_narrowed_as_the_filter_says(text: str, slugs: list[str]) -> None:
    if "cursor" in text:
        query = QueryDict(text)
        answer = list_entries(Reader(published()), entry_type("article"), WiderFilters, path="/a/", query=query)
        assert sorted(result["slug"] for result in answer["results"]) == slugs
        return
    assert listed(text) == slugs


@table(
    ("name", "value", "nearest"),
    [
        ("level", "abc", None),
        ("level", "", None),
        ("level", "NaN", None),
        ("level", "Infinity", None),
        ("level", "1e999", None),
        ("level__gte", "1;2", None),
        ("opens_at__gte", "yesterday", None),
        ("opens_at__gte", "2026-13-01", None),
        ("opens_at__gte", "0001-01-01T00:00:00+23:59", None),
        ("is_open", "treu", "true"),
        ("is_open", "2", None),
        ("shelf", "lefd", "left"),
        ("shelves", "left,rihgt", None),
        ("title", "  ", None),
        ("odd", "maybe", None),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_a_sentence(name: str, value: str, nearest: str | None) -> None:
    query = QueryDict(mutable=True)
    query[name] = value
    with pytest.raises(InvalidValue) as refused:
        list_entries(Reader(published()), entry_type("article"), WiderFilters, path="/a/", query=query)
    (error,) = refused.value.errors
    assert error["parameter"] == name
    assert error["detail"].endswith(".")
    if nearest:
        assert error["nearest"] == nearest


def test_the_document_says_what_each_takes() -> None:
    said = {name: values_of(chosen) for name, chosen in WiderFilters.base_filters.items()}
    assert said["level"] == said["level__gte"] == {"type": "number"}
    assert said["is_open"] == {"type": "string", "enum": ["true", "false"]}
    assert said["shelf"] == {"type": "string", "enum": ["left", "right"]}
    assert said["opens_at__gte"] == values_of(django_filters.DateTimeFilter())
    assert said["title"]["maxLength"] == 2_000
    assert about(WiderFilters.base_filters["odd"]) == "Of an odd level."
    assert all(about(chosen).endswith(".") for chosen in WiderFilters.base_filters.values())


def test_a_filter_costs_no_query_more() -> None:
    with CaptureQueriesContext(connection) as plain:
        listed("ordering=title")
    with CaptureQueriesContext(connection) as narrowed:
        listed("ordering=title&level__gte=2&is_open=true")
    assert len(narrowed) <= len(plain) + 1
