"""Tables in tests: one case for all rows, of which every one that fails is reported with its values."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction

from cms.publishing.timeline import content_version
from tests.articles.asking import forget_what_is_kept

Test = Callable[..., None]


def table(
    names: str | Sequence[str],
    rows: Iterable[Any],
    *,
    given: Callable[[], object] | None = None,
    rolled_back: bool = False,
) -> Callable[[Test], Test]:
    """Run the test once for every row, all in one case.

    Like `pytest.mark.parametrize`, but fixtures are made once for all rows, and `given` is called once before them: so
    the content that the rows read is made once, too. With `rolled_back`, what a row writes is gone before the next.
    """
    named = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    valued = [dict(zip(named, row if len(named) > 1 else [row], strict=True)) for row in rows]

    def decorate(test: Test) -> Test:
        parameters = inspect.signature(test).parameters
        is_nested = "subtests" in parameters

        @wraps(test)
        def run(subtests: pytest.Subtests, **fixtures: Any) -> None:
            if is_nested:
                fixtures["subtests"] = subtests
            if given:
                given()
            for row in valued:
                said = ", ".join(f"{name}={value!r}"[:200] for name, value in row.items())
                with subtests.test(said), undone() if rolled_back else nullcontext():
                    test(**fixtures, **row)

        asked = [parameter for name, parameter in parameters.items() if name not in (*named, "subtests")]
        subtests = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        run.__signature__ = inspect.Signature([*asked, subtests])  # type: ignore[attr-defined]
        return run

    return decorate


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is rolled back, and nothing that was made of it is remembered."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    content_version.forget()
    forget_what_is_kept()


def each_once(*axes: Iterable[Any]) -> list[tuple[Any, ...]]:
    """As many rows as the longest axis has values: each value of each axis is in one at least.

    For axes that have nothing to do with each other: their product would show the same again and again.
    """
    values = [list(axis) for axis in axes]
    longest = max(len(axis) for axis in values)
    return [row for row, _ in zip(zip(*map(cycle, values), strict=False), range(longest), strict=False)]
