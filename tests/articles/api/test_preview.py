"""Drafts, one draft among what is published, and other moments, through every list and detail."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from articles.models import Article, Role, Skill, Tag
from cms.publishing.binning import discard
from cms.publishing.models import Entry
from cms.publishing.publishing import publish, retract
from cms.publishing.timeline import clock, content_version
from tests.articles.asking import ask, read, refused, slugs
from tests.articles.contract import wrong_with
from tests.articles.makers import (
    edit,
    edit_and_publish,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.cms.tokens.makers import make_link

pytestmark = [pytest.mark.django_db, pytest.mark.both]
START = datetime(2026, 6, 1, 12, tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.stopped(moment):
        content_version.forget()
        yield
    content_version.forget()


class Publication:
    """A small publication, of random references and dates."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.tags = [make_tag(f"Tag {number}") for number in range(4)]
        self.authors = [make_author(f"Author {number}") for number in range(3)]
        self.skills = [make_skill(f"Skill {number}", category=self.one_of("abc")) for number in range(5)]
        self.dimensions = [make_dimension(f"Dimension {number}", position=number) for number in range(2)]
        make_call_to_action("Always", is_default=True)
        self.roles = [self.make_role(f"Role {letter}") for letter in "abcd"]
        self.articles = [self.make_article(f"Article {number}") for number in range(8)]
        # Two dates are the same: then the order is that of being published.
        for article in self.articles[:2]:
            edit_and_publish(article, published_at=START - timedelta(days=3))
        self.drafts: list[Entry] = [
            self.make_article("Draft article", is_draft=True, published_at=START - timedelta(days=4)),
            self.make_role("Role e", is_draft=True),
            make_skill("Skill 9", is_draft=True),
        ]

    def one_of(self, choices: Any) -> Any:
        return self.random.choice(choices)

    def some_of(self, choices: Any) -> Any:
        return self.random.sample(choices, self.random.randint(0, len(choices)))

    def make_role(self, name: str, **options: Any) -> Role:
        skills = {skill: self.random.randint(0, 4) / 4 for skill in self.some_of(self.skills)}
        texts = dict.fromkeys(self.some_of(self.dimensions), f"{name} does it.")
        return make_role(name, skills=skills, dimensions=texts, **options)

    def make_article(self, title: str, **options: Any) -> Article:
        dates = {"published_at": START - timedelta(days=self.random.randint(1, 9))}
        return make_article(
            title,
            roles=self.some_of(self.roles),
            skills=self.some_of(self.skills),
            tags=self.some_of(self.tags),
            authors=self.some_of(self.authors),
            **{**dates, **options},
        )

    def edit_at_random(self, entry: Entry) -> None:
        """Change what an entry says and refers to, and publish nothing of it."""
        if isinstance(entry, Article):
            entry.tags.set([*self.some_of(self.tags), make_tag("Only in the draft")])
            entry.skills.set(self.some_of(self.skills))
            entry.article_roles.all().delete()
            for position, role in enumerate(self.some_of(self.roles)):
                entry.article_roles.create(role=role, position=position)
            date = START - timedelta(days=self.random.randint(1, 9))
            edit(entry, title="Edited", slug="edited", published_at=date, body="Word " * 900)
        elif isinstance(entry, Role):
            entry.role_skills.all().delete()
            for position, skill in enumerate(self.some_of(self.skills)):
                entry.role_skills.create(skill=skill, importance=0.5, position=position)
            edit(entry, name="Edited", slug="edited")
        else:
            edit(entry, name="Edited", slug="edited", category="new")


def addresses() -> list[str]:
    """Every list with every order and filter, and every detail and comparison."""
    orders = [f"/articles/?ordering={sign}{name}" for name in ("title", "reading_minutes") for sign in ("", "-")]
    filters = [
        *("tag=tag-0", "tag=tag-0,tag-1", "tag=only-in-the-draft", "tag__all=tag-0,tag-1", "role=role-a"),
        *("role=role-a,role-b", "role__all=role-a,role-b", "skill=skill-1", "author=author-0", "kind=comparison"),
        *("tag=tag-0&role=role-a", "role=edited", "skill=edited", "page_size=3&page=2", "language=en", "kind=article"),
        *("published_at__gte=2026-05-28", "published_at__lt=2026-05-28"),
        "tag=tag-1&role=role-b&skill=skill-0&ordering=title",
    ]
    lists = ["/roles/", "/skills/", "/tags/", "/authors/", "/dimensions/", "/comparisons/", "/calls-to-action/"]
    narrowed = ["/roles/?skill=skill-0", "/roles/?skill=edited", "/roles/?skill__all=skill-0,skill-1"]
    narrowed += ["/skills/?role=role-a", "/skills/?role=edited", "/skills/?category=a,new", "/comparisons/?role=role-a"]
    narrowed += ["/comparisons/?role__all=role-a,edited", "/comparisons/?tag=only-in-the-draft"]
    letters = [*(f"role-{letter}" for letter in "abcde"), "edited"]
    details = [f"/articles/article-{number}/" for number in range(8)] + [
        "/articles/edited/",
        "/articles/draft-article/",
    ]
    details += [f"/roles/{slug}/" for slug in letters] + [f"/skills/skill-{number}/" for number in range(5)]
    details += ["/skills/edited/", "/tags/tag-0/", "/tags/only-in-the-draft/", "/authors/author-0/"]
    pairs = [f"/comparisons/{one}-vs-{other}/" for one in letters for other in letters[::2] if one != other]
    return ["/articles/", *orders, *(f"/articles/?{each}" for each in filters), *lists, *narrowed, *details, *pairs]


