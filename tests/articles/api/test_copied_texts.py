"""A comparison says where two roles have the same text."""

import pytest

from tests.articles.contract import read_as_documented
from tests.articles.makers import make_dimension, make_role

pytestmark = pytest.mark.django_db


def test_a_dimension_in_which_two_roles_say_the_same_is_not_distinct() -> None:
    focus, tooling, empty = (make_dimension(name, position=n) for n, name in enumerate(("Focus", "Tooling", "Empty")))
    make_role("a", dimensions={focus: "Keeps **models** running, day and night.", tooling: "Python."})
    make_role("b", dimensions={focus: "Keeps models running day and night", tooling: "Python, SQL."})
    make_role("c", dimensions={focus: "Builds them.", tooling: "Go.", empty: "Something."})
    rows = read_as_documented("/comparisons/a-vs-b-vs-c/")["dimensions"]
    assert [(row["slug"], row["is_distinct"]) for row in rows] == [
        ("focus", False),
        ("tooling", True),
        ("empty", True),
    ]
    assert all(row["is_distinct"] for row in read_as_documented("/comparisons/a-vs-c/")["dimensions"])
