"""How an issue fared: what became of its recipients, and who left because of it, as far as that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext, gettext_noop

from newsletter.models import Issue, Recipient, Subscription

from .issue_moves import figures

State = Recipient.State
# Outcomes as `settling`, `claiming` and others write them, for whoever translates.
OUTCOMES = (
    gettext_noop("no such address"),
    gettext_noop("refused"),
    gettext_noop("policy"),
    gettext_noop("gave up"),
    gettext_noop("in doubt"),
    gettext_noop("erased"),
    gettext_noop("suppressed"),
    gettext_noop("unsubscribed"),
    gettext_noop("cancelled"),
)
OVER = (State.ACCEPTED, State.FAILED, State.SKIPPED, State.IN_DOUBT)
# Who leaves so soon after an issue probably leaves because of it.
AFTER = timedelta(days=7)


@dataclass(frozen=True)
class StateFigures:
    """`details` are the outcomes behind a state, each with how many, the most first."""

    label: str
    count: int
    details: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Report:
    """`total` is None until the recipients are frozen; then it is the sum of all lines."""

    total: int | None
    done: int
    in_doubt: int
    lines: Sequence[StateFigures]
    unsubscribed: int


def report(issue: Issue) -> Report:
    """Three queries."""
    counts = figures(issue)
    outcomes = Recipient.objects.filter(issue=issue, state__in=(State.FAILED, State.SKIPPED)).order_by()
    details: dict[str, list[tuple[str, int]]] = {}
    grouped = outcomes.values_list("state", "outcome").annotate(number=Count("pk"))
    for state, outcome, number in sorted(grouped, key=lambda row: -row[2]):
        details.setdefault(state, []).append((gettext(outcome) if outcome else gettext("no reason known"), number))
    return Report(
        total=issue.recipient_total,
        done=sum(counts[state] for state in OVER),
        in_doubt=counts[State.IN_DOUBT],
        lines=[
            StateFigures(str(state.label), counts[state], details.get(state, ())) for state in State if counts[state]
        ],
        unsubscribed=_unsubscribed(issue),
    )


def _unsubscribed(issue: Issue) -> int:
    """Readers who were sent it and left within a week. One query."""
    if issue.prepared_at is None:
        return 0
    sent_to = Recipient.objects.filter(issue=issue, state=State.ACCEPTED).values("subscriber_id")
    left = Subscription.objects.filter(
        newsletter=issue.newsletter_id,
        state=Subscription.State.UNSUBSCRIBED,
        unsubscribed_at__gte=issue.prepared_at,
        unsubscribed_at__lt=(issue.sent_at or issue.prepared_at) + AFTER,
    )
    return left.filter(subscriber_id__in=sent_to).count()