def answers(**query: Any) -> dict[str, tuple[int, Any]]:
    """What every address says, without what differs by who asks and when."""
    found = {}
    for address in addresses():
        path, _, asked = address.partition("?")
        given: dict[str, Any] = dict(pair.split("=") for pair in asked.split("&")) if asked else {}
        response = ask(path, **given, **query)
        found[address] = response.status_code, _comparable(response.json())
    return found


DATES = ("published_at", "updated_at", "datePublished", "dateModified")


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _comparable(each) for key, each in value.items() if key not in DATES}
    if isinstance(value, list):
        return [_comparable(each) for each in value]
    if isinstance(value, str):
        return re.sub(r"[?&](preview|perspective)=[^&\s.]+(\.[\w-]+)?", "", value).rstrip("?&.")
    return value


def different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [address for address in one if one[address] != other[address]]


@pytest.mark.parametrize(
    "kind", ["article", "role", "skill", "draft article", "draft role", "draft skill", "retracted"]
)
def test_a_link_for_one_entry_shows_what_publishing_it_would_show(kind: str) -> None:
    """Lists, counts, orders, filters, details, comparisons, neighbours, redirects: all as if it were published now."""
    with at(START):
        content = Publication(1)
        entries: dict[str, Entry] = {
            "article": content.one_of(content.articles),
            "role": content.one_of(content.roles),
            "skill": content.one_of(content.skills),
            "retracted": content.articles[0],
            **dict(zip(("draft article", "draft role", "draft skill"), content.drafts, strict=True)),
        }
        entry = entries[kind]
        for other in entries.values():
            content.edit_at_random(other) if other is entry else edit(other, **{_title_of(other): "Another draft"})
        if kind == "retracted":
            retract(entry)
    with at(START + timedelta(minutes=1)):
        public = answers()
        previewed = answers(preview=make_link(entry))
        with transaction.atomic():
            publish(entry)
            wanted = answers()
            transaction.set_rollback(True)

    assert different(previewed, wanted) == []
    assert different(previewed, public)
    assert "Another draft" not in str(previewed)


def _title_of(entry: Entry) -> str:
    return "title" if isinstance(entry, Article) else "name"


def test_the_drafts_are_what_publishing_all_of_them_would_show() -> None:
    with at(START):
        content = Publication(5)
        # No two of one date: their order is by when each was drafted, or published.
        for number, article in enumerate((*content.articles, content.drafts[0])):
            edit(article, published_at=START - timedelta(days=number + 1))
        for entry in (*content.articles[3:5], content.roles[0], content.skills[0]):
            edit(entry, **{_title_of(entry): f"Edited {entry.slug}"})
    with at(START + timedelta(minutes=1)):
        previewed = answers(preview=make_link())
        for entry in reversed((*content.articles, *content.roles, *content.skills, *content.drafts)):
            publish(entry)
        wanted = answers()

    # As long as each other they are in the order of being drafted, or published.
    assert [address for address in different(previewed, wanted) if "reading_minutes" not in address] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_link_for_one_entry_shows_no_word_of_another_draft(seed: int) -> None:
    """Every entry has a draft with a word of its own, and only the one's is found anywhere, errors included."""
    with at(START):
        content = Publication(seed)
        everything = (*content.articles, *content.roles, *content.skills, *content.drafts)
        canaries = {entry.pk: f"canary{number}x" for number, entry in enumerate(everything)}
        for entry in everything:
            word = canaries[entry.pk]
            field = {Article: "excerpt", Role: "summary", Skill: "description"}[type(entry)]
            edit(entry, **{_title_of(entry): f"{word} title", field: f"{word} text", "slug": f"{word}-slug"})
    one = content.random.choice(everything)
    with at(START + timedelta(minutes=1)):
        said = ""
        for address in (*addresses(), *(f"/articles/?tag={word}-slug" for word in canaries.values())):
            path, _, asked = address.partition("?")
            given: dict[str, Any] = dict(pair.split("=") for pair in asked.split("&")) if asked else {}
            said += ask(path, **{"preview": make_link(one), **given}).content.decode()
        asked_for = {word for word in canaries.values() if f"“{word}-slug”" in said}
    # What a refusal repeats is what was asked for.
    for word in asked_for:
        said = said.replace(f"“{word}-slug”", "")

    assert set(re.findall(r"canary\d+x", said)) == {canaries[one.pk]}


