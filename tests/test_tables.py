"""The tables of the tests themselves: none of their rows may be lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .tables import each_once, table

seen: list[tuple[int, str, str]] = []


@pytest.fixture
def once() -> str:
    seen.clear()
    return "fixture"


@table(("number", "letter"), [(1, "a"), (2, "b")])
def test_every_row_is_run_with_what_the_fixtures_made(number: int, letter: str, once: str) -> None:
    seen.append((number, letter, once))
    assert len(seen) == number


@table("number", [1, 2], given=lambda: seen.append((0, "", "given")))
@table("letter", "ab")
def test_tables_are_nested(number: int, letter: str, once: str) -> None:
    seen.append((number, letter, once))
    assert len(seen) == 1 + 2 * number - (letter == "a")


def test_a_row_that_fails_is_named_and_the_others_run() -> None:
    failed = []

    class Noting:
        @contextmanager
        def test(self, said: str) -> Iterator[None]:
            try:
                yield
            except AssertionError:
                failed.append(said)

    @table("number", [1, 2, 3, 2])
    def is_odd(number: int) -> None:
        assert number % 2

    is_odd(subtests=Noting())
    assert failed == ["number=2"] * 2


def test_each_value_of_every_axis_is_in_a_row() -> None:
    assert each_once("ab", (1, 2, 3)) == [("a", 1), ("b", 2), ("a", 3)]
