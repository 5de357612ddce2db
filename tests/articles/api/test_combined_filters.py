"""Every set of filters, in every order, by page and by cursor, finds what has them all: whichever way it is read."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from cms.delivery.compiled_queries import Statement
from cms.delivery.lists import entry_lists
from cms.delivery.lists.entry_lists import orderings_of
from cms.publishing.content_types import entry_type
from cms.publishing.timeline import content_version
from tests.articles.asking import read, slugs
from tests.articles.makers import make_article, make_author, make_role, make_tag
from tests.contents import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MIDDLE = FIRST + timedelta(days=20)
FILTERS: dict[str, tuple[str, Any]] = {
    "tag": ("one", lambda made: "one" in made["tags"]),
    "tag__all": ("one,two", lambda made: {"one", "two"} <= set(made["tags"])),
    "role": ("a,b", lambda made: bool({"a", "b"} & set(made["roles"]))),
    "author": ("writer", lambda made: "writer" in made["authors"]),
    "language": ("en,de", lambda made: made["language"] in ("en", "de")),
    "published_at__gte": (f"{MIDDLE:%Y-%m-%d}", lambda made: made["published_at"] >= MIDDLE),
    "q": ("needle", lambda made: made["title"].startswith("Needle")),
}
Made = dict[str, dict[str, Any]]
_made: Made = {}


def _make_articles() -> None:
    random = Random(7)
    _made.clear()
    makers: dict[str, Any] = {"tags": make_tag, "roles": make_role, "authors": make_author}
    names = {"tags": ["one", "two", "three"], "roles": ["a", "b", "c"], "authors": ["writer", "other"]}
    entries = {kind: {name: makers[kind](name) for name in names[kind]} for kind in names}
    for number in range(40):
        chosen = {kind: [name for name in names[kind] if random.random() < 0.7] for kind in names}
        made: dict[str, Any] = {
            "title": f"{random.choice(['Needle', 'Straw'])} {number}",
            "language": random.choice(["en", "de", "fr"]),
            "published_at": FIRST + timedelta(days=number),
        }
        refers: dict[str, Any] = {kind: [entries[kind][name] for name in chosen[kind]] for kind in names}
        article = make_article(**made, **refers)
        _made[article.slug] = {**made, **chosen}


_content = made_once(_make_articles)

SETS = [names for number in (1, 2, 3) for names in combinations(FILTERS, number)]


@pytest.mark.parametrize("few", [0, 3, 2_000])
def test_any_set_of_filters_finds_what_has_them_all(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few decides what is sorted, walked, tried row by row, or read as a whole."""
    monkeypatch.setattr(entry_lists, "FEW", few)
    orderings = ["-published_at", "title", "published_at", "-reading_minutes"]
    for place, names in enumerate(SETS):
        content_version.forget()
        query = {name: FILTERS[name][0] for name in names}
        expected = {slug for slug, made in _made.items() if all(FILTERS[name][1](made) for name in names)}
        ordering = orderings[place % len(orderings)]
        whole = read("/articles/", **query, ordering=ordering, page_size=100)
        found = [result["slug"] for result in whole["results"]]
        assert (set(found), whole["count"], len(found)) == (expected, len(expected), len(expected)), (names, ordering)
        assert found == [slug for slug in slugs("/articles/", ordering=ordering, page_size=100) if slug in expected]
        if len(found) > 7:
            second = read("/articles/", **query, ordering=ordering, page=2, page_size=7)
            assert [result["slug"] for result in second["results"]] == found[7:14], (names, ordering)
        walked: list[str] = []
        step = read("/articles/", **query, ordering=ordering, cursor="", page_size=7)
        while True:
            walked += [result["slug"] for result in step["results"]]
            if not step["next"]:
                break
            step = read(step["next"].partition("/api/v1")[2])
        assert walked == found, (names, ordering)


def test_pages_and_values_make_no_new_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_one = Statement._compile

    def noted(*given: Any) -> Any:
        compiled.append(given)
        return compile_one(*given)

    monkeypatch.setattr(Statement, "_compile", noted)
    for query in ({"tag": "one"}, {"tag": "one", "author": "writer"}, {"language": "en", "ordering": "title"}):
        read("/articles/", **query)
        compiled.clear()
        for page_size in range(1, 4):
            for page in (1, 2):
                read("/articles/", **query, page=page, page_size=page_size)
        assert compiled == []


def test_all_orders_are_documented_and_answer_with_filters() -> None:
    for ordering in orderings_of(entry_type("article")):
        assert read("/articles/", tag="one", role="a", ordering=ordering)["count"] > 0
