"""Every test of the API runs both ways: answered by Django alone, and through the front that keeps answers."""

import pytest

from tests.articles import asking
from tests.fronted import make_front


@pytest.fixture(params=["django", "front"], autouse=True)
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "front":
        monkeypatch.setattr(asking, "front", make_front())
    return


__all__ = ["each_way"]
