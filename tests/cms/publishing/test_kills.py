"""A process really killed, at every statement of every verb: afterwards the old or the new state, whole."""

import pytest

from .databases import Databases, call
from .killing import ACTS, kill_everywhere

pytestmark = pytest.mark.both


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_a_killed_act_was_done_whole_or_not_at_all_and_can_be_done_again(databases: Databases, name: str) -> None:
    found = call(kill_everywhere, name, databases.make(), str(databases.folder), url=databases.make())
    assert found["killed"] > 10
    assert 0 < found["done"] < found["killed"]
