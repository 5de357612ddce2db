"""The articles of an issue: which, and in what order. All of it works without JavaScript."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, ngettext

from cms.delivery.reader import Reader
from cms.publishing.admin.entry_pages.page_frame import url_of
from cms.publishing.reading.perspectives import published
from newsletter.composition.issue_articles import MOST_ARTICLES, add_articles, move_article, remove_article
from newsletter.composition.stories import live_articles, once_called
from newsletter.composition.suggested_articles import LONGEST_SEARCH, find_articles, suggest
from newsletter.models import Issue

from .issue_pages import did, show

STEPS = {"up": -1, "down": 1}


def articles_page(of: Any, request: HttpRequest, issue: Issue) -> HttpResponse:
    if request.method == "POST":
        _change(of, request, issue)
        words = request.POST.get("q", "")[:LONGEST_SEARCH]
        address = url_of(of, "articles", issue)  # type: ignore[arg-type]
        return HttpResponseRedirect(request.get_full_path() if words else address)
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    rows = list(issue.articles.all())
    there = {row.article_id for row in rows}
    reader = Reader(published())
    live = live_articles(reader, there)
    named = [
        (
            row,
            live[str(row.article_id)].title if str(row.article_id) in live else once_called(reader, row),
            live.get(str(row.article_id)),
        )
        for row in rows
    ]
    return show(
        of,
        request,
        "articles.html",
        issue,
        title=gettext("Articles"),
        rows=named,
        suggested=[each for each in suggest(issue.newsletter) if UUID(each["id"]) not in there],
        words=words,
        found=find_articles(words, without=there) if words else [],
        most=MOST_ARTICLES,
        longest=LONGEST_SEARCH,
    )


def _change(of: Any, request: HttpRequest, issue: Issue) -> None:
    step, _, row = request.POST.get("move", "").partition(":")
    removed = _uuid(request.POST.get("remove", ""))
    moved = _uuid(row)
    if removed:
        did(of, request, issue, partial(remove_article, issue, removed), done=gettext("Took out an article"))
    elif moved and step in STEPS:
        did(of, request, issue, partial(move_article, issue, moved, by=STEPS[step]), done=gettext("Moved an article"))
    else:
        ids = [pk for text in request.POST.getlist("add")[: 10 * MOST_ARTICLES] if (pk := _uuid(text))]
        done = (
            ngettext("Added %(number)d article", "Added %(number)d articles", len(ids)) % {"number": len(ids)}
            if ids
            else gettext("Nothing was chosen")
        )
        did(of, request, issue, partial(add_articles, issue, ids), done=done)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
