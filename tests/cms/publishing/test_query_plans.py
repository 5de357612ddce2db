"""That the indexes serve the queries they were made for. SQLite's planner says so without data."""

import pytest
from django.db.models import QuerySet

from cms.publishing.models import Publication
from cms.publishing.reading.perspectives import published

from .databases import is_sqlite
from .makers import make_label, make_published_note

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_sqlite, reason="reads SQLite's query plans"),
]


def plan_of(query: QuerySet[Publication]) -> str:
    return query.explain()


def test_a_list_reads_the_index_of_the_present_in_its_order() -> None:
    make_published_note()
    plan = plan_of(published().entries("note").order_by("-published_at", "-id")[:20])
    assert "USING INDEX publication_live (type=?" in plan
    assert "TEMP B-TREE" not in plan


def test_a_list_by_date_can_skip_what_is_to_come() -> None:
    present = published()
    newest = present.entries("note").filter(published_at__lte=present.moment).order_by("-published_at", "-id")[:20]
    assert "USING INDEX publication_live (type=? AND published_at<?)" in plan_of(newest)
    assert "TEMP B-TREE" not in plan_of(newest)


@pytest.mark.parametrize(
    ("ordering", "index"),
    [
        ("sort_title", "publication_title"),
        ("updated_at", "publication_updated"),
        ("reading_minutes", "publication_length"),
    ],
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_each_ordering_has_its_index(ordering: str, index: str, sign: str) -> None:
    make_published_note()
    plan = plan_of(published().entries("note").order_by(f"{sign}{ordering}", f"{sign}id")[:20])
    assert f"USING INDEX {index} (type=?" in plan
    assert "TEMP B-TREE" not in plan


def test_a_filter_is_led_by_the_reference_in_its_order() -> None:
    label = make_label()
    make_published_note(labels=(label,))
    links = published().references().filter(target_id=label.pk, type="note", kind="label")
    plan = plan_of(links.order_by("-published_at", "-publication_id").values_list("publication_id")[:20])
    assert "USING INDEX reference_live (target_id=? AND type=? AND kind=?" in plan
    assert "TEMP B-TREE" not in plan


def test_a_detail_is_found_by_its_slug() -> None:
    plan = plan_of(published().entries("note").filter(slug="slug"))
    assert "USING INDEX publication_slug (type=? AND slug=?" in plan


def test_targets_are_found_by_their_entries() -> None:
    plan = plan_of(published().targets([make_label().pk, make_label().pk]))
    assert "USING INDEX publication_entry (entry_id=?" in plan
