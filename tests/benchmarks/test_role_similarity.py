"""The study runs, and one of its lines is the product's own code."""

import math

import pytest

from .measures import MEASURES
from .role_similarity import ceiling, fifteen_of, product, read_reference, seed_table, study


def test_the_study_runs_on_a_part_of_the_data() -> None:
    data = read_reference()
    part = {**data, "roles": data["roles"][:40]}
    table = dict(study(part))
    assert list(table) == [*MEASURES, "The product (articles/careers/profiles.py)"]
    for shares in table.values():
        assert len(shares) == 5
        assert all(0 <= share <= ceiling(part) for share in [shares[0], shares[1], shares[4]])


def test_the_data_says_where_it_is_from() -> None:
    data = read_reference()
    assert "CC BY 4.0" in data["source"]
    assert len(data["roles"]) == 879


def test_the_study_sees_the_seed_as_the_product_does() -> None:
    roles, table = seed_table()
    ranking = product(table)
    assert roles[ranking(roles.index("ml-engineer"))[0]] == "data-scientist"
    assert all(sum(map(bool, row)) <= 15 for row in fifteen_of(table).rows)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_ranks_all_others(name: str) -> None:
    _, table = seed_table()
    ranking = MEASURES[name](table)
    for number in range(len(table.rows)):
        assert sorted([*ranking(number), number]) == list(range(len(table.rows)))
    assert math.isfinite(sum(ranking(0)))
