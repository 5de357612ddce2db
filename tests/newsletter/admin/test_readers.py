"""Newsletters, readers, suppressions and the consent log in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from newsletter.consent.suppressing import suppress
from newsletter.editor_group import NEWSLETTER_EDITOR
from newsletter.mail_addresses import parse_address
from newsletter.models import (
    ConsentEvent,
    ConsentText,
    Issue,
    Newsletter,
    OwnSentence,
    Subscriber,
    Subscription,
    Suppression,
)
from tests.articles.asking import read
from tests.newsletter.makers import make_newsletter, make_subscriber
from tests.tables import table

from .makers import make_editor, said

pytestmark = pytest.mark.django_db
ADMIN = "/admin/newsletter/"
FIELDS = {
    "name": "MLOps Now",
    "slug": "mlops-now",
    "description": "Weekly.",
    "language": "en",
    "list_id": "mlops-now.example.org",
    "from_name": "MLOps Now",
    "from_email": "now@example.org",
    "reply_to": "editors@example.org",
    "owner_email": "owner@example.org",
    "postal_address": "1 Example Street",
    "is_public": "on",
    "has_archive": "on",
    "wording": "Send me MLOps Now, weekly.",
}
ROWS = {
    "consent_texts-TOTAL_FORMS": "0",
    "consent_texts-INITIAL_FORMS": "0",
    "own_sentences-TOTAL_FORMS": "0",
    "own_sentences-INITIAL_FORMS": "0",
}


@pytest.fixture
def editor(client: Client) -> User:
    """Signed in, with all that the group may do."""
    user = User.objects.create_user("ed", email="ed@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Newsletter editor"))
    client.force_login(user)
    return user


def test_the_group_may_do_what_it_is_for(editor: User) -> None:
    wanted = {f"newsletter.{act}_{model.split('.')[1]}" for model, acts in NEWSLETTER_EDITOR.items() for act in acts}

    assert editor.get_all_permissions() == wanted


def test_an_editor_makes_a_newsletter_with_its_wording(client: Client, editor: User) -> None:
    client.post(f"{ADMIN}newsletter/add/", FIELDS)

    newsletter = Newsletter.objects.get()
    text = ConsentText.objects.get()
    assert (text.newsletter, text.version, text.text) == (newsletter, 1, "Send me MLOps Now, weekly.")
    shown = read("/newsletter/")["results"]
    assert shown[0]["consent_text"] == {"version": 1, "text": "Send me MLOps Now, weekly."}


def test_another_wording_is_another_version_and_the_same_is_none(client: Client, editor: User) -> None:
    client.post(f"{ADMIN}newsletter/add/", FIELDS)
    change = f"{ADMIN}newsletter/{Newsletter.objects.get().pk}/change/"

    client.post(change, FIELDS | ROWS | {"name": "Renamed", "wording": "Send me MLOps Now, weekly.\r\n"})
    assert [text.version for text in ConsentText.objects.all()] == [1]
    client.post(change, FIELDS | ROWS | {"name": "Renamed", "wording": "And count me."})

    assert [(text.version, text.text) for text in ConsentText.objects.all()] == [
        (2, "And count me."),
        (1, "Send me MLOps Now, weekly."),
    ]
    assert read("/newsletter/")["results"][0]["consent_text"]["version"] == 2
    assert client.get(change).content.count(b"And count me.") >= 2


def test_an_editor_puts_own_words_in_place_of_a_sentence_and_learns_what_is_filled_in(
    client: Client, editor: User
) -> None:
    newsletter = make_newsletter(language="ru")
    change = f"{ADMIN}newsletter/{newsletter.pk}/change/"
    row = {"own_sentences-TOTAL_FORMS": "1", "own_sentences-0-key": "confirm_heading", "own_sentences-0-id": ""}
    assert "Do you want {newsletter}?" in client.get(change).content.decode()

    wrong = client.post(change, FIELDS | ROWS | row | {"own_sentences-0-text": "Вы хотите {address}?"})
    assert "{address} is not filled in here. What is: {newsletter}." in wrong.content.decode()
    client.post(change, FIELDS | ROWS | row | {"own_sentences-0-text": "Вы хотите\r\n {newsletter}?"})

    assert [(own.key, own.text) for own in OwnSentence.objects.all()] == [
        ("confirm_heading", "Вы хотите {newsletter}?")
    ]


@table("slug", ["u", "subscriptions", "erasures", "confirmations", "refusals"], rolled_back=True)
def test_a_newsletter_is_not_called_like_another_address(client: Client, editor: User, slug: str) -> None:
    client.post(f"{ADMIN}newsletter/add/", FIELDS | {"slug": slug})

    assert not Newsletter.objects.exists()


@table("name", ["name", "from_name", "from_email", "reply_to", "owner_email", "list_id", "language"], rolled_back=True)
def test_no_header_is_typed_into_another(client: Client, editor: User, name: str) -> None:
    client.post(f"{ADMIN}newsletter/add/", FIELDS | {name: f"{FIELDS[name]}\r\nBcc: all@example.org"})
    client.post(f"{ADMIN}newsletter/add/", FIELDS | {name: f"{FIELDS[name]}\nBcc"})

    assert not Newsletter.objects.exists()


def test_the_list_id_stays_once_an_issue_was_prepared(client: Client, editor: User) -> None:
    newsletter = make_newsletter()
    Issue.objects.create(newsletter=newsletter, slug="one", subject="One", prepared_at=newsletter.created_at)
    before = newsletter.list_id

    client.post(f"{ADMIN}newsletter/{newsletter.pk}/change/", FIELDS | ROWS)

    newsletter.refresh_from_db()
    assert (newsletter.name, newsletter.list_id) == ("MLOps Now", before)


def test_shared_keys_are_told_to_whoever_makes_a_newsletter(client: Client, editor: User, settings: Settings) -> None:
    assert "NEWSLETTER_LINK_KEYS and NEWSLETTER_FINGERPRINT_KEY" in said(client.post(f"{ADMIN}newsletter/add/", FIELDS))
    client.get(f"{ADMIN}newsletter/")  # which shows it
    settings.NEWSLETTER_LINK_KEYS, settings.NEWSLETTER_FINGERPRINT_KEY = ["another"], "a third"
    more = {"slug": "other", "list_id": "other.example.org"}
    assert "NEWSLETTER_LINK_KEYS" not in said(client.post(f"{ADMIN}newsletter/add/", FIELDS | more))


@pytest.mark.parametrize("typed", ["READER@example.org", " reader@EXAMPLE.org ", "eader@exam", "reader"])
def test_a_reader_is_found_by_the_address_or_a_part(client: Client, editor: User, typed: str) -> None:
    newsletter = make_newsletter()
    make_subscriber("Reader@example.org", newsletter=newsletter)
    make_subscriber("somebody@example.net", newsletter=newsletter)

    page = client.get(f"{ADMIN}subscriber/", {"q": typed}).content.decode()

    assert "Reader@example.org" in page
    assert "somebody@example.net" not in page


def test_the_list_of_readers_takes_as_many_queries_for_many_as_for_few(client: Client, editor: User) -> None:
    newsletter = make_newsletter()
    make_subscriber(newsletter=newsletter)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{ADMIN}subscriber/")
    for _ in range(30):
        make_subscriber(newsletter=newsletter)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{ADMIN}subscriber/")
    assert len(many) == len(few)


def test_readers_are_filtered_by_state_and_newsletter(client: Client, editor: User) -> None:
    newsletter = make_newsletter()
    make_subscriber("a@example.org", newsletter=newsletter, state="pending")
    make_subscriber("b@example.org", newsletter=newsletter)
    make_subscriber("b@example.org", newsletter=make_newsletter())

    page = client.get(f"{ADMIN}subscriber/", {"subscriptions__state__exact": "confirmed"}).content.decode()

    assert page.count("b@example.org") == 1
    assert "a@example.org" not in page


def test_an_editor_erases_after_a_look(client: Client, editor: User) -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())
    data = {"action": "erase_selected", "_selected_action": [reader.pk]}

    asked = client.post(f"{ADMIN}subscriber/", data)
    shown = client.get(asked["Location"])
    reader.refresh_from_db()
    assert (shown.status_code, b"reader@example.org" in shown.content, reader.erased_at) == (200, True, None)

    done = client.post(f"{ADMIN}subscriber/erase/", {"id": [reader.pk]})

    reader.refresh_from_db()
    assert reader.erased_at is not None
    assert "Erased: 1" in said(done)
    assert "reader@example.org" not in str(list(LogEntry.objects.values()))
    assert "Nobody was chosen" in said(client.post(f"{ADMIN}subscriber/erase/", {"id": [reader.pk, "x", "9" * 30]}))


def test_an_editor_unsubscribes_and_says_why(client: Client, editor: User) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    page = f"{ADMIN}subscriber/{reader.pk}/unsubscribe/{newsletter.pk}/"

    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "whatever"}).status_code == 200
    assert Subscription.objects.get().state == "confirmed"
    client.post(page, {"reason": "request"})

    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.reason) == ("unsubscribed", "request")
    assert ConsentEvent.objects.get().note == "request"
    assert "not subscribed" in said(client.post(page, {"reason": "request"}))


def test_the_page_of_a_reader_shows_what_they_agreed_to(client: Client, editor: User) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    ConsentEvent.objects.create(
        fingerprint=str(reader.fingerprint),
        kind="confirmed",
        newsletter=newsletter,
        consent_text=newsletter.consent_texts.get(),
        ip="192.0.2.5",
    )

    page = client.get(f"{ADMIN}subscriber/{reader.pk}/change/").content.decode()

    assert "192.0.2.5" in page
    assert "version 1" in page
    assert f"/unsubscribe/{newsletter.pk}/" in page
    assert "Save" not in page


def test_who_may_only_look_can_do_nothing(client: Client) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    client.force_login(make_editor("onlooker", "view_subscriber"))

    page = client.get(f"{ADMIN}subscriber/{reader.pk}/change/").content.decode()
    tries = [
        client.post(f"{ADMIN}subscriber/erase/", {"id": [reader.pk]}),
        client.post(f"{ADMIN}subscriber/{reader.pk}/unsubscribe/{newsletter.pk}/", {"reason": "request"}),
        client.get(f"{ADMIN}suppression/"),
        client.get(f"{ADMIN}consentevent/"),
        client.post(f"{ADMIN}subscriber/{reader.pk}/delete/", {"post": "yes"}),
        client.post(f"{ADMIN}subscriber/add/", {}),
    ]

    assert "Erase…" not in page
    assert [answer.status_code for answer in tries] == [403] * 6
    assert Subscription.objects.get().state == "confirmed"


def test_a_stranger_is_asked_to_log_in(client: Client) -> None:
    reader = make_subscriber(newsletter=make_newsletter())

    for page in ("subscriber/erase/", f"subscriber/{reader.pk}/change/", "suppression/add/", "signuprequest/"):
        assert client.get(f"{ADMIN}{page}").status_code == 302
        assert client.post(f"{ADMIN}{page}", {"id": [reader.pk]}).status_code == 302
    reader.refresh_from_db()
    assert reader.erased_at is None


def test_an_address_is_suppressed_found_and_lifted(client: Client, editor: User) -> None:
    fingerprint = parse_address("reader@example.org").fingerprint

    client.post(f"{ADMIN}suppression/add/", {"email": " Reader@Example.org", "newsletter": "", "note": "By letter"})

    suppression = Suppression.objects.get()
    assert (suppression.fingerprint, suppression.reason, suppression.newsletter) == (fingerprint, "manual", None)
    assert ConsentEvent.objects.get().kind == "suppressed"
    found = client.get(f"{ADMIN}suppression/", {"q": "READER@example.org"}).content.decode()
    assert "By letter" in found
    assert "By letter" not in client.get(f"{ADMIN}suppression/", {"q": "other@example.org"}).content.decode()
    assert "By letter" not in client.get(f"{ADMIN}suppression/", {"q": "reader"}).content.decode()
    assert client.get(f"{ADMIN}suppression/{suppression.pk}/change/").status_code == 200
    client.post(f"{ADMIN}suppression/{suppression.pk}/delete/", {"post": "yes"})
    assert not Suppression.objects.exists()


def test_a_suppression_is_refused_in_words(client: Client, editor: User) -> None:
    suppress(parse_address("reader@example.org").fingerprint, reason=Suppression.Reason.MANUAL)

    for values, said_so in (
        ({"email": "reader@example.org", "note": ""}, "suppressed already"),
        ({"email": "nobody", "note": ""}, "complete e-mail address"),
        ({"email": "other@example.org", "note": "as other@example.org asked"}, "No addresses here"),
    ):
        page = client.post(f"{ADMIN}suppression/add/", {"newsletter": "", **values}).content.decode()
        assert said_so in page
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("model", ["consentevent", "signuprequest", "erasurerequest", "notice"])
def test_what_happened_is_read_and_not_written(client: Client, editor: User, model: str) -> None:
    assert client.get(f"{ADMIN}{model}/").status_code == 200
    assert client.get(f"{ADMIN}{model}/", {"q": "reader@example.org"}).status_code == 200
    assert client.post(f"{ADMIN}{model}/add/", {}).status_code == 403
    assert client.post(f"{ADMIN}{model}/1/delete/", {"post": "yes"}).status_code in (302, 403)


def test_a_subscriber_is_never_named_by_the_address_in_logs() -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())

    assert "@" not in str(reader) + repr(reader)
    assert str(Subscriber(pk=7)) == "reader 7"
