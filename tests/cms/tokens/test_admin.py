"""API tokens in the admin: shown once, never changed, revoked, and seen by nobody without the permission."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client

from cms.tokens.authentication import NotAuthenticated, checked
from cms.tokens.models import Token
from cms.tokens.preview_links import read_link
from tests.tables import table

from .makers import make_link, make_token

pytestmark = pytest.mark.django_db
LIST = "/admin/tokens/token/"
FORM = {"name": "Website", "scopes": ["preview"], "days": "90", "_save": "Save"}


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("chief"))
    return client


def make_staff(*codenames: str) -> Client:
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="tokens", codename__in=codenames))
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def shown_in(response: Any) -> str:
    """The token on the page that shows it."""
    field = BeautifulSoup(response.content, "html.parser").select_one("input.copied")
    assert field
    return str(field["value"])


def test_a_token_is_shown_once_and_never_again(chief: Client) -> None:
    made = chief.post(f"{LIST}add/", FORM)

    text = shown_in(made)
    token = checked(text)
    assert (token.name, token.scopes, str(token.created_by)) == ("Website", ["preview"], "chief")
    assert token.expires_at
    assert "no-store" in made["Cache-Control"]
    secret = text.split("_", 2)[2]
    for path in (LIST, f"{LIST}{token.pk}/change/", f"{LIST}{token.pk}/history/", "/admin/", LIST):
        page = chief.get(path).content.decode()
        assert secret not in page
        assert token.digest not in page
    assert secret not in str(dict(chief.session))
    assert list(get_messages(made.wsgi_request)) == []


def test_the_list_shows_state_expiry_and_use(chief: Client) -> None:
    make_token()
    page = chief.get(LIST).content.decode()

    for said in ("Website", f"cms_{Token.objects.get().prefix}", "Valid", "preview", "never"):
        assert said in page


@table("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "12"}], rolled_back=True)
def test_a_token_for_nothing_is_not_made(chief: Client, wrong: dict[str, Any]) -> None:
    response = chief.post(f"{LIST}add/", {**FORM, **wrong})

    assert b"errorlist" in response.content
    assert not Token.objects.exists()


def test_a_token_is_neither_changed_nor_deleted(chief: Client) -> None:
    make_token()
    before = Token.objects.values().get()
    own = f"{LIST}{before['id']}"
    chief.post(f"{own}/change/", {**FORM, "name": "Another", "scopes": []})
    chief.post(f"{own}/delete/", {"post": "yes"})
    chief.post(LIST, {"action": "delete_selected", "_selected_action": [before["id"]], "post": "yes"})

    assert Token.objects.values().get() == before


@pytest.mark.parametrize("way", ["button", "action"])
def test_a_token_is_revoked(chief: Client, way: str) -> None:
    text = make_token()
    pk = checked(text).pk
    if way == "button":
        assert f"{pk}/revoke/" in chief.get(f"{LIST}{pk}/change/").content.decode()
        assert chief.get(f"{LIST}{pk}/revoke/").status_code == 200
        assert checked(text).is_valid
        chief.post(f"{LIST}{pk}/revoke/")
    else:
        chief.post(LIST, {"action": "revoke_selected", "_selected_action": [pk]})

    with pytest.raises(NotAuthenticated):
        checked(text)
    assert "Revoked" in chief.get(f"{LIST}{pk}/history/").content.decode()
    assert f"{pk}/revoke/" not in chief.get(f"{LIST}{pk}/change/").content.decode()


def test_all_links_are_taken_back_after_asking(chief: Client) -> None:
    link = make_link()
    chief.get(f"{LIST}revoke-links/")
    assert read_link(link).entry is None
    chief.post(f"{LIST}revoke-links/")

    with pytest.raises(NotAuthenticated):
        read_link(link)


@pytest.mark.parametrize("codenames", [(), ("view_token",), ("add_token",), ("view_token", "add_token")])
def test_without_the_permission_nothing_is_revoked(codenames: tuple[str, ...]) -> None:
    text, link = make_token(), make_link()
    pk = Token.objects.get().pk
    client = make_staff(*codenames)
    for path in (f"{LIST}{pk}/revoke/", f"{LIST}revoke-links/"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    client.post(LIST, {"action": "revoke_selected", "_selected_action": [pk]})

    assert checked(text).is_valid
    assert read_link(link).entry is None


def test_without_the_permission_nobody_sees_or_makes_one() -> None:
    make_token()
    client = make_staff()
    for path in (LIST, f"{LIST}add/", f"{LIST}{Token.objects.get().pk}/change/"):
        assert client.get(path).status_code == 403
        assert client.post(path, FORM).status_code == 403
    assert "token" not in client.get("/admin/").content.decode().lower().replace("csrfmiddlewaretoken", "")
    assert Token.objects.count() == 1


def test_who_may_only_look_is_offered_no_button() -> None:
    make_token()
    client = make_staff("view_token")
    for path in (LIST, f"{LIST}{Token.objects.get().pk}/change/"):
        page = client.get(path).content.decode()
        assert "Website" in page
        assert "evoke" not in page
        assert f"{LIST}add/" not in page


def test_the_list_costs_the_same_for_one_and_for_many(chief: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(20):
        make_token()
    Token.objects.update(created_by=User.objects.get())
    with django_assert_max_num_queries(6):
        assert chief.get(LIST).status_code == 200
