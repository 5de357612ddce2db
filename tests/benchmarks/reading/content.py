"""The plan of the content, the same for every contender: which article has which title, tags, roles, links and date.

Everything is a number into a list of names, so that each contender makes rows of its own kind of it. An article's
plan depends on its number and the size of the data set, and on nothing else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from . import wording

TAGS, ROLES, SKILLS, AUTHORS, IMAGES = 40, 60, 120, 25, 40
# The newest article's date, and the years over which the others lie.
LATEST = datetime(2026, 1, 1, 9, tzinfo=UTC)
SPAN = timedelta(days=3_000)
COMMONEST, RAREST = 0.5, 0.001


@dataclass(frozen=True)
class Link:
    """To another article or a role, by number, or to a URL outside."""

    article: int | None = None
    role: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Plan:
    """One article. `body` is the number of its body; `linked_role` and `linked_article` are what the body links to."""

    number: int
    id: UUID
    slug: str
    title: str
    subtitle: str
    excerpt: str
    body: int
    words: list[str]
    linked_role: int
    linked_article: int
    published_at: datetime
    tags: list[int]
    roles: list[int]
    skills: list[int]
    authors: list[int]
    hero: int | None
    links: list[Link]


def tag_name(number: int) -> str:
    return f"Topic {number:02}"


def tag_slug(number: int) -> str:
    return f"topic-{number:02}"


def share(tag: int) -> float:
    """The part of all articles that have a tag: half for the first, one in a thousand for the last."""
    return float(COMMONEST * (RAREST / COMMONEST) ** (tag / (TAGS - 1)))


@cache
def role_names() -> list[str]:
    return [f"{head} {tail}" for tail in wording.ROLE_TAILS for head in wording.ROLE_HEADS][:ROLES]


def role_slug(number: int) -> str:
    return role_names()[number].lower().replace(" ", "-")


def skill_name(number: int) -> str:
    return f"{wording.ADJECTIVES[number % 20].title()} {wording.NOUNS[number % 40]} {number}"


def skill_slug(number: int) -> str:
    return skill_name(number).lower().replace(" ", "-")


def skills_of_role(number: int) -> dict[int, float]:
    """The importances of 15 skills."""
    random = Random(f"{wording.SEED}:role:{number}")
    return {skill: round(random.uniform(0.1, 1), 2) for skill in random.sample(range(SKILLS), 15)}


def article_id(number: int) -> UUID:
    return wording.uuid_of(f"article:{number}")


def article_slug(number: int) -> str:
    return f"what-changes-part-{number}"


def plan(number: int, size: int) -> Plan:
    """Article `number` of `size`; number 0 is the newest."""
    random = Random(f"{wording.SEED}:{size}:{number}")
    return Plan(
        number=number,
        id=article_id(number),
        slug=article_slug(number),
        title=wording.title(random, number),
        subtitle=wording.sentence(random)[:120],
        excerpt=f"{wording.sentence(random)} {wording.sentence(random)}",
        body=random.randrange(wording.BODIES),
        words=wording.fillings(random),
        linked_role=_one_of(random, ROLES),
        linked_article=random.randrange(size),
        published_at=LATEST - SPAN * (number / size),
        tags=[tag for tag in range(TAGS) if random.random() < share(tag)],
        roles=_some_of(random, ROLES, random.choices([0, 1, 2, 3], [20, 50, 25, 5])[0]),
        skills=_some_of(random, SKILLS, random.randint(1, 5)),
        authors=_some_of(random, AUTHORS, random.choices([1, 2], [3, 1])[0]),
        hero=random.randrange(IMAGES) if random.random() < 0.8 else None,
        links=_links(random, number, size),
    )


def _one_of(random: Random, size: int) -> int:
    """The first ones more often: the first about five times as often as the middle one."""
    return int(size * random.random() ** 2)


def _some_of(random: Random, size: int, number: int) -> list[int]:
    chosen: dict[int, None] = {}
    while len(chosen) < number:
        chosen[_one_of(random, size)] = None
    return list(chosen)


def _links(random: Random, number: int, size: int) -> list[Link]:
    articles = {other: None for _ in range(random.randint(0, 3)) if (other := random.randrange(size)) != number}
    links = [Link(article=other) for other in articles]
    links += [Link(role=_one_of(random, ROLES))] if random.random() < 0.5 else []
    return links + ([Link(url=f"https://example.com/{number}")] if random.random() < 0.5 else [])
