"""Figures of the issues that are under way, for Prometheus. Nothing in them is about a person."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily

from cms.publishing.timeline import clock
from newsletter.models import Issue, Recipient

from .issue_moves import RESOLVABLE

State = Issue.State
UNDER_WAY = (State.PREPARING, State.READY, State.SENDING, State.PAUSED)


def gauges() -> Iterator[GaugeMetricFamily]:
    """Five queries. The one that counts recipients reads an entry of an index for each: 0.1 s for a million."""
    now = clock.now()
    under_way = list(Issue.objects.filter(state__in=UNDER_WAY).values_list("pk", "state", "prepared_at"))
    issues = GaugeMetricFamily("cms_newsletter_issues", "Issues that are under way.", labels=["state"])
    for state in UNDER_WAY:
        issues.add_metric([state.value], sum(found == state for _, found, _ in under_way))
    yield issues
    rows = Recipient.objects.filter(issue__in=[pk for pk, _, _ in under_way])
    counted = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    recipients = GaugeMetricFamily("cms_newsletter_recipients", "Recipients of these issues.", labels=["state"])
    for recipient_state in Recipient.State:
        recipients.add_metric([recipient_state.value], counted.get(recipient_state, 0))
    yield recipients
    waiting = set(rows.filter(state=Recipient.State.QUEUED).values_list("issue", flat=True).distinct())
    oldest = min((at for pk, _, at in under_way if at and pk in waiting), default=now)
    yield GaugeMetricFamily(
        "cms_newsletter_oldest_queued_seconds",
        "How long ago the oldest issue was prepared that has recipients waiting for their first mail.",
        value=max(timedelta(), now - oldest).total_seconds(),
    )
    resolvable = Issue.objects.filter(state=State.SENT, sent_at__gt=now - RESOLVABLE).values_list("pk", flat=True)
    of_sent = Recipient.objects.filter(issue__in=list(resolvable), state=Recipient.State.IN_DOUBT).count()
    yield GaugeMetricFamily(
        "cms_newsletter_in_doubt",
        "Mails of which is not known whether they were accepted, and which can still be resolved.",
        value=counted.get(Recipient.State.IN_DOUBT, 0) + of_sent,
    )
