"""The articles of an issue, read through delivery: what is not public is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.delivery.reader import Reader, ShownEntry
from newsletter.models import IssueArticle
from newsletter.wording.readers_words import ReadersWords

# The wide side of a mail is 600 pixels, and screens have two for one.
WANTED_WIDTH, SHOWN_WIDTH = 960, 536
# What every mail program shows, the smallest files first.
MEDIA_TYPES = ("image/jpeg", "image/png")


@dataclass(frozen=True)
class StoryPicture:
    """`width` and `height` are those it is shown in."""

    url: str
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class Story:
    """An article as an issue shows it. The issue's own headline and blurb win; `blurb` is paragraphs of plain text."""

    headline: str
    blurb: Sequence[str]
    url: str
    language: str
    byline: str
    picture: StoryPicture | None


def live_articles(reader: Reader, ids: Iterable[UUID | str]) -> dict[str, ShownEntry]:
    """Those of these entries that are public articles, by id. One query, or none."""
    found = reader.targets(str(pk) for pk in ids)
    return {pk: entry for pk, entry in found.items() if entry.type == "article"}


def once_called(reader: Reader, row: IssueArticle) -> str:
    """What to call an article that is not public: by what the public ever saw of it. One query."""
    slugs = reader.perspective.slugs_of([row.article_id]).get(row.article_id)
    return row.headline or (slugs[-1] if slugs else str(row.article_id))


def story_of(row: IssueArticle, summary: dict[str, Any], words: ReadersWords) -> Story:
    """`summary` is the article's, as delivery has it."""
    hero = summary["hero"]
    return Story(
        headline=row.headline.strip() or summary["title"],
        blurb=paragraphs(row.blurb) or paragraphs(summary["excerpt"]),
        url=summary["url"],
        language=summary["language"],
        byline=_byline(summary, words),
        picture=_picture(hero, words) if hero else None,
    )


def paragraphs(text: str) -> list[str]:
    """Plain text in lines of one paragraph each."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


def _byline(summary: dict[str, Any], words: ReadersWords) -> str:
    minutes = words.say("issue_minutes", minutes=summary["reading_minutes"])
    names = [author["name"] for author in summary["authors"]]
    if not names:
        return minutes
    *others, last = names
    named = words.say("issue_and", names=", ".join(others), name=last) if others else last
    return f"{minutes} · {words.say('issue_by', names=named)}"


def _picture(hero: dict[str, Any], words: ReadersWords) -> StoryPicture:
    credit = hero["credit"]
    said = ", ".join(filter(None, [credit["name"], credit["source"], credit["licence"]]))
    width = min(SHOWN_WIDTH, hero["width"] or SHOWN_WIDTH)
    height = round(width * (hero["height"] or 0) / (hero["width"] or 1))
    return StoryPicture(
        _source(hero), width, height, hero["alt"], words.say("issue_picture", credit=said) if said else ""
    )


def _source(hero: dict[str, Any]) -> str:
    """The smallest file that is sharp, in a format that every mail program knows."""
    for media_type in MEDIA_TYPES:
        files = [
            (int(width.removesuffix("w")), url)
            for source in hero["sources"]
            if source["type"] == media_type
            for url, width in [file.rsplit(" ", 1) for file in source["srcset"].split(", ")]
        ]
        wide = [file for file in files if file[0] >= WANTED_WIDTH]
        if files:
            return min(wide)[1] if wide else max(files)[1]
    return str(hero["src"])
