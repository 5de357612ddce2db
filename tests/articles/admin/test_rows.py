"""Inline rows: one target a related link, nothing twice, weights within bounds, dimensions proposed."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Role
from cms.publishing.timeline.standings import State, standing_of
from tests.articles.makers import make_article, make_dimension, make_role, make_skill
from tests.tables import table

from .browsing import ADMIN, add_row, errors, open_form, url_of

pytestmark = pytest.mark.django_db


@table(
    ("row", "message"),
    [
        ({"kind": "related", "title": "Words"}, "choose an article or a role, or give a URL"),
        ({"kind": "related", "target_role": "role", "url": "https://example.org/"}, "It can lead to one place only"),
        ({"kind": "related", "target_article": "self"}, "That is this article itself"),
        ({"kind": "related", "url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"kind": "related", "url": "ftp://example.org/"}, "Enter a valid URL"),
        ({"kind": "nonsense", "url": "https://example.org/"}, "is not one of the available choices"),
        ({"kind": "related", "target_role": "x", "title": "Typed"}, "is not a valid UUID"),
    ],
)
def test_a_related_link_leads_to_exactly_one_place(
    client: Client, chief: User, row: dict[str, str], message: str
) -> None:
    article, role = make_article(), make_role()
    names = {"self": str(article.pk), "role": str(role.pk)}
    values = {name: names.get(value, value) for name, value in row.items()}
    form = add_row(open_form(client, url_of(article)), "related_links", **{"title": "", "text": "", **values})
    response = client.post(url_of(article), form)
    assert response.status_code == 200
    assert message in errors(response)
    assert not article.related_links.exists()


def test_a_row_listed_twice_is_said_in_words(client: Client, chief: User) -> None:
    role = make_role()
    article = make_article(roles=[role])
    form = add_row(open_form(client, url_of(article)), "article_roles", role=str(role.pk), position="")
    assert "A role is there twice" in errors(client.post(url_of(article), form))
    skill = make_skill()
    form = open_form(client, url_of(role))
    for _ in range(2):
        form = add_row(form, "role_skills", skill=str(skill.pk), importance="0.5", tier="useful", note="", position="")
    assert "A skill is there twice" in errors(client.post(url_of(role), form))


@table("importance", ["1.5", "-0.1", "nan", "much"])
def test_importance_lies_between_0_and_1(client: Client, chief: User, importance: str) -> None:
    role, skill = make_role(), make_skill()
    values = {"skill": str(skill.pk), "importance": importance, "tier": "useful", "note": "", "position": ""}
    response = client.post(url_of(role), add_row(open_form(client, url_of(role)), "role_skills", **values))
    assert errors(response)
    assert not role.role_skills.exists()


def test_a_role_is_offered_a_row_for_every_dimension_it_lacks(client: Client, chief: User) -> None:
    focus, tooling, work = make_dimension("Focus"), make_dimension("Tooling"), make_dimension("Work")
    role = make_role(dimensions={focus: "Said already."})
    form = open_form(client, url_of(role))
    offered = {form[name]: name for name in form if re.fullmatch(r"dimension_texts-.*-dimension", name)}
    assert list(offered) == [str(focus.pk), str(tooling.pk), str(work.pk)]
    text_of_work = offered[str(work.pk)].replace("-dimension", "-text")
    response = client.post(url_of(role), {**form, text_of_work: "New words."})
    assert response.status_code == 302
    assert dict(role.dimension_texts.values_list("dimension__name", "text")) == {
        "Focus": "Said already.",
        "Work": "New words.",
    }


def test_a_role_is_written_from_nothing(client: Client, chief: User) -> None:
    focus = make_dimension("Focus")
    form = open_form(client, ADMIN + "role/add/")
    form |= {"name": "AI Engineer", "slug": "ai-engineer", "summary": "Builds with models."}
    form = add_row(form, "responsibilities", text="Building", position="")
    (text_of_focus,) = (name for name in form if re.fullmatch(r"dimension_texts-.*-text", name))
    response = client.post(ADMIN + "role/add/", {**form, text_of_focus: "Products.", "_publish": "1"})
    role = Role.objects.get()
    assert response.status_code == 302
    assert role.dimension_texts.get().dimension == focus
    assert standing_of(role).state == State.PUBLISHED
