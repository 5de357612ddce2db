import pytest

from articles.comparisons.cautions import copied_from_other_roles
from cms.publishing.content_types import Source
from cms.publishing.models import EntryRecord
from cms.publishing.revisions.sources import lifted_source
from tests.articles.makers import make_dimension, make_role

pytestmark = pytest.mark.django_db
TEXT = "Keeps the models running in production day and night"


def source_of(role: object) -> Source:
    record = EntryRecord.objects.select_related("latest").get(pk=role.pk)  # type: ignore[attr-defined]
    assert record.latest
    return lifted_source(record.latest)


def test_an_editor_is_told_of_a_responsibility_copied_from_a_live_role() -> None:
    make_role("first", responsibilities=[TEXT])
    second = make_role("second", responsibilities=[TEXT.upper() + "!", "Something of its own that nobody else does"])
    (caution,) = copied_from_other_roles(source_of(second))
    assert "nearly the same in" in caution
    assert TEXT.upper() in caution


def test_and_of_a_copied_dimension_text() -> None:
    focus = make_dimension("focus")
    make_role("first", dimensions={focus: TEXT})
    second = make_role("second", dimensions={focus: TEXT})
    assert len(copied_from_other_roles(source_of(second))) == 1


def test_but_not_of_what_is_its_own() -> None:
    make_role("first", responsibilities=[TEXT])
    second = make_role("second", responsibilities=["Builds the pipelines that carry the work of others to production"])
    assert copied_from_other_roles(source_of(second)) == []
