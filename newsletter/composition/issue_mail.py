"""Making an issue's mail out of its texts and what is public of its articles: the same for all readers, with
`unsubscribe_tokens.MARK` where each reader's own token goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext

from cms import markup
from cms.delivery.reader import Reader
from cms.publishing.reading.perspectives import published
from newsletter.mail_links import archive_url, page_url
from newsletter.models import Issue
from newsletter.unsubscribe_tokens import MARK
from newsletter.wording.readers_words import ReadersWords, Said, direction_of

from .introduction import introduce
from .mail_text import WIDTH, plain_of, wrapped
from .stories import Story, live_articles, once_called, paragraphs, story_of

# No text has this character: `markup.plain` takes it out.
INTRO_MARK = "\x00"
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Composed:
    """`html` is whole and inlined; `text` has lines that end in \\n. `archive` is what the archive keeps of it:
    `{"preheader", "intro": {"html", "markdown", "text", "links"}, "articles": [{"article", "headline", "blurb"}]}`,
    in which articles are entry ids and texts the editor's own."""

    subject: str
    html: str
    text: str
    archive: dict[str, Any]


class CannotCompose(Exception):
    """`obstacles` are sentences for an editor."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def compose(issue: Issue, *, is_test: bool = False) -> Composed:
    """The mail as it would be now. A test says so in it. Six queries at most beside the content version.

    Raises CannotCompose, as when an article is not public.
    """
    reader = Reader(published())
    rows = list(issue.articles.all())
    live = live_articles(reader, [row.article_id for row in rows])
    intro = introduce(reader, markup.plain(issue.intro))
    subject = one_line(issue.subject)
    obstacles = [] if subject else [gettext("It has no subject.")]
    obstacles += intro.obstacles
    obstacles += [
        gettext("“%(name)s” is not public. Take it out, or publish it.") % {"name": one_line(once_called(reader, row))}
        for row in rows
        if str(row.article_id) not in live
    ]
    if not rows and not issue.intro.strip():
        obstacles.append(gettext("It has neither articles nor an introduction."))
    if obstacles:
        raise CannotCompose(obstacles)
    targets = reader.targets({pk for entry in live.values() for pk in entry.references()} | {*intro.stored["links"]})
    words = ReadersWords(issue.newsletter)
    stories = [story_of(row, reader.summary(live[str(row.article_id)], targets), words) for row in rows]
    context = _context(issue, subject, stories, intro.resolved(targets)["html"], words, is_test)
    composed = Composed(
        subject=f"[Test] {subject}" if is_test else subject,
        html=_INLINER.inline(
            render_to_string("newsletter/mail/issue.html", {**context, "say": _in_html(issue, words)})
        ),
        text=_text(context, words),
        archive=_archive(issue, intro.stored),
    )
    _refuse_foreign_marks(composed, context["unsubscribe_url"])
    return composed


def one_line(text: str) -> str:
    """The text as a header or a title can hold it."""
    return " ".join(markup.plain(text).split())


def _in_html(issue: Issue, words: ReadersWords) -> Said:
    reply_to = issue.newsletter.reply_to
    address = format_html('<a class="link" href="mailto:{}">{}</a>', quote(reply_to, safe="@"), reply_to)
    return words.in_html(newsletter=one_line(issue.newsletter.name), address=address)


def _context(
    issue: Issue, subject: str, stories: Sequence[Story], intro: str, words: ReadersWords, is_test: bool
) -> dict[str, Any]:
    newsletter = issue.newsletter
    because = words.say("issue_because", newsletter=one_line(newsletter.name))
    replies = words.say("issue_replies", address=newsletter.reply_to)
    web_url = archive_url(issue)
    intro = markup.absolute(intro, web_url or f"{settings.PUBLIC_SITE_URL}/")
    postal = [line.strip() for line in markup.plain(newsletter.postal_address).splitlines() if line.strip()]
    return {
        "subject": subject,
        "preheader": one_line(issue.preheader),
        "name": one_line(newsletter.name),
        "language": newsletter.language,
        "direction": direction_of(newsletter.language),
        "intro": intro,
        "intro_text": plain_of(intro),
        "stories": [_cleaned(story) for story in stories],
        "because": wrapped(f"{because} {replies}"),
        "postal": postal,
        "web_url": web_url,
        "unsubscribe_url": page_url("unsubscribe", token=MARK),
        "is_test": is_test,
        "rule": "-" * WIDTH,
    }


def _cleaned(story: Story) -> dict[str, Any]:
    """What a template shows of a story, with its lines for the text part."""
    return {
        "headline": one_line(story.headline),
        "blurb": [one_line(paragraph) for paragraph in story.blurb],
        "url": story.url,
        "language": story.language,
        "byline": story.byline,
        "picture": story.picture,
        "headline_text": wrapped(one_line(story.headline)),
        "blurb_text": "\n\n".join(wrapped(one_line(paragraph)) for paragraph in story.blurb),
        "byline_text": wrapped(story.byline),
    }


def _archive(issue: Issue, intro: dict[str, Any]) -> dict[str, Any]:
    return {
        "preheader": one_line(issue.preheader),
        "intro": intro,
        "articles": [
            {
                "article": str(row.article_id),
                "headline": one_line(row.headline),
                "blurb": "\n\n".join(paragraphs(markup.plain(row.blurb))),
            }
            for row in issue.articles.all()
        ],
    }


def _text(context: dict[str, Any], words: ReadersWords) -> str:
    """The introduction is put in last: its code keeps its empty lines."""
    intro: str = context["intro_text"]
    values = {**context, "say": words.in_text(), "intro_text": INTRO_MARK if intro else ""}
    return _lines(render_to_string("newsletter/mail/issue.txt", values)).replace(INTRO_MARK, intro, 1)


def _lines(text: str) -> str:
    """No line ends in a space, and no two empty lines follow one another."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def _refuse_foreign_marks(composed: Composed, unsubscribe_url: str) -> None:
    """Each reader's token goes where the mark stands: nowhere but in the one link."""
    expected = unsubscribe_url.count(MARK)
    if MARK in composed.subject or any(part.count(MARK) != expected for part in (composed.html, composed.text)):
        raise CannotCompose(
            [gettext("The words “%(mark)s” are reserved, and stand in one of its texts.") % {"mark": MARK}]
        )
