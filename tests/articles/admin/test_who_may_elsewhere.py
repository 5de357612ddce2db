"""The admin's other pages, those of people and groups and of the site itself, tried as everybody against one table."""

import re
from typing import Any, NamedTuple

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from articles.models import Article
from cms.audit.models import Act, AuditEvent
from cms.audit.recording import record
from cms.tokens.issuing import issue
from tests.articles.makers import make_article, make_tag

from .addresses import Address, admin_addresses
from .kinds import LATER, MODELS
from .observing import NOTHING, PEOPLE, Observer, undone, watched
from .people import CHIEF, EVERYBODY, GROUPS, GUEST, MEMBER, PASSWORD, STRANGER, make_client, make_person
from .whose import NOBODY, WRITERS

pytestmark = pytest.mark.django_db
STAFF = (GUEST, *GROUPS, CHIEF)
NEW_PASSWORD = "quite-another-2"


class Rule(NamedTuple):
    """Who gets the page, and who changes people by sending its form."""

    sees: tuple[str, ...] = NOBODY
    does: tuple[str, ...] = NOBODY


CHIEFS = Rule((CHIEF,), (CHIEF,))
TABLE = {
    "index": Rule(STAFF),
    "app_list": Rule(WRITERS),
    "login": Rule((STRANGER, MEMBER)),
    "logout": Rule(),
    "password_change": Rule(STAFF, STAFF),
    "password_change_done": Rule(STAFF),
    "autocomplete": Rule(WRITERS),
    "jsi18n": Rule(STAFF),
    "view_on_site": Rule(),
    "no_view_on_site": Rule(),
    "(?P<url>.*)$": Rule(),
    **{f"{noun} {page}": Rule((CHIEF,)) for noun in ("user", "group") for page in ("changelist", "history")},
    **{f"{noun} {page}": CHIEFS for noun in ("user", "group") for page in ("add", "change", "delete")},
    **{f"{noun} object": Rule() for noun in ("user", "group")},
    "user password_change": CHIEFS,
    **{
        f"token {page}": Rule((CHIEF,)) for page in ("changelist", "add", "change", "history", "revoke", "revoke_links")
    },
    **{f"token {page}": Rule() for page in ("delete", "object")},
    "auditevent changelist": Rule((CHIEF,)),
    **{f"auditevent {page}": Rule((CHIEF,)) for page in ("change", "history")},
    **{f"auditevent {page}": Rule() for page in ("add", "delete", "object")},
}
# Those of the newsletter and of background work are tried in tests/newsletter/admin.
ELSEWHERE = {
    model._meta.model_name for model in site._registry if model._meta.app_label in ("newsletter", "background")
}
ADDRESSES = [address for address in admin_addresses() if address.noun not in {*MODELS, *ELSEWHERE}]


def named(address: Address) -> str:
    return f"{address.noun} {address.page}".strip()


def test_the_table_names_every_other_page_of_the_url_map() -> None:
    assert {named(address) for address in ADDRESSES} == set(TABLE)


@pytest.fixture
def urls() -> dict[str, str]:
    """The address of every page, its arguments filled in: about a live article, the Writer, and the Writers' group."""
    article, people = make_article("Confidential"), [make_person(name) for name in EVERYBODY]
    writer, writers = next(user for user in people if user.username == "writer"), Group.objects.get(name="Writer")
    token = issue(name="Confidential", scopes=["preview"]).token
    record(Act.SAVED, by=None, subject_title="Confidential")
    about = {
        "auditevent": AuditEvent.objects.latest("id").pk,
        "user": writer.pk,
        "group": writers.pk,
        "token": token.pk,
    }
    fixed = {
        "app_list": "admin/articles/",
        "no_view_on_site": "admin/r/1/nonsense/",
        "view_on_site": f"admin/r/{ContentType.objects.get_for_model(Article).pk}/{article.pk}/",
        "autocomplete": "admin/autocomplete/?app_label=articles&model_name=article&field_name=tags&term=",
        "(?P<url>.*)$": "admin/nothing/like/this/",
    }
    filled = {}
    for address in ADDRESSES:
        route = fixed.get(address.page, address.route)
        for argument in ("<path:object_id>", "<id>", "<int:token_id>"):
            route = route.replace(argument, str(about.get(address.noun)))
        filled[named(address)] = f"/{route}"
    return filled


