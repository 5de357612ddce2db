"""Fill this project's database: `python -m tests.benchmarks.reading.filling SIZE`, with DATABASE_URL set.

What articles refer to, and the articles' bodies, pass through the project's own doors. An article is then the
project's own rendering of a revision with another title, other references and another date; only turning Markdown into
HTML is not done again for each: the bodies were rendered once, with gaps, and the gaps are filled with words.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()

from django.core.management import call_command, get_commands  # noqa: E402
from django.db import transaction  # noqa: E402

from articles.types.article import ArticleType  # noqa: E402
from cms import markup  # noqa: E402
from cms.publishing.content_types import Source  # noqa: E402
from cms.publishing.models import Change, EntryRecord, Publication, Reference, Revision  # noqa: E402
from cms.publishing.revisions.rendered_pages import RenderedPage, render, with_link_targets  # noqa: E402
from cms.publishing.timeline.turns import take_turn  # noqa: E402
from tests.articles.makers import (  # noqa: E402
    To,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
)

from . import content, wording  # noqa: E402
from .storing import insert, settle_down  # noqa: E402

AT_ONCE = 1_000


@dataclass(frozen=True)
class Cast:
    """The ids of what articles refer to, by number."""

    tags: list[str]
    roles: list[str]
    skills: list[str]
    authors: list[str]
    images: list[str]
    calls: list[str]


@dataclass(frozen=True)
class Template:
    """A real article's revision, its source and its rendered body with gaps; the entries that the body links to."""

    revision: Revision
    source: Source
    body: markup.RenderedText
    linked_role: str
    linked_article: str


