"""Mirrors that follow the changes while four processes publish: at the end each has what is public."""

import time

import pytest

from tests.cms.publishing.databases import Databases, call, finish, start
from tests.cms.publishing.racing import prepare

from .following import compare, edit_for, follow_for

pytestmark = pytest.mark.both

WRITERS = 4
SECONDS = 10.0
STARTING_SECONDS = 10.0


@pytest.mark.slow
def test_mirrors_that_follow_while_others_publish_end_up_with_what_is_public(databases: Databases) -> None:
    url = databases.make()
    call(prepare, WRITERS, url=url)
    begin = time.time() + STARTING_SECONDS
    mirrors = [start(follow_for, size, begin, SECONDS, url=url) for size in (1, 3, 100)]
    writers = [start(edit_for, number, begin, SECONDS, url=url) for number in range(WRITERS)]
    did = [finish(process) for process in writers]
    followed = [finish(process) for process in mirrors]

    assert sum(sum(one.values()) for one in did) > 40, "they hardly did anything"
    assert all(mirror["pages"] > 5 for mirror in followed), "they hardly followed"
    found = call(compare, followed, url=url)
    assert found["live"], "nothing is public, so that nothing is shown"
    for replica in found["replicas"]:
        assert replica == found["live"]
