"""The log that mirrors and static builds follow."""

from typing import Any

import pytest
from django.conf import settings
from django.core.signing import Signer

from articles.models import Article
from cms.delivery.cache.dependencies import entry_tag
from cms.publishing.binning import discard
from cms.publishing.models import Change, Ledger
from cms.publishing.publishing import retract
from cms.publishing.republishing import republish
from cms.publishing.timeline import content_version
from tests.articles.asking import address_of, all_queries_at, ask, read, refused
from tests.articles.makers import (
    edit,
    edit_and_publish,
    make_article,
    make_author,
    make_copies,
    make_role,
    make_tag,
)
from tests.cms.publishing.conftest import Time
from tests.tables import table

from .change_walks import Follower, live, told

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_first_walk_gives_what_is_public_once_and_no_history() -> None:
    gone = make_article("Gone")
    retract(gone)
    article = make_article("First", tags=[make_tag("Used")])
    edit_and_publish(article, title="Second")
    make_tag("Unused")
    make_article("Draft", tags=[make_tag("Of a draft")], is_draft=True)
    follower = Follower()
    assert sorted(told(follower.catch_up())) == [("published", "used"), ("updated", "first")]
    assert follower.there == live()


def test_what_happens_afterwards_is_told_in_order() -> None:
    article = make_article("One")
    follower = Follower()
    follower.catch_up()
    assert follower.catch_up() == []
    edit_and_publish(article, title="Uno")
    make_article("Two")
    retract(article)
    assert told(follower.catch_up()) == [("updated", "one"), ("published", "two"), ("retracted", "one")]
    assert follower.catch_up() == []


def test_a_change_names_its_addresses_and_cache_tags() -> None:
    article = make_article("One")
    (item,) = Follower().catch_up()
    assert item["url"] == "https://www.example.org/articles/one"
    assert item["api_url"] == "https://api.example.org/api/v1/articles/one/"
    assert item["cache_tags"] == [entry_tag(article.pk), "articles"]
    assert item["id"] == str(article.pk)


def test_a_tombstone_has_the_slug_under_which_it_was_public() -> None:
    article = make_article("One")
    follower = Follower()
    follower.catch_up()
    edit(article, slug="secret-plan")
    retract(article)
    (item,) = follower.catch_up()
    assert (item["action"], item["slug"]) == ("retracted", "one")
    assert item["url"] == "https://www.example.org/articles/one"


def test_a_new_slug_names_the_one_before() -> None:
    article = make_article("One")
    follower = Follower()
    follower.catch_up()
    edit_and_publish(article, slug="uno")
    edit_and_publish(article, title="Same place")
    retract(article)
    edit_and_publish(article, slug="eins")
    found = [(item["slug"], item["previous_slug"]) for item in follower.catch_up()]
    assert found == [("uno", "one"), ("uno", None), ("uno", None), ("eins", "uno")]
    assert follower.there == live()


def test_the_previous_address_is_a_full_one() -> None:
    article = make_article("One")
    follower = Follower()
    follower.catch_up()
    edit_and_publish(article, slug="uno")
    (item,) = follower.catch_up()
    assert item["previous_url"] == "https://www.example.org/articles/one"


@pytest.mark.parametrize("page_size", [1, 2, 3])
def test_pages_neither_overlap_nor_leave_anything_out(page_size: int) -> None:
    for number in range(5):
        make_article(f"Article {number}", tags=[make_tag(f"Tag {number}")])
    follower = Follower(page_size)
    first = follower.catch_up()
    assert len(first) == len({item["id"] for item in first}) == 10
    assert follower.there == live()
    for article in Article.objects.all():
        edit_and_publish(article, slug=f"{article.slug}-new")
    assert len(follower.catch_up()) == 5
    assert follower.there == live()


