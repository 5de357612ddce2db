"""Building an issue: the articles in it and their order, and another one like it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.delivery.reader import Reader
from cms.publishing.reading.perspectives import published
from newsletter.issue_refusals import IssueRefused
from newsletter.models import Issue, IssueArticle, IssueContent, Newsletter

from .stories import live_articles

# Its texts can be changed in these states, as long as nothing is frozen.
OPEN = (Issue.State.DRAFT, Issue.State.SCHEDULED, Issue.State.MISSED, Issue.State.PAUSED)
MOST_ARTICLES = 30
LONGEST_SLUG = 120
LOCKED = _("It can no longer be changed: it is on its way, or over.")


def is_open(issue: Issue) -> bool:
    """Whether its texts and articles may be changed. One query."""
    return issue.state in OPEN and not IssueContent.objects.filter(issue=issue).exists()


def lock_open(issue: Issue) -> Issue:
    """The issue, locked until the transaction ends. Raises IssueRefused if it may not be changed."""
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    if not is_open(locked):
        raise IssueRefused(LOCKED)
    return locked


def add_articles(issue: Issue, ids: Sequence[UUID]) -> int:
    """Put public articles at its end, in this order; those that are there already stay. Returns how many came in.

    Raises IssueRefused for what is not public, or if there would be too many.
    """
    with transaction.atomic():
        lock_open(issue)
        rows = list(issue.articles.select_for_update())
        there = {row.article_id for row in rows}
        wanted = [pk for pk in dict.fromkeys(ids) if pk not in there]
        live = live_articles(Reader(published()), wanted)
        if len(live) < len(wanted):
            raise IssueRefused(gettext("One of these articles is not public, or no longer. Nothing was added."))
        if len(rows) + len(wanted) > MOST_ARTICLES:
            raise IssueRefused(
                gettext("An issue holds at most %(most_articles)s articles. Nothing was added.")
                % {"most_articles": MOST_ARTICLES}
            )
        _number(rows)
        IssueArticle.objects.bulk_create(
            IssueArticle(issue=issue, article_id=pk, position=place)
            for place, pk in enumerate(wanted, start=len(rows) + 1)
        )
    return len(wanted)


def move_article(issue: Issue, row: UUID, *, by: int) -> bool:
    """Move one of its articles up (-1) or down (1). False if it is not there, or at the end of the list."""
    with transaction.atomic():
        lock_open(issue)
        rows = list(issue.articles.select_for_update())
        place = next((number for number, each in enumerate(rows) if each.pk == row), None)
        if place is None or not 0 <= place + by < len(rows):
            return False
        rows.insert(place + by, rows.pop(place))
        _number(rows)
    return True


def remove_article(issue: Issue, row: UUID) -> bool:
    """False if it is not there."""
    with transaction.atomic():
        lock_open(issue)
        deleted, _ = issue.articles.filter(pk=row).delete()
        _number(list(issue.articles.all()))
    return bool(deleted)


def duplicate(issue: Issue, *, by: User | None) -> Issue:
    """A draft with the same texts and articles, whatever became of the first."""
    with transaction.atomic():
        copy = Issue.objects.create(
            newsletter=issue.newsletter,
            slug=free_slug(issue.newsletter, issue.slug),
            subject=issue.subject,
            preheader=issue.preheader,
            intro=issue.intro,
            created_by=by,
        )
        IssueArticle.objects.bulk_create(
            IssueArticle(
                issue=copy,
                article_id=row.article_id,
                position=place,
                headline=row.headline,
                blurb=row.blurb,
            )
            for place, row in enumerate(issue.articles.all(), start=1)
        )
    return copy


def free_slug(newsletter: Newsletter, wish: str) -> str:
    """The wish as a slug that no issue of the newsletter has yet. Two who ask at once may get the same: the database
    then refuses one."""
    base = slugify(wish)[: LONGEST_SLUG - 6] or "issue"
    taken = set(Issue.objects.filter(newsletter=newsletter, slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _number(rows: Sequence[IssueArticle]) -> None:
    """From 1 on: two may have been given the same number."""
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            row.position = place
            row.save(update_fields=["position"])
