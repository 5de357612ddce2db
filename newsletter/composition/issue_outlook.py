"""What will happen when an issue is sent: to how many readers, what stands in the way, what an editor should know."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from newsletter.models import Issue, IssueContent, Newsletter, Subscription, Suppression
from newsletter.transports.mail_url import NoTransport, transport

from .issue_mail import CannotCompose, compose
from .public_links import obstacle_to_leaving

# Gmail cuts a longer mail, and with it the link by which readers leave.
MOST_BYTES = 102_000
# What a phone shows of a subject.
LONG_SUBJECT = 60


@dataclass(frozen=True)
class IssueOutlook:
    """`obstacles` are reasons why it cannot go out, `warnings` why it perhaps should not."""

    readers: int
    obstacles: Sequence[str]
    warnings: Sequence[str]


def look_ahead(issue: Issue) -> IssueOutlook:
    """Eleven queries at most beside the content version."""
    readers = count_readers(issue.newsletter)
    obstacles, html = _composed(issue)
    try:
        transport(settings.MAIL_URL)
    except NoTransport as error:
        obstacles = [*obstacles, str(error)]
    if said := obstacle_to_leaving():
        obstacles = [*obstacles, said]
    return IssueOutlook(readers, obstacles, _warnings(issue, readers, html))


def count_readers(newsletter: Newsletter) -> int:
    """How many would get an issue now. One query."""
    suppressed = Suppression.objects.filter(fingerprint=OuterRef("subscriber__fingerprint"))
    confirmed = Subscription.objects.filter(
        newsletter=newsletter, state=Subscription.State.CONFIRMED, subscriber__erased_at=None
    )
    # By two conditions, for each has an index of its own.
    return confirmed.exclude(
        Q(Exists(suppressed.filter(newsletter=None))) | Q(Exists(suppressed.filter(newsletter=newsletter)))
    ).count()


def _composed(issue: Issue) -> tuple[list[str], str]:
    frozen = IssueContent.objects.filter(issue=issue).values_list("html", flat=True).first()
    if frozen is not None:
        return [], frozen
    try:
        return [], compose(issue).html
    except CannotCompose as error:
        return error.obstacles, ""


def _warnings(issue: Issue, readers: int, html: str) -> list[str]:
    warnings = []
    if not readers:
        warnings.append(gettext("Nobody has confirmed a subscription yet: it would go to no one."))
    if not issue.preheader.strip():
        warnings.append(
            gettext("It has no preheader: inboxes will show the first words of the mail beside the subject.")
        )
    if len(issue.subject) > LONG_SUBJECT:
        warnings.append(
            gettext("Its subject has %(number)s characters; phones show about %(long_subject)s.")
            % {"number": len(issue.subject), "long_subject": LONG_SUBJECT}
        )
    if len(html.encode()) > MOST_BYTES:
        size = len(html.encode()) // 1000
        warnings.append(
            gettext("The mail has %(size)s kB, and Gmail cuts it off after 102: shorten it.") % {"size": size}
        )
    return warnings