def test_every_preview_is_as_documented() -> None:
    with at(START):
        content = Publication(7)
        content.edit_at_random(content.articles[0])
        for link in (make_link(content.articles[0]), make_link()):
            for path in (
                "/articles/",
                "/articles/edited/",
                "/roles/role-a/",
                "/comparisons/role-a-vs-role-b/",
                "/tags/",
            ):
                response = ask(path, preview=link)
                assert wrong_with(response.json(), path, response.status_code) == []


# --- other moments


def test_a_moment_that_has_passed_is_answered_as_it_was_then() -> None:
    with at(START):
        content = Publication(11)
    moment = START + timedelta(hours=1)
    with at(moment):
        then = answers()
    with at(START + timedelta(hours=2)):
        edit_and_publish(content.articles[0], title="Later", slug="edited")
        edit_and_publish(content.roles[0], name="Later", slug="role-later")
        save(content.tags[0], name="Later")
        retract(content.articles[1])
        publish(content.drafts[0])
        discard(Article.objects.get(pk=content.articles[2].pk))
    with at(START + timedelta(days=40)):
        assert different(answers(), then)
        assert different(answers(preview=make_link(), perspective=moment.isoformat()), then) == []


def test_a_moment_to_come_shows_what_is_scheduled() -> None:
    with at(START):
        article = make_article("Now", slug="page")
        edit(article, title="Then")
        publish(article, starts_at=START + timedelta(days=2))
        before, after = ((START + timedelta(days=days)).isoformat() for days in (1, 3))
        link = make_link()

        assert read("/articles/page/", preview=link, perspective=before)["title"] == "Now"
        assert read("/articles/page/", preview=link, perspective=after)["title"] == "Then"
        assert read("/articles/page/")["title"] == "Now"


def test_before_the_first_publish_there_was_nothing() -> None:
    with at(START):
        make_article("Page", slug="page", tags=[make_tag("Tag")])
        past = (START - timedelta(days=1)).isoformat()

        for path in ("/articles/", "/tags/", "/comparisons/"):
            assert read(path, preview=make_link(), perspective=past)["count"] == 0
        assert refused("/articles/page/", 404, preview=make_link(), perspective=past)


# --- one draft among what is published


def test_a_slug_that_is_anothers_means_the_draft_of_the_link() -> None:
    live = make_article("Live", slug="same")
    draft = make_article("Draft", slug="other", is_draft=True)
    Article.objects.filter(pk=live.pk).update(slug="moved")
    edit(draft, slug="same")

    assert read("/articles/same/", preview=make_link(draft))["title"] == "Draft"
    assert read("/articles/same/", preview=make_link(live))["title"] == "Live"
    assert read("/articles/same/")["title"] == "Live"
    # Of two drafts with one slug, the one that was drafted later.
    assert read("/articles/same/", preview=make_link())["title"] == "Draft"
    assert slugs("/articles/", preview=make_link()) == ["same", "same"]


def test_a_draft_that_is_dated_ahead_stands_first_and_is_found_by_its_tag() -> None:
    tag = make_tag("Tag")
    make_article("Live", tags=[tag])
    draft = make_article("Draft", tags=[tag], is_draft=True, published_at=datetime.now(UTC) + timedelta(days=9))

    assert slugs("/articles/", preview=make_link(draft)) == ["draft", "live"]
    assert slugs("/articles/", preview=make_link(draft), tag="tag") == ["draft", "live"]
    assert read("/articles/live/", preview=make_link(draft))["next"]["slug"] == "draft"


def test_a_draft_refers_to_what_is_published_and_to_no_other_draft() -> None:
    live, hidden = make_role("Live role"), make_role("Hidden role", is_draft=True)
    draft = make_article("Draft", roles=[live, hidden], is_draft=True)
    page = read("/articles/draft/", preview=make_link(draft))

    assert [role["slug"] for role in page["roles"]] == ["live-role"]
    assert page["comparison"] is None


def test_what_only_a_hidden_draft_uses_stays_hidden() -> None:
    make_article("Hidden", tags=[make_tag("Secret")], is_draft=True)
    draft = make_article("Draft", tags=[make_tag("Shown")], is_draft=True)

    assert slugs("/tags/", preview=make_link(draft)) == ["shown"]
    assert refused("/tags/secret/", 404, preview=make_link(draft))
    assert refused("/articles/", 400, preview=make_link(draft), tag="secret")


def test_what_lies_in_the_bin_and_what_cannot_be_rendered_is_not_there() -> None:
    article = make_article("Article", slug="page")
    link = make_link(article)
    discard(Article.objects.get(pk=article.pk))

    assert refused("/articles/page/", 410, preview=link)
    assert read("/articles/", preview=link)["count"] == 0


def test_a_link_for_something_that_never_was_shows_what_is_published() -> None:
    make_article("Article")
    never = Tag(slug="never")

    assert slugs("/articles/", preview=make_link(never)) == ["article"]
