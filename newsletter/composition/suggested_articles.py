"""Which articles a new issue could be built from: those that became public since the last one, or that match words."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cms.delivery.reader import Reader
from cms.publishing.reading.perspectives import as_of, published
from newsletter.models import Issue, IssueArticle, IssueContent, Newsletter

MOST_SUGGESTED, MOST_FOUND = 30, 20
LONGEST_SEARCH = 100


def suggest(newsletter: Newsletter) -> list[dict[str, Any]]:
    """Summaries of the articles that are public, were not when the last issue that was sent was frozen, and stand in
    no issue of the newsletter yet but cancelled ones: the newest first. Five queries beside the content version."""
    sent = IssueContent.objects.filter(issue__newsletter=newsletter, issue__state=Issue.State.SENT)
    frozen_at = sent.order_by("-issue__sent_at").values_list("frozen_at", flat=True).first()
    used = IssueArticle.objects.filter(issue__newsletter=newsletter).exclude(issue__state=Issue.State.CANCELLED)
    reader = Reader(published())
    fresh = reader.perspective.entries("article").exclude(entry_id__in=used.values("article_id"))
    if frozen_at:
        # Not by its date, which is the editors' and may lie in the past.
        fresh = fresh.exclude(entry_id__in=as_of(frozen_at).entries("article").values("entry_id"))
    return reader.whole_summaries(reader.rows(fresh.order_by("-published_at", "-id")[:MOST_SUGGESTED]))


def find_articles(words: str, *, without: Iterable[UUID] = ()) -> list[dict[str, Any]]:
    """Summaries of public articles with all of these words in their titles, the newest first; none for no words.
    Two queries beside the content version."""
    wanted = words[:LONGEST_SEARCH].replace("\x00", "").split()
    if not wanted:
        return []
    reader = Reader(published())
    found = reader.perspective.entries("article").exclude(entry_id__in=list(without))
    for word in wanted:
        found = found.filter(title__icontains=word)
    return reader.whole_summaries(reader.rows(found.order_by("-published_at", "-id")[:MOST_FOUND]))