def test_what_is_published_while_the_pages_are_read_comes_in_the_next_walk() -> None:
    articles = [make_article(f"Article {number}") for number in range(4)]
    page = read("/changes/", page_size=2)
    edit_and_publish(articles[0], title="Again")
    retract(articles[3])
    rest = read("/changes/", page_size=2, since=page["since"])
    assert rest["next"], "there is more by now"
    assert told(rest["results"]) == [("published", "article-2"), ("published", "article-3")]
    later = read("/changes/", since=rest["since"])
    assert told(later["results"]) == [("updated", "article-0"), ("retracted", "article-3")]
    assert later["next"] is None


def test_the_next_page_can_be_followed_by_its_address() -> None:
    for number in range(3):
        make_article(f"Article {number}")
    page = read("/changes/", page_size=2)
    address = page["next"]
    assert address.startswith(f"{settings.PUBLIC_API_URL}/api/v1/changes/?")
    assert "page_size=2" in address
    rest = ask(address.removeprefix(f"{settings.PUBLIC_API_URL}/api/v1")).json()
    assert told(rest["results"]) == [("published", "article-2")]


def test_the_answer_is_the_same_until_something_changes(time: Time) -> None:
    make_article("One")
    before = ask("/changes/").content
    time.advance(30)
    assert ask("/changes/").content == before


def test_what_goes_to_the_bin_leaves_a_tombstone() -> None:
    article = make_article("One", authors=[make_author("Ada")])
    follower = Follower()
    follower.catch_up()
    discard(article)
    assert sorted(told(follower.catch_up())) == [("retracted", "ada"), ("retracted", "one")]


def test_rendering_again_tells_only_what_it_changed() -> None:
    make_article("One", tags=[make_tag("Careers")])
    follower = Follower()
    follower.catch_up()
    list(republish())
    assert follower.catch_up() == []


@table(
    "since",
    ["x", "0.0", "1.2.3", ".", "a.b.c", "é", "0" * 1000, "1.1." + "A" * 43, Signer(sep=".").sign("0.0")],
    given=lambda: make_article("One"),
)
def test_a_since_that_was_not_given_here_is_refused(since: str) -> None:
    (error,) = refused("/changes/", since=since)["errors"]
    assert error["parameter"] == "since"


def test_a_since_of_a_history_that_a_backup_has_undone_is_refused() -> None:
    make_article("One")
    kept = Ledger.objects.get()
    known = read("/changes/")["since"]
    make_article("Two")
    late = read("/changes/")["since"]
    Change.objects.filter(head__gt=kept.head).delete()
    Ledger.objects.update(head=kept.head, head_at=kept.head_at)
    content_version.forget()
    assert refused("/changes/", since=late)["errors"][0]["parameter"] == "since"
    make_article("Three")
    make_article("Four")
    assert refused("/changes/", since=late)["errors"][0]["parameter"] == "since"
    assert told(read("/changes/", since=known)["results"]) == [("published", "three"), ("published", "four")]


def test_unknown_parameters_and_sizes_are_refused() -> None:
    assert refused("/changes/", sinse="")["errors"][0]["nearest"] == "since"
    assert refused("/changes/", page_size=101)["errors"][0]["parameter"] == "page_size"
    assert refused("/changes/", page_size="x")["errors"][0]["parameter"] == "page_size"


def test_an_empty_database_has_nothing_to_tell() -> None:
    answer = read("/changes/")
    assert (answer["results"], answer["next"]) == ([], None)
    make_role("Role")
    assert told(read("/changes/", since=answer["since"])["results"]) == [("published", "role")]


def queries_of(**query: Any) -> int:
    """How many, without those that read the ledger's head."""
    return sum("publishing_ledger" not in sql for sql in all_queries_at(address_of("/changes/", query)))


def test_a_page_costs_a_fixed_number_of_queries() -> None:
    article = make_article("One", tags=[make_tag()])
    first = read("/changes/")["since"]
    edit_and_publish(article, title="Two")
    few = queries_of(), queries_of(since=first)
    make_copies(article, 30)
    for _ in range(10):
        make_article(tags=[make_tag(), make_tag()], authors=[make_author()])
    many = queries_of(), queries_of(since=first)
    assert many[0] == few[0] == 3
    assert few[1] == 3
    assert many[1] == 5
