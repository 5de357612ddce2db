"""What is made of all roles is made once for a content version, and of what is published only."""

import pytest

from articles.careers.survey import Survey, survey
from cms.delivery.reader import Reader
from cms.publishing.reading.perspectives import as_of, drafts, published
from cms.publishing.timeline.content_version import current_version, once_a_version
from tests.articles.makers import edit_and_publish, make_role, make_skill

pytestmark = pytest.mark.django_db


def titles(known: Survey) -> list[str]:
    return sorted(known.titles.values())


def test_drafts_and_other_moments_neither_use_nor_become_what_is_remembered() -> None:
    make_role("Live", skills={make_skill(): 0.5})
    make_role("Draft", is_draft=True)
    before = survey(Reader(published()))
    assert titles(survey(Reader(drafts()))) == ["Draft", "Live"]
    moment = current_version().now
    edit_and_publish(make_role("Later"))
    assert titles(survey(Reader(as_of(moment)))) == ["Live"]
    assert titles(before) == ["Live"]
    assert titles(survey(Reader(published()))) == ["Later", "Live"]


def test_it_is_the_same_one_until_something_is_published() -> None:
    role = make_role("Live")
    first = survey(Reader(published()))
    assert survey(Reader(published())) is first
    edit_and_publish(role, summary="Changed.")
    assert survey(Reader(published())) is not first


def test_what_was_made_while_the_version_moved_is_not_remembered() -> None:
    token = current_version().token

    def publish_in_between() -> str:
        make_role()
        return "torn"

    assert once_a_version("test", token, publish_in_between) == "torn"
    assert once_a_version("test", token, lambda: "again") == "again"


def test_one_value_a_name_is_remembered_for_the_version_at_hand() -> None:
    token = current_version().token
    assert once_a_version("test", token, lambda: "one") == "one"
    assert once_a_version("test", token, lambda: "two") == "one"
    assert once_a_version("other", token, lambda: "two") == "two"
    assert once_a_version("test", "", lambda: "anew") == "anew"
    make_role()
    assert once_a_version("test", current_version().token, lambda: "three") == "three"


def test_importance_of_what_is_not_live_and_importance_0_are_no_needs() -> None:
    live, draft, zero = make_skill(), make_skill(is_draft=True), make_skill()
    role = make_role("Live", skills={live: 0.5, draft: 1, zero: 0})
    assert survey(Reader(published())).needs == {str(role.pk): {str(live.pk): 0.5}}
