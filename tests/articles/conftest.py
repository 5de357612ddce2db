from collections.abc import Iterator

import pytest

from cms.publishing import versions
from tests.cms.publishing.conftest import Time


@pytest.fixture
def time() -> Iterator[Time]:
    """A clock that stands still until the test moves it."""
    time = Time()
    yield time
    time.release()


@pytest.fixture(autouse=True)
def _ledger_is_read_anew() -> Iterator[None]:
    """A rolled back test must leave nothing remembered of its ledger."""
    versions.forget()
    yield
    versions.forget()