def test_everybody_gets_the_other_pages_of_the_table_and_no_others(urls: dict[str, str]) -> None:
    make_tag("Confidential tag")
    wrong = []
    for person in EVERYBODY:
        client = make_client(person)
        for name, rule in TABLE.items():
            with undone(), watched() as written:
                response = client.get(urls[name])
            if (response.status_code == 200) != (person in rule.sees) or response.status_code >= 500:
                wrong.append(f"{person}, {name}: looking is answered {response.status_code}")
            if b"Confidential" in response.content and person not in rule.sees:
                wrong.append(f"{person}, {name}: is told a title")
            if written:
                wrong.append(f"{person}, {name}: looking wrote {written[0]}")
    assert wrong == []


def sent(name: str) -> dict[str, Any]:
    """What the form of a page would send to give its sender more than is his."""
    writer, every_right = make_person("Writer"), [*Group.objects.values_list("pk", flat=True)]
    blank_dates = {"last_login_0": "", "last_login_1": "", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    powerful = {"username": "writer", "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": every_right}
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    forms: dict[str, dict[str, Any]] = {
        "login": {"username": writer.username, "password": PASSWORD},
        "password_change": {
            "old_password": PASSWORD,
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
            "user": writer.pk,
            "is_superuser": "on",
        },
        "user add": {"username": "accomplice", **passwords},
        "user change": {**powerful, **blank_dates},
        "user password_change": passwords,
        "user delete": {"post": "yes"},
        "group add": {"name": "Conspirators"},
        "group change": {"name": "Writers who publish"},
        "group delete": {"post": "yes"},
        "user changelist": {"action": "delete_selected", "_selected_action": [str(writer.pk)], "post": "yes"},
        "group changelist": {"action": "delete_selected", "_selected_action": every_right, "post": "yes"},
    }
    return forms.get(name, {"post": "yes"})


def test_only_the_chief_changes_people_and_everybody_his_own_password(urls: dict[str, str]) -> None:
    wrong, observer = [], Observer(LATER)
    for person in EVERYBODY:
        for name, rule in TABLE.items():
            with undone(), watched() as written:
                client = make_client(person)  # anew: logging out and a new password end a session
                response = client.post(urls[name], sent(name))
                effect = observer.effect() if written else NOTHING
            is_list = name in ("user changelist", "group changelist") and person == CHIEF
            expected = PEOPLE if person in rule.does or is_list else NOTHING
            if effect != expected or response.status_code >= 500:
                wrong.append(f"{person}, {name}: sending changed {effect} and not {expected} ({response.status_code})")
    assert wrong == []


@pytest.mark.parametrize("person", STAFF)
def test_who_changes_a_password_changes_nothing_but_that(person: str) -> None:
    for name in STAFF:
        make_person(name)
    before = {user.username: user.password for user in User.objects.all()}
    make_client(person).post("/admin/password_change/", sent("password_change"))
    changed = {user.username for user in User.objects.all() if user.password != before[user.username]}
    assert changed == {person.lower()}
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == [CHIEF]


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_from_the_site(next_page: str) -> None:
    writer = make_person("Writer")
    logged_in = Client().post(f"/admin/login/?next={next_page}", {"username": writer.username, "password": PASSWORD})
    posted = {"username": writer.username, "password": PASSWORD, "next": next_page}
    answers = [
        logged_in,
        Client().post("/admin/login/", posted),
        make_client("Writer").get(f"/admin/login/?next={next_page}"),
        make_client("Writer").post(f"/admin/logout/?next={next_page}", {"next": next_page}),
        Client().get(f"/admin//{next_page}"),
        make_client("Writer").get(f"/admin/{next_page}"),
        make_client("Writer").post(
            f"/admin/articles/tag/add/?_changelist_filters={next_page}", {"name": "A", "slug": "a", "_save": "Save"}
        ),
    ]
    for answer in answers:
        assert re.fullmatch(r"/(?![/\\]).*", answer.get("Location", "/admin/"))
        assert "evil" not in answer.get("Location", "").partition("?")[0].partition("/admin/")[0]


def test_a_person_without_a_page_is_not_offered_it() -> None:
    for person in ("Writer", "Editor", "Publisher"):
        page = make_client(person).get("/admin/").content.decode()
        assert "/admin/auth/" not in page
        assert "/admin/articles/article/" in page
    assert "/admin/articles/" not in make_client(GUEST).get("/admin/").content.decode()
    assert make_client(MEMBER).get("/admin/").status_code == 302
