"""Doing what the worker does, in the test's own process."""

from cms.background.duties import Stop
from newsletter.models import Issue, Newsletter, Recipient
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import schedule
from newsletter.sending.preparing import begin_due, prepare
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber


def make_audience(readers: int, newsletter: Newsletter | None = None) -> Newsletter:
    """A newsletter with confirmed readers r0@example.org, r1@…"""
    newsletter = newsletter or make_newsletter()
    for number in range(readers):
        make_subscriber(f"r{number}@example.org", newsletter=newsletter)
    return newsletter


def make_scheduled(newsletter: Newsletter) -> Issue:
    issue = make_issue(newsletter, intro="Hello.")
    schedule(issue, at=None)
    return issue


def make_prepared(newsletter: Newsletter) -> Issue:
    """An issue whose recipients are frozen, before the first mail."""
    issue = make_scheduled(newsletter)
    begin_due()
    issue.refresh_from_db()
    prepare(issue, Stop())
    Issue.objects.filter(pk=issue.pk, state=Issue.State.READY).update(state=Issue.State.SENDING)
    issue.refresh_from_db()
    assert issue.state == Issue.State.SENDING
    return issue


def advance(issue: Issue) -> Issue:
    """As far as it goes now."""
    while advance_issues(Stop()):
        pass
    issue.refresh_from_db()
    return issue


def states(issue: Issue) -> dict[str, str]:
    """The state of each recipient, by address."""
    return dict(Recipient.objects.filter(issue=issue).values_list("subscriber__email", "state"))


def outcomes(issue: Issue) -> set[tuple[str, str, str]]:
    """The states, outcomes and codes that there are."""
    return set(Recipient.objects.filter(issue=issue).values_list("state", "outcome", "code"))
