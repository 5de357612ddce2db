"""The forms of the content: what editors type, what they are told, and that a list costs what it costs."""

from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, CallToAction, Dimension, Role, Skill, Tag
from cms.publishing.content_types import entry_types
from cms.publishing.models import Revision
from cms.publishing.timeline.standings import State, standing_of
from tests.articles.makers import (
    To,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
)
from tests.tables import table

from .browsing import ADMIN, add_row, errors, open_form, said, url_of

pytestmark = pytest.mark.django_db


def revisions_of(entry: Any) -> int:
    return Revision.objects.filter(entry_id=entry.pk).count()


def make_full_article() -> Article:
    skill, dimension = make_skill("Python"), make_dimension("Focus")
    roles = [make_role(f"Role {place}", skills={skill: 0.5}, dimensions={dimension: "Text."}) for place in range(2)]
    other = make_article("Other")
    return make_article(
        "Whole",
        body="    indented code\n\nText.\n",
        roles=roles,
        skills=[skill],
        tags=[make_tag("Careers")],
        authors=[make_author("Desk")],
        links=[To(other), To(roles[0], kind="guide"), To("https://example.org/", title="Source")],
        calls=[make_call_to_action("Book")],
        hero=make_image("Hero"),
    )


def test_every_content_type_has_its_admin() -> None:
    registered = set(site._registry)
    assert {of_type.model for of_type in entry_types() if of_type.name not in ("note", "label")} <= registered
    assert not [model for model in registered if model._meta.app_label == "publishing"]


def test_every_entry_opens_saves_and_stays_the_same(client: Client, chief: User) -> None:
    article = make_full_article()
    entries = [article, *Role.objects.all(), *Skill.objects.all(), *Tag.objects.all(), *Dimension.objects.all()]
    for entry in [*entries, *CallToAction.objects.all(), article.authors.get(), article.hero]:
        assert entry
        response = client.post(url_of(entry), {**open_form(client, url_of(entry)), "_save": "Save"})
        assert response.status_code == 302, errors(response)
        assert revisions_of(entry) == 1, entry


def test_an_article_is_written_from_nothing_and_published_in_one_go(client: Client, chief: User) -> None:
    tag, role = make_tag("Careers"), make_role("ML Engineer")
    form = open_form(client, ADMIN + "article/add/")
    form = {**form, "title": "A title", "slug": "a-title", "body": "Some text.", "tags": [str(tag.pk)]}
    form = add_row(form, "article_roles", role=str(role.pk), position="")
    form = add_row(form, "related_links", kind="source", url="https://example.org/", title="Source", position="")
    response = client.post(ADMIN + "article/add/", {**form, "_publish": "1"}, follow=True)
    article = Article.objects.get()
    assert "Published revision 1" in said(response)
    assert standing_of(article).state == State.PUBLISHED
    assert article.article_roles.get().position == 1
    assert client.get("/api/v1/articles/a-title/").json()["title"] == "A title"


def test_lists_and_searches_cost_the_same_however_long(client: Client, chief: User) -> None:
    def make(number: int) -> None:
        for _ in range(number):
            make_article(
                roles=[make_role(skills={make_skill(): 0.5}, dimensions={make_dimension(): "Text."})],
                tags=[make_tag()],
                authors=[make_author()],
                calls=[make_call_to_action()],
            )

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    nouns = ("article", "role", "skill", "tag", "author", "dimension", "calltoaction")
    urls = [f"{ADMIN}{noun}/?q=e" for noun in nouns]
    make(3)
    few = {url: queries(url) for url in urls}
    make(9)
    assert {url: queries(url) for url in urls} == few


def test_an_article_with_many_rows_opens_with_as_many_queries_as_one_with_few(client: Client, chief: User) -> None:
    few = make_article(roles=[make_role()], links=[To(make_role())], authors=[make_author()])
    many = make_article(
        roles=[make_role() for _ in range(6)],
        links=[To(make_article()) for _ in range(9)] + [To(make_role()) for _ in range(9)],
        authors=[make_author() for _ in range(5)],
    )

    def queries(article: Article) -> int:
        client.get(url_of(article))
        with CaptureQueriesContext(connection) as captured:
            client.get(url_of(article))
        return len(captured)

    assert queries(few) == queries(many)


