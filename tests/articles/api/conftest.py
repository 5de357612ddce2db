"""Every test of the API asks through the front that keeps answers, as readers do."""

import pytest

from tests.articles import asking
from tests.fronted import make_front


@pytest.fixture(autouse=True)
def through_the_front(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "front", make_front())


__all__ = ["through_the_front"]
