"""Two workers that keep answers, and a publisher beside them: nobody is ever shown what is over."""

import pytest

from tests.cms.publishing.databases import Databases, call

from .observing import READS_EACH, publish_while_reading
from .workers import BLIND, serving

PUBLISHES = 120

pytestmark = [pytest.mark.slow, pytest.mark.both]


def test_no_answer_is_stale_in_any_worker_while_pages_are_published_scheduled_and_expire(databases: Databases) -> None:
    url = databases.make()
    with serving(url) as port:
        seen = call(publish_while_reading, port, PUBLISHES, url=url)

    assert seen["wrong"] == []
    assert seen["reads"] >= PUBLISHES * READS_EACH
    assert seen["workers"] == 2


def test_without_looking_at_the_version_answers_would_be_stale(databases: Databases) -> None:
    """So the test above can fail."""
    url = databases.make()
    with serving(url, **{BLIND: "yes"}) as port:
        seen = call(publish_while_reading, port, 12, url=url)

    assert len(seen["wrong"]) > 12
