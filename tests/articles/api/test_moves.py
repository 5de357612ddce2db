"""Slugs that changed, entries that were taken down, and what never was public."""

from typing import Any

import pytest

from cms.publishing.binning import discard, undelete
from cms.publishing.content_types import key_of
from cms.publishing.publishing import expire, publish, retract
from tests.articles.asking import ask, problem_in, read, refused
from tests.articles.contract import wrong_with
from tests.articles.makers import (
    edit,
    edit_and_publish,
    make_article,
    make_role,
    make_skill,
    make_tag,
    save,
)
from tests.cms.publishing.conftest import Time
from tests.tables import table

pytestmark = pytest.mark.django_db
HOST = "https://api.example.org/api/v1"
MAKERS: dict[str, Any] = {"articles": make_article, "roles": make_role, "skills": make_skill}


def moved(path: str, to: str, **query: Any) -> None:
    response = ask(path, **query)
    problem = problem_in(response, 301)
    assert response.headers["Location"] == problem["location"] == HOST + to
    assert HOST + to in problem["detail"]
    assert "max-age=0" in response.headers["Cache-Control"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert wrong_with(problem, path, 301) == []
    head = ask(path, method="HEAD", **query)
    assert (head.status_code, head.headers["Location"]) == (301, HOST + to)


@pytest.mark.parametrize("noun", MAKERS)
def test_an_old_slug_leads_to_the_new_one_through_any_chain_of_renames(noun: str) -> None:
    entry = MAKERS[noun]("first")
    for slug in ("second", "third"):
        edit_and_publish(entry, slug=slug)
    moved(f"/{noun}/first/", f"/{noun}/third/")
    moved(f"/{noun}/second/", f"/{noun}/third/")
    edit_and_publish(entry, slug="first")
    moved(f"/{noun}/third/", f"/{noun}/first/")
    moved(f"/{noun}/second/", f"/{noun}/first/")
    assert read(f"/{noun}/first/")["id"] == str(entry.pk)


def test_so_does_the_slug_of_what_publishes_on_save() -> None:
    tag = make_tag("old")
    make_article(tags=[tag])
    save(tag, slug="new")
    moved("/tags/old/", "/tags/new/")


def test_a_rename_that_is_not_published_moves_nothing() -> None:
    article = make_article("old")
    edit(article, slug="new")
    assert read("/articles/old/")["slug"] == "old"
    refused("/articles/new/", 404)


def test_a_scheduled_rename_moves_at_its_moment(time: Time) -> None:
    article = make_article("old")
    edit_and_publish(article, slug="new", starts_at=time.after(60))
    refused("/articles/new/", 404)
    read("/articles/old/")
    time.advance(60)
    read("/articles/new/")
    moved("/articles/old/", "/articles/new/")


def test_related_of_an_old_slug_leads_to_related_of_the_new_one_with_its_query() -> None:
    article = make_article("old")
    edit_and_publish(article, slug="new")
    moved("/articles/old/related/", "/articles/new/related/?page_size=5&explain=1", page_size=5, explain=1)


def test_a_comparison_by_old_slugs_leads_to_the_one_by_new_slugs_in_the_same_order() -> None:
    roles = [make_role(name) for name in ("a", "b", "c")]
    edit_and_publish(roles[0], slug="a2")
    edit_and_publish(roles[2], slug="c2")
    moved("/comparisons/a-vs-b/", "/comparisons/a2-vs-b/")
    moved("/comparisons/c-vs-b-vs-a/", "/comparisons/c2-vs-b-vs-a2/")
    assert read("/comparisons/c2-vs-b-vs-a2/")["slug"] == "c2-vs-b-vs-a2"


def test_an_old_and_a_new_slug_of_one_role_are_a_role_with_itself() -> None:
    role = make_role("old")
    edit_and_publish(role, slug="new")
    assert "itself" in refused("/comparisons/old-vs-new/")["detail"]


def test_a_slug_that_another_entry_took_over_is_that_entry() -> None:
    first = make_article("wanted")
    edit_and_publish(first, slug="elsewhere")
    second = make_article("wanted")
    assert read("/articles/wanted/")["id"] == str(second.pk)
    assert read("/articles/elsewhere/")["id"] == str(first.pk)


@table("noun", MAKERS, rolled_back=True)
def test_what_was_retracted_is_gone_and_comes_back(noun: str) -> None:
    entry = MAKERS[noun]("slug")
    retract(entry)
    problem = refused(f"/{noun}/slug/", 410)
    assert problem["type"] == "https://api.example.org/problems/gone"
    publish(entry)
    read(f"/{noun}/slug/")


def test_so_is_what_expired_and_what_was_deleted_and_its_old_slugs(time: Time) -> None:
    expiring, deleted = make_article("expiring"), make_article("first")
    edit_and_publish(deleted, slug="deleted")
    key = key_of(deleted)
    expire(expiring, at=time.after(60))
    read("/articles/expiring/")
    time.advance(60)
    refused("/articles/expiring/", 410)
    discard(deleted)
    refused("/articles/deleted/", 410)
    refused("/articles/first/", 410)
    refused("/articles/first/related/", 410)
    undelete(key)
    refused("/articles/deleted/", 410)


def test_a_comparison_with_a_retracted_role_is_gone() -> None:
    make_role("a")
    retract(make_role("b"))
    assert "“b”" in refused("/comparisons/a-vs-b/", 410)["detail"]


def without(problem: dict[str, Any], slug: str) -> dict[str, Any]:
    return {key: value.replace(slug, "…") if isinstance(value, str) else value for key, value in problem.items()}


@table("noun", MAKERS, rolled_back=True)
def test_a_draft_cannot_be_told_from_what_never_was(noun: str) -> None:
    MAKERS[noun]("secret", is_draft=True)
    for path in (f"/{noun}/{{}}/", *(["/articles/{}/related/"] if noun == "articles" else [])):
        draft, nothing = ask(path.format("secret")), ask(path.format("absent"))
        assert without(problem_in(draft, 404), "secret") == without(problem_in(nothing, 404), "absent")
        assert {name: value for name, value in draft.headers.items() if name != "Content-Length"} == {
            name: value for name, value in nothing.headers.items() if name != "Content-Length"
        }


def test_neither_can_a_tag_that_only_drafts_have_nor_a_scheduled_page_nor_a_draft_role_compared(time: Time) -> None:
    make_article(tags=[make_tag("secret")], is_draft=True)
    scheduled = make_article("secret", is_draft=True)
    publish(scheduled, starts_at=time.after(60))
    make_role("secret", is_draft=True)
    make_role("live")
    for path in ("/tags/{}/", "/articles/{}/", "/comparisons/live-vs-{}/", "/comparisons/{}-vs-live/"):
        known, unknown = (refused(path.format(slug), 404) for slug in ("secret", "absent"))
        assert without(known, "secret") == without(unknown, "absent")


def test_a_tag_that_nothing_live_has_any_more_is_gone() -> None:
    tag = make_tag("tag")
    article = make_article(tags=[tag])
    read("/tags/tag/")
    retract(article)
    refused("/tags/tag/", 410)
    assert read("/tags/")["count"] == 0


def test_a_slug_that_a_tag_had_before_anything_public_used_it_was_never_public() -> None:
    tag = make_tag("secret-project")
    save(tag, slug="open-project")
    make_article(tags=[tag])
    read("/tags/open-project/")
    refused("/tags/secret-project/", 404)
