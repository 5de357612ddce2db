"""That what is asked most costs the page and not the content: SQLite's plans over a few hundred publications,
without the statistics that nobody asks it to take."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cms.delivery.lists import entry_lists
from tests.articles.asking import queries_of
from tests.articles.makers import make_article, make_author, make_copies, make_role, make_skill, make_tag
from tests.contents import made_once
from tests.tables import table

pytestmark = pytest.mark.django_db


def make_content() -> None:
    common, rare = make_tag("common"), make_tag("rare")
    skill, author = make_skill("skill"), make_author("author")
    roles = [make_role(name, skills={skill: 1}) for name in ("a", "b")]
    dates = [timezone.now() - timedelta(days=number) for number in range(150)]
    make_copies(make_article("article", tags=[common], roles=roles[:1], authors=[author]), 150, published_at=dates)
    make_copies(make_article("compared", tags=[common], roles=roles, authors=[author]), 150, published_at=dates)
    for number in range(5):
        make_article(f"rare {number}", tags=[common, rare])


content = made_once(make_content)


def plans_of(path: str, **query: Any) -> list[tuple[str, str]]:
    """(SQL, plan) of each query of an answer."""
    plans = []
    for sql in queries_of(path, **query):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans.append((sql, "\n".join(row[3] for row in cursor.fetchall())))
    return plans


def test_a_page_of_articles_is_read_off_its_index() -> None:
    page = next(plan for sql, plan in plans_of("/articles/") if "LIMIT 20" in sql)
    assert "USING INDEX publication_live (type=?" in page
    assert "TEMP B-TREE" not in page


@table("query", [{"tag": "common"}, {"tag": "rare"}, {"role": "b"}, {"author": "author"}])
@table("ordering", ["-published_at", "published_at"])
def test_a_filtered_page_is_led_by_the_reference_in_its_order(query: dict[str, str], ordering: str) -> None:
    page = next(plan for sql, plan in plans_of("/articles/", **query, ordering=ordering) if "LIMIT 20" in sql)
    assert "INDEX reference_live (target_id=? AND type=? AND kind=?" in page, page
    assert "TEMP B-TREE" not in page, page
    assert "SCAN" not in page, page


PAIRS = [
    {"tag": "common", "author": "author"},
    {"tag": "common", "role": "a"},
    {"tag__all": "common,rare"},
    {"tag": "common,rare", "author": "author", "published_at__lt": "2100-01-01"},
]


@table("query", PAIRS)
@table("few", [0, 2_000])
def test_two_groups_cost_their_sum_or_the_rarer_and_never_a_product(
    query: dict[str, str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_lists, "FEW", few)
    monkeypatch.setattr(entry_lists, "WORTH_READING", {"sqlite": 0})
    monkeypatch.setattr(entry_lists, "once_a_version", lambda name, token, make: make())
    plans = plans_of("/articles/", **query)
    common = next(plan for sql, plan in plans if "publishing_publication" not in sql)
    assert "INDEX reference_live (target_id=? AND type=? AND kind=? AND published_at<?" in common, common
    whole = "INDEX reference_live (target_id=? AND type=? AND kind=? AND published_at=? AND publication_id=?"
    if few:
        assert "CORRELATED SCALAR SUBQUERY" in common
        assert whole in common, common
    else:
        assert "CORRELATED" not in common, common
        assert "LIST SUBQUERY" in common
    for sql, plan in plans:
        assert "SCAN publishing" not in plan, f"{sql}\n{plan}"


@table("query", PAIRS)
def test_what_a_pair_of_groups_has_in_common_is_read_by_its_rows(query: dict[str, str]) -> None:
    page = next(plan for sql, plan in plans_of("/articles/", **query) if "LIMIT 20" in sql)
    assert "SEARCH publishing_publication USING INTEGER PRIMARY KEY (rowid=?)" in page, page


def test_the_articles_before_and_after_are_read_off_an_index_in_its_order() -> None:
    around = next(plan for sql, plan in plans_of("/articles/article-75/") if sql.count("LIMIT") >= 2)
    assert "SCAN" not in around, around
    assert around.count("INDEX publication_live (type=? AND published_at") >= 2, around


@table(
    "path",
    [
        "/articles/article-75/",
        "/articles/article-75/related/",
        "/comparisons/a-vs-b/",
        "/roles/a/",
        "/skills/skill/",
        "/tags/common/",
        "/related-links/?article=article-75",
        "/articles/nothing/",
    ],
)
def test_no_answer_scans_a_table(path: str) -> None:
    for sql, plan in plans_of(path):
        tables = [line for line in plan.splitlines() if "SCAN publishing_" in line or "SCAN U" in line]
        assert tables == [], f"{sql}\n{plan}"


@table("query", [("/tags/", "articles"), ("/skills/", "articles"), ("/articles/", "roles.articles")])
def test_the_newest_of_each_are_found_by_their_references(query: tuple[str, str]) -> None:
    path, include = query
    found = next(plan for sql, plan in plans_of(path, include=include) if "UNION ALL" in sql and "once" in sql)
    assert "SEARCH publishing_publication USING INTEGER PRIMARY KEY (rowid=?)" in found, found
    assert "INDEX publication_live" not in found
    assert "INDEX publication_length" not in found
