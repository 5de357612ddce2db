"""A wrong declaration is refused at start, with its file and the attribute."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django_filters
import pytest
from django.core.checks import Tags, run_checks

from articles.types.article import ArticleType
from articles.types.tag import TagType
from cms.delivery.lists.filters import EntryFilters, SlugsFilter
from cms.delivery.parameters.optional_members import Newest
from cms.publishing import content_types
from cms.publishing.content_types import EntryType, register
from cms.publishing.serializers import Constant, EntrySummary
from tests.notes.models import Note
from tests.tables import table


class MemoSummary(EntrySummary):
    type = Constant("memo")


class Unknowing(EntryFilters):
    skill = SlugsFilter(kind="skil", label="Of a type that is not there.")


class Blind(EntryFilters):
    pages = django_filters.NumberFilter()


class Endless(EntryFilters):
    slug = django_filters.CharFilter(lookup_expr="regex")


def render(self: Any, source: Any) -> Any:
    raise AssertionError("nothing is rendered here")


RIGHT: dict[str, Any] = {
    "name": "memo",
    "path": "memos",
    "model": Note,
    "summary": MemoSummary,
    "document": MemoSummary,
    "render": render,
}


@contextmanager
def declared(**attributes: Any) -> Iterator[None]:
    values = {name: value for name, value in {**RIGHT, **attributes}.items() if value is not None}
    known, clashes = dict(content_types._types), list(content_types.clashes)
    register(type("MemoType", (EntryType,), {**values, "__module__": __name__}))
    try:
        yield
    finally:
        content_types._types.clear()
        content_types._types.update(known)
        content_types.clashes[:] = clashes
        content_types._in_order.cache_clear()


def refusals() -> list[str]:
    found = run_checks(tags=[Tags.security])
    return [message.msg for message in found if str(message.id).startswith("types.")]


def test_the_declarations_of_the_project_are_right() -> None:
    assert refusals() == []


def test_a_right_one_is_not_refused() -> None:
    with declared():
        assert refusals() == []


@table(
    ("attributes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "https"}, "name"),
        ({"path": "Memos!"}, "path"),
        ({"path": None}, "path"),
        ({"model": None}, "model"),
        ({"summary": None}, "summary"),
        ({"document": None}, "document"),
        ({"render": None}, "render"),
        ({"document": TagType.document}, "document"),
        ({"site_path": "memos"}, "summary"),
        ({"rows": ("nothing",)}, "rows"),
        ({"markdown": ("txt",)}, "markdown"),
        ({"markdown": ("lines.text",)}, "markdown"),
        ({"required": {"titel": "Give it a title."}}, "required"),
        ({"kept_by": "Chief"}, "kept_by"),
        ({"by_title": ("tags",)}, "by_title"),
        ({"found_by": ("skil",)}, "found_by"),
        ({"includes": ("nothing",)}, "includes"),
        ({"members": (Newest(name="articles", document=None, by="artikel", through="memo", most=1),)}, "members"),
        ({"filters": Unknowing}, "filters"),
        ({"filters": Blind}, "filters"),
        ({"filters": Endless}, "filters"),
        ({"filters": django_filters.FilterSet}, "filters"),
        ({"orderings": {"pages": "pages"}}, "orderings"),
        ({"default_ordering": "-pages"}, "default_ordering"),
        ({"path": TagType.path}, "path"),
        ({"name": "tag"}, "name"),
    ],
)
def test_a_wrong_one_is_refused_with_its_file_and_the_attribute(attributes: dict[str, Any], field: str) -> None:
    with declared(**attributes):
        said = refusals()
    assert any(f"tests/cms/delivery/test_checks.py: MemoType.{field}: " in each for each in said), said
    assert all(each.endswith(".") for each in said)


def test_the_site_path_of_another_is_refused() -> None:
    with declared(site_path=ArticleType.site_path, summary=ArticleType.summary):
        assert any("site_path" in each for each in refusals())


@pytest.mark.django_db
def test_an_incomplete_one_has_no_addresses() -> None:
    from cms.delivery.resources import resources

    with declared(summary=None):
        assert "memo" not in {of_type.name for of_type in resources()}
