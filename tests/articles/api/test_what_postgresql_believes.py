"""PostgreSQL may take full tables for empty; what it plans then costs no more than a moment.

It does after a vacuum found pages in them and no row: what was there was rolled back, or removed before an import.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from cms.publishing.content_types import entry_type
from cms.publishing.models import IndexedText
from cms.publishing.reindexing import reindex
from tests.articles.asking import read
from tests.articles.makers import make_article, make_author, make_copies, make_role, make_skill, make_tag

ARTICLE = entry_type("article")
ROLE = entry_type("role")
SKILL = entry_type("skill")
TAG = entry_type("tag")

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
COPIES = 100


@contextmanager
def taken_for_empty() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 100 WHERE relname LIKE 'publishing_%'")
        cursor.execute("SET LOCAL statement_timeout = '2s'")
    yield


def make_content() -> None:
    skills = [make_skill(name, description=f"On {name}.") for name in ("alpha", "beta")]
    roles = [make_role(f"role {number}", skills=dict.fromkeys(skills, 0.5)) for number in range(6)]
    article = make_article(
        "about all", roles=roles, skills=skills, tags=[make_tag("tag")], authors=[make_author("author", bio="Writes.")]
    )
    make_copies(article, COPIES)
    make_article("other", tags=[make_tag("other")])


def test_in_lists_and_what_they_include() -> None:
    make_content()
    with taken_for_empty():
        for path, resource in (("/articles/", ARTICLE), ("/roles/", ROLE), ("/skills/", SKILL), ("/tags/", TAG)):
            for include in resource.includes:
                assert read(path, include=include, page_size=40)["results"], (path, include)
        for asked in ({"tag": "tag,other"}, {"tag": "tag", "role": "role-1"}, {"tag": "tag", "cursor": ""}):
            assert read("/articles/", **asked)["results"], asked


def test_in_a_comparison() -> None:
    make_content()
    make_copies(make_skill("gamma"), 1_500)
    with taken_for_empty():
        compared = read("/comparisons/" + "-vs-".join(f"role-{number}" for number in range(6)) + "/")
    assert len(compared["articles"]) == 20


def test_in_making_the_index_of_the_search_anew() -> None:
    make_content()
    make_copies(make_skill("gamma"), 2_000)
    indexed = IndexedText.objects.count()
    with taken_for_empty():
        list(reindex(only_missing=True))
    assert IndexedText.objects.count() == indexed
