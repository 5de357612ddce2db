"""What is public only while something public refers to it, as the log of changes tells it."""

import pytest

from cms.publishing.publishing import expire, publish, retract
from tests.articles.asking import ask
from tests.articles.makers import edit_and_publish, make_article, make_call_to_action, make_tag, save
from tests.cms.publishing.conftest import Time

from .change_walks import Follower, live, told

pytestmark = pytest.mark.django_db


def test_a_tag_is_told_when_the_first_article_refers_to_it_and_taken_back_with_the_last() -> None:
    tag = make_tag("Careers")
    one = make_article("One", tags=[tag], is_draft=True)
    two = make_article("Two", tags=[tag], is_draft=True)
    follower = Follower()
    assert follower.catch_up() == []
    publish(one)
    assert told(follower.catch_up()) == [("published", "one"), ("published", "careers")]
    publish(two)
    assert told(follower.catch_up()) == [("published", "two")], "the tag was there already"
    retract(one)
    assert told(follower.catch_up()) == [("retracted", "one")]
    retract(two)
    assert told(follower.catch_up()) == [("retracted", "two"), ("retracted", "careers")]
    assert follower.there == live() == {}


def test_a_live_article_that_changes_its_tags_says_so() -> None:
    before, after = make_tag("Before"), make_tag("After")
    article = make_article("One", tags=[before])
    follower = Follower()
    follower.catch_up()
    article.tags.set([after])
    edit_and_publish(article, title="Two")
    assert sorted(told(follower.catch_up())) == [("published", "after"), ("retracted", "before"), ("updated", "one")]
    assert follower.there == live()


def test_a_tag_comes_and_goes_with_the_schedule_of_what_refers_to_it(time: Time) -> None:
    article = make_article("One", tags=[make_tag("Careers")], is_draft=True)
    publish(article, starts_at=time.after(60))
    expire(article, at=time.after(120))
    follower = Follower()
    assert follower.catch_up() == []
    time.advance(61)
    assert sorted(told(follower.catch_up())) == [("published", "careers"), ("published", "one")]
    time.advance(60)
    assert sorted(told(follower.catch_up())) == [("retracted", "careers"), ("retracted", "one")]


def test_a_tag_whose_article_is_replaced_by_one_that_expired_first_is_told(time: Time) -> None:
    tag = make_tag("Careers")
    first = make_article("First", tags=[tag])
    expire(first, at=time.after(60))
    time.advance(10)
    second = make_article("Second", tags=[tag])
    follower = Follower()
    follower.catch_up()
    time.advance(51)
    follower.catch_up()
    assert follower.there == live()
    retract(second)
    follower.catch_up()
    assert follower.there == live() == {}


def test_a_tag_is_told_that_a_late_publish_keeps_after_it_was_seen_to_go(time: Time) -> None:
    tag = make_tag("Careers")
    first = make_article("First", tags=[tag])
    expire(first, at=time.after(60))
    second = make_article("Second", tags=[tag], is_draft=True)
    follower = Follower()
    time.advance(61)
    follower.catch_up()
    assert follower.there == {}
    # It took its moment when the tag was still in use, and committed after the mirror had seen it go.
    time.advance(-2)
    publish(second)
    time.advance(3)
    follower.catch_up()
    assert follower.there == live()
    assert ("tag", "careers") in follower.there.values()


def test_what_a_tag_was_called_while_only_drafts_used_it_is_not_told() -> None:
    tag = make_tag("Layoffs 2027")
    article = make_article("One", tags=[tag], is_draft=True)
    follower = Follower()
    follower.catch_up()
    save(tag, name="Canary", slug="canary")
    assert follower.catch_up() == []
    save(tag, name="Careers", slug="careers")
    publish(article)
    items = follower.catch_up()
    assert follower.there == live()
    retract(article)
    save(tag, name="Layoffs again", slug="layoffs-again")
    items += follower.catch_up()
    assert follower.there == {}
    assert not [item for item in items if "layoffs" in str(item) or "canary" in str(item)]
    assert {item["slug"] for item in items if item["type"] == "tag"} == {"careers"}
    assert "layoffs" not in ask("/changes/").content.decode()


def test_a_renamed_tag_in_use_names_its_previous_slug() -> None:
    tag = make_tag("Careers")
    make_article("One", tags=[tag])
    follower = Follower()
    follower.catch_up()
    save(tag, slug="jobs")
    (item,) = follower.catch_up()
    assert (item["action"], item["slug"], item["previous_slug"]) == ("updated", "jobs", "careers")
    assert (item["url"], item["previous_url"]) == (None, None)


def test_a_call_that_becomes_a_default_is_told_though_nothing_refers_to_it() -> None:
    call = make_call_to_action("Newsletter")
    follower = Follower()
    assert follower.catch_up() == []
    save(call, is_default=True)
    assert told(follower.catch_up()) == [("updated", "newsletter")]
    save(call, is_default=False)
    assert told(follower.catch_up()) == [("retracted", "newsletter")]
