"""Hostile text in every field of every type: published, and then edited, so that differences show all of it."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from articles.models import Article, RelatedLink
from cms.publishing.binning import discard
from cms.publishing.capturing import capture
from cms.publishing.models import Entry
from cms.publishing.models.name_key import reading_key
from cms.publishing.publishing import publish
from tests.articles.makers import (
    edit,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
)
from tests.cms.markup import hostile

IN_AN_ARTICLE, IN_A_LIST = 60, 12
# Without what no database takes: NUL, and halves of characters.
TEXTS = [text.replace("\0", "").encode(errors="ignore").decode() for text in hostile.ALL]
# Names are unique by what people read.
SHORT = [text for text in {reading_key(text): text for text in TEXTS}.values() if text.strip() and len(text) <= 60]


def make_hostile_content() -> list[Entry]:
    """The entries whose pages are worth looking at one by one; more of the same stands in the lists and in the bin."""
    names = iter(SHORT)

    def few(noun: str, number: int = IN_A_LIST) -> list[dict[str, Any]]:
        return [{"slug": f"{noun}-{place}", "name": name} for place, name in enumerate(islice(names, number))]

    tags = [make_tag(name, slug=f"tag-{place}", description=name) for place, name in enumerate(SHORT[:200])]
    authors = [make_author(**fields, bio=fields["name"]) for fields in few("author")]
    dimensions = [make_dimension(**fields, description=fields["name"]) for fields in few("dimension")]
    calls = [make_call_to_action(**one, text=one["name"], label=one["name"]) for one in few("call")]
    skills = [
        make_skill(
            **fields, category=fields["name"], aliases=SHORT[place::9], description=f"Words.\n\n{fields['name']}"
        )
        for place, fields in enumerate(few("skill"))
    ]
    images = [
        make_image(slug=one["slug"], **dict.fromkeys(("name", "alt", "caption", "credit_name"), one["name"]))
        for one in few("image")
    ]
    roles = [_make_role(fields, skills, dimensions) for fields in few("role", 4)]
    articles = [
        _make_article(
            number,
            TEXTS[start : start + IN_AN_ARTICLE],
            tags=tags[number * 9 : number * 9 + 9],
            authors=authors[:5],
            skills=skills[:5],
            roles=roles,
            calls=calls[:3],
            hero=images[number],
        )
        for number, start in enumerate(range(0, len(TEXTS), IN_AN_ARTICLE))
    ]
    for tag in tags[-60:]:
        discard(type(tag).objects.get(pk=tag.pk))
    return [*articles, roles[0], skills[0], tags[0], authors[0], dimensions[0], images[0], calls[0]]


def _make_role(fields: dict[str, Any], skills: Sequence[Any], dimensions: Sequence[Any]) -> Entry:
    name = fields["name"]
    role = make_role(
        **fields,
        **dict.fromkeys(("plural", "short_name", "summary", "choose_if"), name),
        # Words first: some hostile texts alone show readers nothing, and are refused for it.
        description=f"Words.\n\n{name}",
        aliases=SHORT[:40],
        responsibilities=SHORT[40:80],
        skills=dict.fromkeys(skills, 0.5),
        dimensions=dict.fromkeys(dimensions, f"Words.\n\n{name}"),
    )
    edit(role, name=SHORT[-1], summary=SHORT[-2], aliases=SHORT[80:99])
    return role


def _make_article(number: int, texts: list[str], **related: Any) -> Article:
    article = make_article("x", slug=f"article-{number}", is_draft=True, **related)
    for revision in (texts, texts[::-1]):
        _fill(article, revision)
        capture(article, comment=revision[0][:200])
        if revision is texts:
            publish(article)
    return article


def _fill(article: Article, texts: list[str]) -> None:
    lengths = {"title": 200, "subtitle": 300, "excerpt": 600, "seo_title": 200, "seo_description": 320}
    for place, (name, length) in enumerate(lengths.items()):
        setattr(article, name, texts[place][:length])
    # A text that links to what is not there is not published at all.
    article.body = "\n\n".join(text for text in texts if not re.search(r"(article|role):", text))
    article.save()
    article.related_links.all().delete()
    RelatedLink.objects.bulk_create(
        RelatedLink(
            article=article, url=f"https://example.org/{place}", title=text[:200], text=text[:400], position=place
        )
        for place, text in enumerate(texts)
    )