def fill(size: int) -> None:
    """Into an empty database that is migrated. Half a minute for each 20,000."""
    with transaction.atomic():
        cast = make_cast()
        templates = [make_template(number) for number in range(wording.BODIES)]
        turn = take_turn()
        # Oldest first, as they would have been published.
        numbers = iter(range(size - 1, -1, -1))
        next_id = (Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        while chunk := list(islice(numbers, AT_ONCE)):
            plans = [content.plan(number, size) for number in chunk]
            rows = [_rows(templates[plan.body], cast, plan, next_id + place) for place, plan in enumerate(plans)]
            next_id += len(rows)
            for model, number in ((EntryRecord, 2), (Publication, 0), (Reference, 1)):
                insert(model, (row for each in rows for row in each[number]))
            sys.stdout.write(f"\r  {size - chunk[-1]:,} of {size:,} articles")
            sys.stdout.flush()
        turn.log(
            [
                Change(type="article", entry_id=pk, action=Change.Action.PUBLISHED, slug=slug, effective_at=at)
                for pk, slug, at in Publication.objects.filter(type="article").values_list(
                    "entry_id", "slug", "starts_at"
                )
            ]
        )
    sys.stdout.write("\n")


def make_cast() -> Cast:
    """Everything but articles, published as editors would. About 300 entries, some seconds."""
    dimensions = [make_dimension(name, position=place) for place, name in enumerate(("Focus", "Tooling", "People"))]
    skills = [make_skill(content.skill_name(n), slug=content.skill_slug(n)) for n in range(content.SKILLS)]
    roles = []
    for number, name in enumerate(content.role_names()):
        random = wording.Random(f"{wording.SEED}:role-text:{number}")
        roles.append(
            make_role(
                name,
                slug=content.role_slug(number),
                summary=wording.sentence(random),
                description="\n\n".join(wording.sentence(random) for _ in range(6)),
                skills={skills[skill]: weight for skill, weight in content.skills_of_role(number).items()},
                dimensions={dimension: wording.sentence(random) for dimension in dimensions},
                responsibilities=[wording.sentence(random) for _ in range(6)],
            )
        )
    calls = [make_call_to_action(f"Default {at}", placement=at, is_default=True) for at in ("top", "inline", "bottom")]
    calls += [make_call_to_action(f"Campaign {number}", placement="inline") for number in range(5)]
    tags = [make_tag(content.tag_name(n), slug=content.tag_slug(n)) for n in range(content.TAGS)]
    made = (
        tags,
        roles,
        skills,
        [make_author(f"Author {number}", slug=f"author-{number}") for number in range(content.AUTHORS)],
        [make_image(f"Picture {number}", slug=f"picture-{number}") for number in range(content.IMAGES)],
        calls,
    )
    return Cast(*([str(entry.pk) for entry in entries] for entries in made))


def make_template(number: int) -> Template:
    """A real article with each kind of row, captured and rendered by the project and not published."""
    stub = make_article(f"Stub {number}", slug=f"stub-{number}", is_draft=True)
    role = content.role_slug(number)
    body = wording.body(number, [f"role:{role}", f"article:{stub.slug}"])
    article = make_article(f"Body {number}", slug=f"body-{number}", body=body, links=[To(stub)], is_draft=True)
    record = EntryRecord.objects.select_related("latest").get(pk=article.pk)
    revision = record.latest
    assert revision is not None
    page = render(revision)
    text = page.rendered.document["body"]
    rendered = markup.RenderedText(
        html=text["html"],
        markdown=text["markdown"],
        text=text["text"],
        toc=text["toc"],
        word_count=page.rendered.summary["word_count"],
        links=tuple(page.rendered.document["links"]),
    )
    linked = page.source["links"]
    return Template(revision, page.source, rendered, linked[f"role:{role}"], linked[f"article:{stub.slug}"])


def rendered_page(template: Template, cast: Cast, plan: content.Plan) -> RenderedPage:
    """The project's rendering of the planned article."""
    others = {
        template.linked_role: cast.roles[plan.linked_role],
        template.linked_article: str(content.article_id(plan.linked_article)),
    }

    def own(text: str) -> str:
        for before, after in others.items():
            text = text.replace(before, after)
        return wording.filled(text, plan.words)

    body = replace(
        template.body,
        html=own(template.body.html),
        markdown=own(template.body.markdown),
        text=own(template.body.text),
        links=tuple(others.get(link, link) for link in template.body.links),
    )
    source = {**template.source, **_fields(template.source, cast, plan)}
    with patch.object(ArticleType, "rendered_texts", lambda *_: [body]):
        rendered = with_link_targets(ArticleType().render(source))
    revision = Revision(pk=template.revision.pk, type="article", entry_id=plan.id)
    return RenderedPage(revision=revision, source=source, rendered=rendered)


def _fields(like: Source, cast: Cast, plan: content.Plan) -> Source:
    link = like["related_links"][0]
    links = [
        {
            **link,
            "id": _row_id(plan, "link", place),
            "position": place,
            "target_article": None if each.article is None else str(content.article_id(each.article)),
            "target_role": None if each.role is None else cast.roles[each.role],
            "url": each.url,
            "title": "Elsewhere" if each.url else "",
        }
        for place, each in enumerate(plan.links)
    ]
    return {
        "id": str(plan.id),
        "slug": plan.slug,
        "title": plan.title,
        "subtitle": plan.subtitle,
        "excerpt": plan.excerpt,
        "published_at": plan.published_at.isoformat(),
        "hero": None if plan.hero is None else cast.images[plan.hero],
        "tags": sorted(cast.tags[tag] for tag in plan.tags),
        "skills": sorted(cast.skills[skill] for skill in plan.skills),
        "article_authors": _through(plan, "author", [cast.authors[author] for author in plan.authors]),
        "article_roles": _through(plan, "role", [cast.roles[role] for role in plan.roles]),
        "article_calls": [],
        "related_links": links,
    }


def _through(plan: content.Plan, name: str, ids: Sequence[str]) -> list[Source]:
    return [{"id": _row_id(plan, name, place), "position": place, name: pk} for place, pk in enumerate(ids)]


def _row_id(plan: content.Plan, name: str, place: int) -> str:
    return str(wording.uuid_of(f"{plan.number}:{name}:{place}"))


def _rows(
    template: Template, cast: Cast, plan: content.Plan, pk: int
) -> tuple[list[Publication], list[Reference], list[EntryRecord]]:
    page = rendered_page(template, cast, plan)
    at = plan.published_at
    shared = {"published_at": at, "starts_at": at, "ends_at": None}
    publication = Publication(**page.columns(), **shared, pk=pk, updated_at=at)
    record = EntryRecord(entry_id=plan.id, type="article", title=plan.title[:300], latest=template.revision)
    return [publication], page.links(Reference, publication=publication, **shared), [record]


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    fill(int(sys.argv[1]))
    if "reindex" in get_commands():
        call_command("reindex")
    settle_down()
