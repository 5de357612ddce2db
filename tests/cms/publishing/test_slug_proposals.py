"""Slugs are proposed from titles of any script."""

import pytest

from cms.publishing.slug_proposals import MOST_LETTERS, proposed_slug, slug_of_title
from tests.notes.models import Note
from tests.tables import table

from .makers import make_note


@table(
    ("title", "slug"),
    [
        ("MLOps vs ML: what's new?", "mlops-vs-ml-whats-new"),
        ("Größe & Maß", "grosse-mass"),
        ("Машинное обучение", "mashinnoe-obuchenie"),
        ("机器学习工程师", "ji-qi-xue-xi-gong-cheng-shi"),
        ("머신러닝 엔지니어", "meosinleoning-enjinieo"),
        ("मशीन लर्निंग", "msin-lrnimg"),
        ("…", ""),
    ],
)
def test_a_title_becomes_letters_that_addresses_are_made_of(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of_title("机" * 100)
    assert len(slug) <= MOST_LETTERS
    assert set(slug.split("-")) == {"ji"}


@pytest.mark.django_db
def test_a_slug_that_is_taken_gets_a_number() -> None:
    make_note(title="机器", slug="ji-qi")
    assert proposed_slug(Note(title="机器")) == "ji-qi-2"
