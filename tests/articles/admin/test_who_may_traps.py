"""Ways around the permissions that people try, each from the group that lacks them."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Role, Skill, Tag
from cms.publishing.models import EntryRecord, Publication
from cms.publishing.publishing import publish, publish_on_save
from cms.publishing.timeline.standings import State, standing_of
from tests.articles.makers import To, make_article, make_author, make_call_to_action, make_role, make_tag
from tests.tables import table

from .addresses import admin_addresses
from .browsing import ADMIN, add_row, open_form, said, url_of
from .kinds import KINDS, LATER, MODELS, make_kind
from .observing import NOTHING, Observer, watched
from .people import CHIEF, PASSWORD, make_client, make_person

pytestmark = pytest.mark.django_db
IDS = ("<uuid:entry_id>", "<path:object_id>", "<id>")


@pytest.fixture
def writer() -> Client:
    return make_client("Writer")


@pytest.fixture
def editor() -> Client:
    return make_client("Editor")


def every_url(nouns: Iterable[str] = MODELS) -> list[str]:
    """Every address under /admin/ with the ids of entries of these nouns, and where it has none, of a user."""
    entries = {noun: [make_kind(noun, kind).pk for kind in KINDS[noun]] for noun in nouns}
    someone, urls = make_person(CHIEF), []
    for address in admin_addresses():
        if "(?P" in address.route or address.noun in MODELS.keys() - entries.keys():
            continue
        for pk in entries.get(address.noun, [someone.pk]):
            route = address.route.replace("<path:content_type_id>", "1")
            for argument in IDS:
                route = route.replace(argument, str(pk))
            urls.append(f"/{route}")
    return list(dict.fromkeys(urls))


def test_nothing_is_changed_without_the_token_of_the_form() -> None:
    urls, chief = every_url(), make_client(CHIEF, strict=True)
    data = {"username": CHIEF, "password": PASSWORD, "post": "yes", "revision": "1"}
    with watched() as written:
        accepted = [url for url in urls if chief.post(url, data).status_code != 403]
    assert accepted == []
    assert written == []


@table("method", ["GET", "PUT", "DELETE"], rolled_back=True)
def test_no_other_method_changes_anything(method: str) -> None:
    urls, chief = every_url(("article", "tag")), make_client(CHIEF)
    query = "?revision=1&older=1&newer=2&confirmed=1&action=publish_selected&_publish=1&post=yes&starts_at=2030-01-01"
    with watched() as written:
        failed = [url for url in urls if chief.generic(method, url + query).status_code >= 500]
    assert written == []
    assert failed == []


def test_a_field_that_publishes_is_refused_to_who_may_not(writer: Client, editor: Client) -> None:
    article, role = make_article("Article", is_draft=True), make_role("Role", is_draft=True)
    for client, entry in ((writer, article), (editor, article), (editor, role)):
        for name in ("_publish", "_schedule", "publish", "_saveasnew", "_popup"):
            client.post(url_of(entry), {**open_form(client, url_of(entry)), name: "1"})
        add = reverse(f"admin:articles_{entry._meta.model_name}_add")
        client.post(add, {**open_form(client, add), "title": "B", "name": "B", "slug": "b", "_publish": "1"})
    assert not Publication.objects.exists()
    assert not Article.objects.filter(slug="b").exists()
    assert not Role.objects.filter(slug="b").exists()


def test_saving_as_new_makes_nothing_new(writer: Client) -> None:
    article = make_article("Article")
    form = open_form(writer, url_of(article))
    copied = writer.post(url_of(article), {**form, "title": "Copy", "slug": "copy", "_saveasnew": "1"})
    assert copied.status_code == 403
    assert Article.objects.get() == article
    assert standing_of(article).state == State.PUBLISHED


def test_acts_on_many_are_not_reached_by_another_list_or_name(writer: Client, editor: Client) -> None:
    article, tag = make_article("Article", is_draft=True), make_tag("Tag")
    ids = [str(article.pk), str(tag.pk)]
    observer = Observer(LATER)
    for client in (writer, editor):
        for noun in MODELS:
            url = reverse(f"admin:{MODELS[noun]._meta.app_label}_{noun}_changelist")
            for action in ("publish_selected", "discard_selected", "delete_selected", "retract_selected"):
                for way in ({}, {"select_across": "1"}, {"index": "0"}):
                    client.post(
                        url, {"action": action, "_selected_action": ids, "confirmed": "1", "post": "yes", **way}
                    )
    assert observer.effect() == NOTHING


def test_a_publisher_publishes_through_a_list_only_what_the_list_holds() -> None:
    article, role = make_article("Article", is_draft=True), make_role("Role", is_draft=True)
    data = {"action": "publish_selected", "_selected_action": [str(article.pk), str(role.pk)], "confirmed": "1"}
    make_client("Publisher").post(ADMIN + "role/", data)
    assert standing_of(role).state == State.PUBLISHED
    assert standing_of(article).state == State.DRAFT


@table("page", ["publish", "schedule", "restore", "history", "compare", "delete", "change"], rolled_back=True)
def test_an_entry_is_not_reached_through_the_admin_of_another_type(page: str) -> None:
    article, chief = make_article("Confidential", is_draft=True), make_client(CHIEF)
    observer = Observer(LATER)
    url = f"{ADMIN}role/{article.pk}/{page}/"
    for response in (chief.get(url), chief.post(url, {"revision": "1", "starts_at": f"{LATER:%Y-%m-%dT%H:%M}"})):
        assert (response.status_code, response.get("Location")) == (302, f"{ADMIN}role/") or page == "change"
        assert b"Confidential" not in response.content
    assert observer.effect() == NOTHING


def test_the_bin_of_one_type_brings_back_nothing_of_another() -> None:
    article, publisher = make_kind("article", "binned"), make_client("Publisher")
    publisher.post(f"{ADMIN}role/bin/{article.pk}/")
    assert not Article.objects.exists()
    assert "Confidential" not in publisher.get(f"{ADMIN}role/bin/").content.decode()


def test_what_was_thrown_away_stays_away_until_who_may_delete_brings_it_back(writer: Client, editor: Client) -> None:
    tag = make_kind("tag", "binned")
    for client in (writer, editor):
        assert "Restore</button>" not in client.get(f"{ADMIN}tag/bin/").content.decode()
        assert client.post(f"{ADMIN}tag/bin/{tag.pk}/").status_code == 403
    assert not Tag.objects.exists()
    assert EntryRecord.objects.get(pk=tag.pk).deleted_at


def test_a_tag_that_is_not_out_yet_stays_as_the_publisher_saw_it(writer: Client) -> None:
    """Scheduled with an article, it would be public in another wording without anybody asked."""
    tag = make_tag("Careers")
    article = make_article("Article", tags=[tag], is_draft=True)
    assert writer.post(url_of(tag), {**open_form(make_client(CHIEF), url_of(tag)), "name": "A"}).status_code == 302
    publish(article, starts_at=LATER)
    tag.refresh_from_db()
    assert writer.post(url_of(tag), {"name": "Slander", "slug": "careers"}).status_code == 403
    assert 'name="_save"' not in writer.get(url_of(tag)).content.decode()


def test_what_was_over_is_not_made_public_again_by_who_may_not(editor: Client) -> None:
    """A live page refers to it, so saving it would put it back there."""
    tag = make_tag("Careers")
    make_article("Article", tags=[tag])
    Publication.objects.filter(entry_id=tag.pk).delete()
    assert make_client("Writer").post(url_of(tag), {"name": "B", "slug": "careers"}).status_code == 403
    assert editor.post(url_of(tag), {**open_form(editor, url_of(tag)), "name": "B"}).status_code == 302
    assert Client().get("/api/v1/tags/careers/").json()["name"] == "B"


def test_a_call_that_everybody_would_see_is_the_publishers(writer: Client, editor: Client) -> None:
    call = make_call_to_action("Call")
    for client in (writer, editor):
        assert client.post(url_of(call), {"name": "Call", "is_default": "on"}).status_code == 403
        assert client.get(ADMIN + "calltoaction/add/").status_code == 403
    assert not Publication.objects.filter(standalone=True, type="call_to_action").exists()


def test_rows_of_others_are_not_taken_over(writer: Client) -> None:
    """Sending the id of a row that belongs to another article, or to a role, moves nothing."""
    role = make_role("Role")
    theirs = make_article("Theirs", roles=[role], authors=[make_author()], links=[To("https://example.org/")])
    mine = make_article("Mine", is_draft=True)
    row, link = theirs.article_roles.get(), theirs.related_links.get()
    form = open_form(writer, url_of(mine))
    form = add_row(form, "article_roles", id=str(row.pk), article=str(theirs.pk), role=str(role.pk), position="1")
    form = add_row(form, "related_links", id=str(link.pk), article=str(theirs.pk), url="https://evil.example/")
    form |= {"article_roles-INITIAL_FORMS": "1", "related_links-INITIAL_FORMS": "1", "related_links-0-DELETE": "on"}
    observer = Observer(LATER)
    assert writer.post(url_of(mine), form).status_code < 500
    assert observer.effect() == NOTHING


def test_a_field_that_publishes_does_not_skip_the_dates_of_a_call() -> None:
    call, chief = make_call_to_action("Call", is_default=True), make_client(CHIEF)
    form = open_form(chief, url_of(call))
    chief.post(url_of(call), {**form, "starts_at_0": f"{LATER:%Y-%m-%d}", "starts_at_1": "12:00:00", "_publish": "1"})
    assert Client().get("/api/v1/calls-to-action/").json()["results"] == []


def test_a_popup_gives_no_more_than_the_page(writer: Client) -> None:
    tag, skill = make_tag("Tag"), Skill.objects.create(name="Skill", slug="skill")
    make_article("Article", tags=[tag])
    for url in (url_of(tag), url_of(skill), ADMIN + "skill/add/", ADMIN + "role/add/"):
        assert writer.post(f"{url}?_popup=1&_to_field=id", {"name": "X", "slug": "x", "_popup": "1"}).status_code == 403
    answer: Any = writer.post(ADMIN + "tag/add/?_popup=1", {"name": "New", "slug": "new", "_popup": "1"})
    assert "popup_response" in answer.content.decode()
    assert Client().get("/api/v1/tags/new/").status_code == 404


def test_a_revision_that_is_restored_changes_nothing_shown_by_who_may_not(writer: Client) -> None:
    tag = make_kind("tag", "used")
    assert writer.get(url_of(tag, "restore") + "?revision=1").status_code == 403
    assert writer.post(url_of(tag, "restore"), {"revision": "1"}).status_code == 403
    unused = make_kind("tag", "unused")
    publish_on_save(unused)
    response = writer.post(url_of(unused, "restore"), {"revision": "1"}, follow=True)
    assert "Restored revision 1" in said(response)
