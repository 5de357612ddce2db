"""What can be found out by asking: by query strings, search fields and ids, by those who may not see it."""

import pytest
from django.test import Client

from tests.articles.makers import make_article, make_image, make_role
from tests.tables import table

from .browsing import ADMIN
from .people import GUEST, make_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Client:
    return make_client("Writer")


@table(
    "query",
    [
        "e=1",
        "logentry__user__password__startswith=a",
        "authors__created_at__year=2026",
        "authors__articles__title__startswith=Con",
        "article_authors__author__name=x",
        "linked_from__article__title__startswith=C",
        "tags__articles__body__contains=Some",
        "id__in=x",
        "pk=not-an-id",
        "state=nonsense",
        "o=-99.x",
        "p=99999999999999999999",
        "q=%00",
        "_popup=1&_to_field=body",
        "_to_field=body",
        "tags__id__exact=x",
        "roles__id__isnull=x",
        "all=&all=1",
    ],
    rolled_back=True,
)
def test_questions_by_query_string_are_refused_or_harmless(writer: Client, query: str) -> None:
    article = make_article("Confidential")
    for path in ("article/", f"article/{article.pk}/change/", f"article/{article.pk}/history/"):
        assert writer.get(f"{ADMIN}{path}?{query}", follow=True).status_code < 500
    assert b"Confidential" not in make_client(GUEST).get(f"{ADMIN}article/?{query}", follow=True).content


@table(
    "lookup",
    ["logentry__user__password__startswith", "authors__articles__title__startswith", "tags__articles__slug"],
    given=lambda: make_article("Confidential", slug="con"),
    rolled_back=True,
)
def test_lists_are_not_filtered_by_what_no_filter_offers(writer: Client, lookup: str) -> None:
    """A right guess and a wrong one are answered alike, so that nothing can be found out letter by letter."""
    right, wrong = (writer.get(f"{ADMIN}article/?{lookup}={guess}") for guess in ("con", "zzz"))
    assert right.status_code in (302, 400)
    assert (right.status_code, right.get("Location")) == (wrong.status_code, wrong.get("Location"))


@table(
    ("question", "status"),
    [
        ("app_label=articles&model_name=article&field_name=hero", 403),
        ("app_label=articles&model_name=articlerole&field_name=role", 403),
        ("app_label=auth&model_name=user&field_name=groups", 403),
        ("app_label=articles&model_name=article&field_name=body", 403),
        ("app_label=articles&model_name=nothing&field_name=x", 403),
        ("app_label=publishing&model_name=publication&field_name=published_by", 403),
        ("", 403),
    ],
    given=lambda: (make_role("Confidential role"), make_image("Confidential picture")),
    rolled_back=True,
)
def test_the_search_of_a_form_tells_no_title_to_who_may_not_see_it(question: str, status: int) -> None:
    response = make_client(GUEST).get(f"/admin/autocomplete/?{question}&term=Conf")
    assert (response.status_code, b"Confidential" in response.content) == (status, False)


@table("model", ["user&field_name=groups", "user&field_name=user_permissions"], rolled_back=True)
def test_the_search_of_a_form_tells_a_publisher_nothing_of_rights(model: str) -> None:
    response = make_client("Publisher").get(f"/admin/autocomplete/?app_label=auth&model_name={model}&term=")
    assert response.status_code == 403


def test_whether_an_id_exists_is_not_told_to_who_may_see_nothing() -> None:
    article, guest = make_article("Confidential"), make_client(GUEST)
    for page in ("publish", "history", "compare", "restore", "delete", "change"):
        there = guest.get(f"{ADMIN}article/{article.pk}/{page}/").status_code
        absent = guest.get(f"{ADMIN}article/00000000-0000-4000-8000-000000000000/{page}/").status_code
        assert (there, absent) == (403, 403), page


@table("rest", ["1/nonsense/", "1/5/", "x/", ""], rolled_back=True)
def test_the_admin_leads_nobody_to_pages_of_this_server(rest: str) -> None:
    assert make_client("Publisher").get(f"/admin/r/{rest}").status_code == 404
