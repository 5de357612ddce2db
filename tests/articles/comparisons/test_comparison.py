"""The formulas of similarity, checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparisons.comparison import jaccard, slug_of, weighted_overlap
from tests.tables import table

weights = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1, allow_nan=False), max_size=6)


@table(
    ("a", "b", "expected"),
    [
        ({}, {}, 0),
        ({"x": 1}, {}, 0),
        ({"x": 1}, {"y": 1}, 0),
        ({"x": 0.1}, {"x": 0.9}, 1),
        ({"x": 1, "y": 1}, {"y": 1, "z": 1}, 1 / 3),
        ({"x": 1, "y": 1, "z": 1}, {"z": 1}, 1 / 3),
        # what counts for nothing is not needed
        ({"x": 1, "y": 0}, {"x": 1}, 1),
    ],
)
def test_jaccard_is_what_is_shared_of_what_either_needs(
    a: dict[str, float], b: dict[str, float], expected: float
) -> None:
    assert jaccard(a, b) == pytest.approx(expected)


@table(
    ("a", "b", "expected"),
    [
        ({}, {}, 0),
        ({"x": 1}, {}, 0),
        ({"x": 0}, {"x": 0}, 0),
        ({"x": 0.4}, {"x": 0.4}, 1),
        # min 0.4 of max 0.8
        ({"x": 0.4}, {"x": 0.8}, 0.5),
        # min 0.9 + 0.2 of max 1.0 + 0.7 + 0.5 + 0.3
        ({"x": 1.0, "y": 0.2, "z": 0.5}, {"x": 0.9, "y": 0.7, "w": 0.3}, 1.1 / 2.5),
    ],
)
def test_weighted_overlap_is_the_sum_of_the_smaller_over_that_of_the_larger(
    a: dict[str, float], b: dict[str, float], expected: float
) -> None:
    assert weighted_overlap(a, b) == pytest.approx(expected)


@given(a=weights, b=weights)
def test_both_are_symmetric_between_0_and_1_and_1_for_a_role_like_itself(
    a: dict[str, float], b: dict[str, float]
) -> None:
    for similarity in (jaccard, weighted_overlap):
        assert 0 <= similarity(a, b) <= 1
        assert similarity(a, b) == similarity(b, a)
        if any(a.values()):
            assert similarity(a, a) == 1


def test_a_comparisons_slug_joins_the_roles() -> None:
    assert slug_of(["a-b", "c"]) == "a-b-vs-c"
