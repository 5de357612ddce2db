"""Four processes that publish at once, and two that read: one order, nothing lost, nobody errs."""

import time
from itertools import pairwise

import pytest

from .databases import Databases, call, finish, start
from .racing import inspect, prepare, read, write

pytestmark = pytest.mark.both

WRITERS, READERS = 4, 2
SECONDS = 8.0
STARTING_SECONDS = 4.0


@pytest.mark.slow
def test_four_processes_publishing_at_once_agree_on_one_order_and_lose_nothing(databases: Databases) -> None:
    url = databases.make()
    revisions = call(prepare, WRITERS, url=url)
    begin = time.time() + STARTING_SECONDS
    readers = [start(read, begin, SECONDS, url=url) for _ in range(READERS)]
    writers = [start(write, number, begin, SECONDS, url=url) for number in range(WRITERS)]
    wrote = [finish(process) for process in writers]
    answered = [finish(process) for process in readers]

    published = [publication for log in wrote for publication in log["published"]]
    found = call(inspect, published, url=url)
    assert found["broken"] == []
    assert found["revisions"] == revisions + sum(log["revisions"] for log in wrote)
    heads = found["heads"]
    assert len(heads) > WRITERS, "they hardly did anything"
    assert all(heads), "a publication is not in the ledger"
    assert all(earlier < later for earlier, later in pairwise(heads)), "heads do not rise with the moments"

    answers: dict[str, str] = {}
    for reader in answered:
        for token, digest in reader["answers"].items():
            assert answers.setdefault(token, digest) == digest, "a version stands for two contents"
