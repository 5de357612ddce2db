"""What the operator's machines are told of issues."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from newsletter.models import Issue, Recipient
from newsletter.sending.issue_gauges import gauges

from .issues import make_audience, make_prepared

Asserting = Callable[[int], AbstractContextManager[object]]
pytestmark = pytest.mark.django_db(transaction=True)


def read_metrics(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if re.match("cms_(newsletter|overdue)", line))
    }


def test_metrics_tell_how_many_wait_and_how_many_are_in_doubt(client: Client) -> None:
    issue = make_prepared(make_audience(5))
    Recipient.objects.filter(pk=Recipient.objects.order_by("pk").values_list("pk", flat=True)[0]).update(
        state="in_doubt"
    )
    Issue.objects.filter(pk=issue.pk).update(state="paused")
    told = read_metrics(client)
    assert told['cms_newsletter_issues{state="paused"}'] == 1
    assert told['cms_newsletter_recipients{state="queued"}'] == 4
    assert told['cms_newsletter_recipients{state="accepted"}'] == 0
    assert told["cms_newsletter_in_doubt"] == 1
    assert 0 <= told["cms_newsletter_oldest_queued_seconds"] < 60
    assert told['cms_overdue_seconds{duty="newsletter.issues"}'] == 0


def test_the_figures_take_five_queries(django_assert_max_num_queries: Asserting) -> None:
    make_prepared(make_audience(2))
    with django_assert_max_num_queries(5):
        list(gauges())
