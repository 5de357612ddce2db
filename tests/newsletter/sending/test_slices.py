"""Sending an issue through the duty, into files."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from cms.background.duties import Stop
from newsletter.models import Issue, IssueContent, Recipient
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import figures, schedule
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_an_issue_goes_to_all_confirmed_readers_and_to_nobody_else(mails: Path) -> None:
    newsletter = make_newsletter()
    wanted = {make_subscriber(f"reader-{number}@example.org", newsletter=newsletter).email for number in range(45)}
    make_subscriber("pending@example.org", newsletter=newsletter, state="pending")
    make_subscriber("gone@example.org", newsletter=newsletter, state="unsubscribed")
    make_subscriber("other@example.org", newsletter=make_newsletter())
    issue = make_issue(newsletter, intro="Hello.")
    schedule(issue, at=None)

    assert not advance_issues(Stop())

    issue.refresh_from_db()
    assert (issue.state, issue.recipient_total) == (Issue.State.SENT, 45)
    assert figures(issue) == {state: 45 if state == "accepted" else 0 for state in Recipient.State}
    sent = [message_from_bytes(file.read_bytes(), policy=default) for file in mails.glob("*.eml")]
    assert sorted(message["To"] for message in sent) == sorted(wanted)


def test_an_issue_that_fails_does_not_hold_up_the_others(mails: Path) -> None:
    broken, whole = (make_issue(make_newsletter(), intro="Hello.") for _ in range(2))
    for issue in (broken, whole):
        make_subscriber(newsletter=issue.newsletter)
        schedule(issue, at=None)
    Issue.objects.filter(pk=broken.pk).update(state=Issue.State.SENDING)
    Recipient.objects.create(issue=broken, subscriber=make_subscriber(newsletter=broken.newsletter))

    with pytest.raises(IssueContent.DoesNotExist):
        advance_issues(Stop())

    whole.refresh_from_db()
    assert whole.state == Issue.State.SENT
