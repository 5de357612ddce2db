"""Making an issue ready: its content is frozen, then its recipients, in pieces that a crash cannot tear.

Every step can be done again, by anybody, at the same time: the content is written once, a watermark moves by
compare-and-set in the transaction that writes the recipients below it, and each recipient exists once.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.composition.issue_mail import CannotCompose, compose
from newsletter.composition.public_links import obstacle_to_leaving
from newsletter.composition.skeletons import frozen
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, IssueArticle, IssueContent, Recipient, Subscription

from . import issue_moves

log = logging.getLogger(__name__)
State = Issue.State
WORDS = ("subject", "preheader", "intro", "slug")
# Subscribers a transaction: some tenths of a second on SQLite, where nobody else writes meanwhile.
CHUNK = 10_000

# Whoever may be written to, of the newsletter and between two subscriber ids. Suppressions are asked for by two
# conditions because each has an index of its own.
ELIGIBLE = """
    FROM newsletter_subscription s
    JOIN newsletter_subscriber r ON r.id = s.subscriber_id
    WHERE s.newsletter_id = %(newsletter)s AND s.state = 'confirmed'
      AND s.subscriber_id > %(above)s AND s.subscriber_id <= %(upto)s
      AND r.erased_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM newsletter_suppression x
                      WHERE x.fingerprint = r.fingerprint AND x.newsletter_id IS NULL)
      AND NOT EXISTS (SELECT 1 FROM newsletter_suppression x
                      WHERE x.fingerprint = r.fingerprint AND x.newsletter_id = s.newsletter_id)
"""
INSERT = f"""
    INSERT INTO newsletter_recipient (issue_id, subscriber_id)
    SELECT %(issue)s, s.subscriber_id {ELIGIBLE}
    ORDER BY s.subscriber_id
    ON CONFLICT DO NOTHING
"""
# Who should be a recipient and is not. Whoever confirmed since the content was frozen may be: the next issue is theirs.
MISSING = f"""
    SELECT 1 {ELIGIBLE}
      AND s.confirmed_at <= %(frozen_at)s
      AND NOT EXISTS (SELECT 1 FROM newsletter_recipient p
                      WHERE p.issue_id = %(issue)s AND p.subscriber_id = s.subscriber_id)
    LIMIT 1
