"""A cache that purges by tag: whatever a change alters carries one of the change's tags."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Article
from cms.delivery.cache.dependencies import MOST_ENTRIES, collection_tag, entry_tag
from cms.publishing.models import Entry
from cms.publishing.publishing import publish, retract
from tests.articles.asking import ask
from tests.articles.makers import (
    To,
    edit_and_publish,
    make_article,
    make_author,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.tables import table

pytestmark = pytest.mark.django_db


class World:
    """A little of everything, referring to each other, some of it drafts."""

    def __init__(self) -> None:
        self.tag, self.author = make_tag("Careers"), make_author("Ada")
        self.skill, self.draft_skill = make_skill("Docker"), make_skill("Helm", is_draft=True)
        self.roles = [make_role(name, skills={self.skill: 0.9, self.draft_skill: 0.5}) for name in ("one", "two")]
        self.draft_role = make_role("three", is_draft=True, skills={self.skill: 0.4})
        self.articles = [
            make_article(
                f"Article {number}", roles=[*self.roles, self.draft_role], tags=[self.tag], authors=[self.author]
            )
            for number in range(3)
        ]
        tags, authors = [self.tag, make_tag("New")], [make_author("New")]
        self.draft = make_article("Draft", tags=tags, authors=authors, roles=self.roles, is_draft=True)
        self.only = make_article("The only one", tags=[make_tag("Rare")], authors=[make_author("Rare")])
        make_article("Linking", links=[To(self.draft)], skills=[self.skill])

    @property
    def paths(self) -> list[str]:
        lists = [
            "articles",
            "roles",
            "skills",
            "tags",
            "authors",
            "comparisons",
            "related-links",
            "dimensions",
            "images",
        ]
        details = [
            "articles/article-0",
            "articles/linking",
            "articles/article-1/related",
            "roles/one",
            "roles/one/similar",
        ]
        details += ["roles/one/transition/two", "skills/docker", "tags/careers", "authors/ada"]
        details += ["comparisons/one-vs-two", "comparisons/two-vs-one"]
        queries = ["articles/?tag=careers", "articles/?role=one&page_size=1", "related-links/?article=linking"]
        return ["/", *(f"/{path}/" for path in [*lists, *details]), *(f"/{query}" for query in queries)]


CHANGES: dict[str, Callable[[World], Entry]] = {
    "a draft is published": lambda world: _did(publish, world.draft),
    "a draft role is published": lambda world: _did(publish, world.draft_role),
    "a draft skill is published": lambda world: _did(publish, world.draft_skill),
    "an article is retracted": lambda world: _did(retract, world.articles[1]),
    "the only article with a tag is retracted": lambda world: _did(retract, world.only),
    "a role is retracted": lambda world: _did(retract, world.roles[1]),
    "a skill is retracted": lambda world: _did(retract, world.skill),
    "an article is renamed": lambda world: _did(edit_and_publish, world.articles[0], title="Another", slug="another"),
    "a role is renamed": lambda world: _did(edit_and_publish, world.roles[0], name="Another", slug="another"),
    "a tag is renamed": lambda world: _did(save, world.tag, name="Jobs", slug="jobs"),
    "an author is renamed": lambda world: _did(save, world.author, name="Grace"),
}


def _did(verb: Callable[..., Any], entry: Entry, **fields: Any) -> Entry:
    verb(entry, **fields)
    return entry


@table("change", CHANGES, rolled_back=True)
def test_whatever_a_change_alters_carries_one_of_its_tags(change: str) -> None:
    world = World()
    before = {path: ask(path) for path in world.paths}
    assert {response.status_code for response in before.values()} == {200}
    entry = CHANGES[change](world)
    tags = {entry_tag(entry.pk), collection_tag(entry._meta.model_name or "")}

    altered = [path for path in world.paths if ask(path).content != before[path].content]
    assert len(altered) > 1, "the change should alter something"
    for path in altered:
        assert tags & set(before[path].headers["Cache-Tag"].split(",")), path


def test_what_a_change_leaves_alone_mostly_stays() -> None:
    world = World()
    for path in ("/roles/", "/skills/", "/skills/docker/"):
        tags = set(ask(path).headers["Cache-Tag"].split(","))
        assert not tags & {entry_tag(world.draft.pk), "articles"}, path


def test_an_answer_with_very_many_entries_has_the_collections_instead() -> None:
    tags = [make_tag(f"Tag {number}") for number in range(MOST_ENTRIES + 1)]
    make_article("one", tags=tags)
    header = ask("/articles/one/").headers["Cache-Tag"]
    assert len(header) < 300
    assert {"articles", "tags", "roles"} <= set(header.split(","))
    assert Article.objects.count() == 1
