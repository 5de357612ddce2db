"""What takes effect without a write, as the log of changes tells it."""

import pytest

from cms.publishing.models import Change, Ledger
from cms.publishing.publishing import Pending, expire, publish, unschedule
from cms.publishing.timeline import content_version
from tests.articles.makers import edit, edit_and_publish, make_article
from tests.cms.publishing.conftest import Time

from .change_walks import Follower, live, told

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_schedule_is_told_when_it_takes_effect_and_no_write_is_needed(time: Time) -> None:
    article = make_article("One")
    follower = Follower()
    time.advance(1)
    follower.catch_up()
    edit_and_publish(article, slug="uno", starts_at=time.after(60))
    expire(article, at=time.after(120))
    time.advance(59)
    assert follower.catch_up() == []
    time.advance(2)
    assert told(follower.catch_up()) == [("updated", "uno")]
    time.advance(60)
    assert told(follower.catch_up()) == [("retracted", "uno")]
    assert follower.there == live() == {}


def test_a_schedule_that_is_cancelled_is_never_told(time: Time) -> None:
    article = make_article("One", is_draft=True)
    publish(article, starts_at=time.after(60))
    follower = Follower()
    follower.catch_up()
    unschedule(article)
    time.advance(90)
    assert follower.catch_up() == []


def test_a_publish_that_commits_after_a_later_schedule_was_told_is_not_lost(time: Time) -> None:
    """The head alone, or the moment alone, would lose it: its moment lies before one that was told already."""
    late, scheduled = make_article("Late", is_draft=True), make_article("Scheduled", is_draft=True)
    publish(scheduled, starts_at=time.after(10))
    publish(late)
    follower = Follower()
    # The same, seen by a reader before the late one's commit.
    time.advance(11)
    Change.objects.filter(entry_id=late.pk).update(head=99)
    assert told(follower.catch_up()) == [("published", "scheduled")]
    Ledger.objects.update(head=99)
    content_version.forget()
    assert told(follower.catch_up()) == [("published", "late")]
    assert follower.catch_up() == []


def test_publishing_again_at_the_moment_of_a_schedule_keeps_the_follower_right(time: Time) -> None:
    article = make_article("One")
    edit_and_publish(article, slug="uno", starts_at=time.after(60))
    follower = Follower()
    follower.catch_up()
    edit(article, slug="eins")
    publish(article, pending=Pending.KEEP)
    time.advance(61)
    assert [(item["slug"], item["previous_slug"]) for item in follower.catch_up()] == [("eins", "one"), ("uno", "eins")]
    assert follower.there == live()
