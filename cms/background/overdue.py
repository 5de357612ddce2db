"""Since when work waits, for the probes: a worker that is not there is seen by what it does not do."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from .duties import duties
from .models import FailingDuty

# Work that waits no longer than this is not called late: a sweep and a slice take most of it.
LATE_AFTER_SECONDS = 60


def overdue_seconds() -> dict[str, float]:
    """For each duty, how long its oldest due row waits; 0 if nothing is due. A query a duty; raises what it raises."""
    return {duty.name: _seconds(duty.overdue_since()) for duty in duties()}


def late_duties() -> dict[str, int]:
    """The duties whose oldest row waits for more than a minute, and for how many seconds."""
    return {name: int(seconds) for name, seconds in overdue_seconds().items() if seconds > LATE_AFTER_SECONDS}


def gauges() -> bytes:
    """Prometheus' text: `cms_overdue_seconds` and `cms_failures_in_a_row`, by duty, and the duties' own.
    A query a duty, and one, and theirs."""
    registry = CollectorRegistry()
    registry.register(_Gauges())
    return generate_latest(registry)


class _Gauges(Collector):
    """Read from the tables as they are asked for: no worker has to be alive to say that none is."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        overdue = GaugeMetricFamily("cms_overdue_seconds", "How long the oldest due row waits.", labels=["duty"])
        for name, seconds in overdue_seconds().items():
            overdue.add_metric([name], seconds)
        yield overdue
        failing = dict(FailingDuty.objects.values_list("name", "failures"))
        failures = GaugeMetricFamily(
            "cms_failures_in_a_row", "How often it has failed since it worked.", labels=["duty"]
        )
        for duty in duties():
            failures.add_metric([duty.name], failing.get(duty.name, 0))
        yield failures
        for duty in duties():
            yield from duty.gauges()

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # or registering would ask the tables, once more


def _seconds(since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (timezone.now() - since.astimezone(UTC)).total_seconds())