def test_aliases_and_identifiers_are_typed_one_a_line(client: Client, chief: User) -> None:
    skill = make_skill("Python", aliases=["py"], same_as=["https://www.wikidata.org/wiki/Q28865"])
    form = open_form(client, url_of(skill))
    assert (form["aliases"], form["same_as"]) == ("py", "https://www.wikidata.org/wiki/Q28865")
    client.post(url_of(skill), {**form, "aliases": " py \r\n\r\nPython 3"})
    skill.refresh_from_db()
    assert skill.aliases == ["py", "Python 3"]
    response = client.post(url_of(skill), {**open_form(client, url_of(skill)), "aliases": "A\x00B", "same_as": "no"})
    assert "Null characters are not allowed" in errors(response)
    assert "“no” is not a full http(s) address" in errors(response)


@table("slug", ["a-vs-b", "vs", "vs-b", "match"], rolled_back=True)
def test_a_role_takes_no_slug_that_the_api_uses(client: Client, chief: User, slug: str) -> None:
    role = make_role(slug="fine")
    response = client.post(url_of(role), {**open_form(client, url_of(role)), "slug": slug})
    assert response.status_code == 200
    assert "slug" in errors(response)
    role.refresh_from_db()
    assert role.slug == "fine"


def test_a_text_too_long_is_told_at_its_field_and_kept(client: Client, chief: User) -> None:
    article = make_article()
    response = client.post(url_of(article), {**open_form(client, url_of(article)), "body": "word " * 50_000})
    assert response.status_code == 200
    assert "longer than 200 kB" in str(response.context["adminform"].form.errors["body"])
    assert b"word word word" in response.content
    assert revisions_of(article) == 1


def test_a_call_to_action_ends_after_it_begins(client: Client, chief: User) -> None:
    call = make_call_to_action()
    dates = {"starts_at_0": "2030-02-01", "starts_at_1": "00:00", "ends_at_0": "2030-01-01", "ends_at_1": "00:00"}
    response = client.post(url_of(call), {**open_form(client, url_of(call)), **dates})
    assert "It must end after it begins" in errors(response)


def test_a_year_that_no_calendar_shares_is_told(client: Client, chief: User) -> None:
    article = make_article()
    form = {**open_form(client, url_of(article)), "published_at_0": "9999-12-31", "published_at_1": "23:59:59"}
    assert "between 1000 and 2999" in errors(client.post(url_of(article), form))


def test_a_name_taken_by_another_tag_is_told(client: Client, chief: User) -> None:
    make_tag("Careers")
    tag = make_tag("Other")
    response = client.post(url_of(tag), {**open_form(client, url_of(tag)), "name": "Careers"})
    assert "The tag “Careers” exists already" in errors(response)


def test_who_may_not_publish_adds_no_call_to_action_that_shows_everywhere(client: Client, db: None) -> None:
    from django.contrib.auth.models import Permission

    writer = User.objects.create_user("writer", is_staff=True)
    writer.user_permissions.set(Permission.objects.filter(codename__in=["add_calltoaction", "change_calltoaction"]))
    client.force_login(writer)
    form = open_form(client, ADMIN + "calltoaction/add/")
    form |= {"name": "Book", "slug": "book", "text": "Read it.", "label": "Read", "url": "https://example.org/"}
    response = client.post(ADMIN + "calltoaction/add/", {**form, "is_default": "on"})
    assert "it would be public at once" in errors(response)
    assert not CallToAction.objects.exists()
    assert client.post(ADMIN + "calltoaction/add/", form).status_code == 302
    call = CallToAction.objects.get()
    response = client.post(url_of(call), {**open_form(client, url_of(call)), "is_default": "on"})
    assert "it would be public at once" in errors(response)
    call.refresh_from_db()
    assert not call.is_default


def test_relations_are_found_by_typing(client: Client, chief: User) -> None:
    make_role("ML Engineer", aliases=["Machine learner"])
    query = {"app_label": "articles", "model_name": "articlerole", "field_name": "role", "term": "learner"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert [item["text"] for item in found] == ["ML Engineer"]


def test_the_front_page_bears_the_name_of_the_site(client: Client, chief: User, settings: Any) -> None:
    page = client.get("/admin/").content.decode()
    assert settings.SITE_NAME in page
    assert "Publications" not in page
