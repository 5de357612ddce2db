"""Fill this contender's database: `python -m tests.benchmarks.reading.plain_drf.filling SIZE`, DATABASE_URL set.

The same articles, from the same plan: texts, tags, roles, skills, authors, pictures and links.
"""

import os
import sys
from itertools import islice

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.reading.plain_drf.settings"
django.setup()

import markdown  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tests.benchmarks.reading import content, wording  # noqa: E402
from tests.benchmarks.reading.storing import insert, settle_down  # noqa: E402

from .models import Article, Author, Image, RelatedLink, Role, Skill, Tag  # noqa: E402

AT_ONCE = 1_000


def fill(size: int) -> None:
    # `run_syncdb`: an app without migrations.
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        _make_cast()
        texts = [_body(number) for number in range(wording.BODIES)]
        numbers = iter(range(size - 1, -1, -1))
        while chunk := list(islice(numbers, AT_ONCE)):
            plans = [content.plan(number, size) for number in chunk]
            insert(Article, [_article(plan, size, *texts[plan.body]) for plan in plans])
            for model, column in ((Article.tags, "tags"), (Article.roles, "roles"), (Article.skills, "skills")):
                _relate(model.through, plans, size, column)
            _relate(Article.authors.through, plans, size, "authors")
            sys.stdout.write(f"\r  {size - chunk[-1]:,} of {size:,} articles")
            sys.stdout.flush()
        for start in range(0, size, AT_ONCE):
            plans = [content.plan(number, size) for number in range(start, min(start + AT_ONCE, size))]
            insert(RelatedLink, [link for plan in plans for link in _links(plan, size)])
    settle_down()
    sys.stdout.write("\n")


def pk_of(number: int, size: int) -> int:
    """Oldest first."""
    return size - number


def _make_cast() -> None:
    random = wording.Random(wording.SEED)
    Tag.objects.bulk_create(Tag(name=content.tag_name(n), slug=content.tag_slug(n)) for n in range(content.TAGS))
    Role.objects.bulk_create(
        Role(name=name, slug=content.role_slug(number), summary=wording.sentence(random))
        for number, name in enumerate(content.role_names())
    )
    Skill.objects.bulk_create(
        Skill(name=content.skill_name(n), slug=content.skill_slug(n), category="data") for n in range(content.SKILLS)
    )
    Author.objects.bulk_create(Author(name=f"Author {n}", slug=f"author-{n}") for n in range(content.AUTHORS))
    Image.objects.bulk_create(
        Image(alt="A picture", src=f"/media/picture-{n}.jpg", width=960, height=480) for n in range(content.IMAGES)
    )


def _body(number: int) -> tuple[str, str]:
    text = wording.body(number, [])
    return text, markdown.markdown(text, extensions=["extra", "toc"])


def _article(plan: content.Plan, size: int, text: str, html: str) -> Article:
    text, html = wording.filled(text, plan.words), wording.filled(html, plan.words)
    words = len(text.split())
    return Article(
        pk=pk_of(plan.number, size),
        title=plan.title,
        slug=plan.slug,
        subtitle=plan.subtitle,
        excerpt=plan.excerpt,
        word_count=words,
        reading_minutes=words // 230 + 1,
        published_at=plan.published_at,
        updated_at=plan.published_at,
        hero_id=None if plan.hero is None else plan.hero + 1,
        html=html,
        markdown=text,
    )


def _relate(through: type, plans: list[content.Plan], size: int, name: str) -> None:
    singular = name.removesuffix("s")
    rows = [
        through(**{"article_id": pk_of(plan.number, size), f"{singular}_id": number + 1})
        for plan in plans
        for number in getattr(plan, name)
    ]
    insert(through, rows)


def _links(plan: content.Plan, size: int) -> list[RelatedLink]:
    return [
        RelatedLink(
            article_id=pk_of(plan.number, size),
            target_id=None if link.article is None else pk_of(link.article, size),
            role_id=None if link.role is None else link.role + 1,
            url=link.url,
            position=place,
        )
        for place, link in enumerate(plan.links)
    ]


if __name__ == "__main__":
    assert connection.settings_dict["NAME"]
    fill(int(sys.argv[1]))
