"""Names are unique by what people read."""

import pytest
from django.db import IntegrityError, transaction

from cms.publishing.capturing import capture
from cms.publishing.models.name_key import MARK, mark_as_second, other_of_that_name, reading_key
from cms.publishing.restoring import restore
from tests.notes.models import Label
from tests.tables import table

from .makers import make_label

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("other", ["valencia", "VALENCIA", "  Valencia ", "Va\u00adlencia"])
def test_names_that_read_the_same_are_one_name_to_the_database(other: str) -> None:
    label = make_label("Valencia")
    assert other_of_that_name(Label(name=other)) == label
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(name=other, slug="other")


@table(("one", "other"), [("Café", "Cafe\u0301"), ("STRASSE", "Straße"), ("Data\u00a0 Science", "data science")])
def test_signs_that_look_alike_make_no_other_name(one: str, other: str) -> None:
    assert reading_key(one) == reading_key(other)


def test_an_accent_makes_another_name() -> None:
    assert reading_key("resume") != reading_key("résumé")


def test_the_key_follows_the_name_and_makes_no_revision() -> None:
    label = make_label("Docker")
    label.name = "Podman"
    label.save()
    assert Label.objects.get().name_key == "podman"
    capture(label)
    label.save()
    assert not capture(label).is_new


def test_of_two_that_had_one_name_before_both_can_be_saved_until_one_is_renamed() -> None:
    first, second = make_label("Docker"), Label(name="docker", slug="second")
    mark_as_second(second)
    second.save()
    for label in (first, second):
        label.refresh_from_db()
        assert other_of_that_name(label) is None
        label.save()
    assert MARK in second.name_key
    second.name = "Docker Compose"
    second.save()
    assert second.name_key == "docker compose"


def test_a_restored_name_that_another_has_by_now_is_kept_and_said() -> None:
    label = make_label("Docker")
    revision = capture(label).revision
    label.name = "Podman"
    label.save()
    capture(label)
    make_label("docker")
    restored = restore(revision)
    assert str(restored.entry) == "Docker"
    assert "“docker” exists already" in restored.dropped[0]