"""  # noqa: S608 # nosec B608  (made of constants)


def begin_due() -> None:
    """Take up the issues whose time has come. What should have gone out long ago is missed: an editor decides."""
    now = clock.now()
    due = Issue.objects.filter(state=State.SCHEDULED, scheduled_at__lte=now)
    due.filter(scheduled_at__lt=now - timedelta(hours=settings.NEWSLETTER_MISSED_HOURS)).update(state=State.MISSED)
    due.update(state=State.PREPARING)


def prepare(issue: Issue, stop: Stop) -> None:
    """Until the issue is ready, or `stop` is asked, or somebody pauses it. Where it ended, the next call goes on.

    An issue that cannot be composed, or from which readers could not leave, is paused with the reason.
    """
    content = _frozen(issue)
    while content and not stop.is_asked:
        watermark = Issue.objects.filter(pk=issue.pk, state=State.PREPARING).values_list("watermark", flat=True).first()
        if watermark is None:
            return
        upto = _end_of_chunk(issue, watermark)
        if upto is not None:
            add_recipients(issue, above=watermark, upto=upto)
        elif _is_someone_missing(issue, content, watermark):
            # Never seen; were it so, all chunks are gone through again, and nobody is there twice.
            log.error("Recipients of issue %s are missing: preparing it again.", issue.pk)
            Issue.objects.filter(pk=issue.pk, state=State.PREPARING, watermark=watermark).update(watermark=0)
        elif _finish(issue, watermark):
            return


def add_recipients(issue: Issue, *, above: int, upto: int) -> bool:
    """One chunk. False if somebody else has done it, or the issue is no longer being prepared."""
    at_watermark = Issue.objects.filter(pk=issue.pk, state=State.PREPARING, watermark=above)
    with transaction.atomic():
        # First, for it locks the row: a second preparer waits here, and then finds another watermark.
        if at_watermark.update(watermark=upto) != 1:
            return False
        with connection.cursor() as cursor:
            cursor.execute(INSERT, _parameters(issue, above, upto))
    return True


def _frozen(issue: Issue) -> IssueContent | None:
    """The content, made unless it is there; None if it cannot be made, and the issue is paused."""
    found = IssueContent.objects.filter(issue=issue).first()
    if found:
        return found
    try:
        if obstacle := obstacle_to_leaving():
            raise CannotCompose([obstacle])
        words = _words(issue)
        issue.refresh_from_db(fields=WORDS)
        content = frozen(issue, compose(issue), at=clock.now())
    except (CannotCompose, ValueError) as error:
        said = (
            error.obstacles
            if isinstance(error, CannotCompose)
            else [gettext("The mail cannot be made: %(error)s") % {"error": error}]
        )
        _pause(issue, " ".join(said))
        return None
    with transaction.atomic():
        # An editor who took it back meanwhile wins, and of two preparers the first: what was written once stays.
        # One who took it back, wrote something else and sent it again wins too: the next slice composes that.
        if Issue.objects.filter(pk=issue.pk, state=State.PREPARING).update(watermark=F("watermark")) != 1:
            return None
        if _words(issue) != words:
            return None
        IssueContent.objects.bulk_create([content], ignore_conflicts=True)
    return IssueContent.objects.get(issue=issue)


def _pause(issue: Issue, reason: str) -> None:
    try:
        issue_moves.pause(issue, reason=reason)
    except IssueRefused:
        return  # it is no longer being prepared
    log.warning("Issue %s is paused: %s", issue.pk, reason)


def _words(issue: Issue) -> tuple[Any, ...]:
    """All that an editor writes of an issue, as it is in the database. Two queries."""
    articles = IssueArticle.objects.filter(issue=issue).order_by("position", "id")
    own = Issue.objects.filter(pk=issue.pk).values_list(*WORDS).first()
    return own, *articles.values_list("article_id", "position", "headline", "blurb")


def _end_of_chunk(issue: Issue, watermark: int) -> int | None:
    """The subscriber id that the next chunk ends with; None if there is nobody above the watermark."""
    above = Subscription.objects.filter(
        newsletter=issue.newsletter_id, state=Subscription.State.CONFIRMED, subscriber__gt=watermark
    ).values_list("subscriber_id", flat=True)
    full = above.order_by("subscriber_id")[CHUNK - 1 : CHUNK].first()
    return full if full is not None else above.order_by("-subscriber_id").first()


def _is_someone_missing(issue: Issue, content: IssueContent, watermark: int) -> bool:
    with connection.cursor() as cursor:
        frozen_at = connection.ops.adapt_datetimefield_value(content.frozen_at)
        cursor.execute(MISSING, {**_parameters(issue, 0, watermark), "frozen_at": frozen_at})
        return cursor.fetchone() is not None


def _finish(issue: Issue, watermark: int) -> bool:
    """The number of recipients is written down: so many there are from now on, whatever happens."""
    with transaction.atomic():
        preparing = Issue.objects.filter(pk=issue.pk, state=State.PREPARING, watermark=watermark)
        if preparing.update(watermark=watermark) != 1:
            return False
        total = Recipient.objects.filter(issue=issue).count()
        preparing.update(state=State.READY, recipient_total=total, prepared_at=clock.now())
    log.info("Issue %s is ready: %d recipients.", issue.pk, total)
    return True


def _parameters(issue: Issue, above: int, upto: int) -> dict[str, Any]:
    pk = Issue._meta.pk.get_db_prep_value(issue.pk, connection)
    return {"issue": pk, "newsletter": issue.newsletter_id, "above": above, "upto": upto}
