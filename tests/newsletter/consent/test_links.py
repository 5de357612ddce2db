"""Links in mails: whatever merely looks at them changes nothing, and whoever has none can do nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from newsletter.consent.unsubscribing import unsubscribe
from newsletter.erasure.reader_erasure import erase
from newsletter.models import ConsentEvent, Notice, Subscriber, Subscription
from newsletter.unsubscribe_tokens import NewsletterReader, unsubscribe_token
from tests.articles.asking import problem_in
from tests.fronted import FrontedClient, make_front
from tests.newsletter.makers import make_newsletter, make_subscriber
from tests.tables import table

from .calling import get, post, signup
from .mailbox import mails_in, token_in, work

pytestmark = pytest.mark.django_db
State = Subscription.State
API = "/api/v1/newsletter"
ONE_CLICK = [
    (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
    (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    # As some send it, and as a page of a frontend might.
    (b"", "application/x-www-form-urlencoded"),
    (b"not multipart at all", "multipart/form-data"),
    (b"{}", "application/json"),
    (b"x" * 20_000, "text/plain"),
]


@pytest.fixture
def links(mails: Path) -> dict[str, str]:
    """One good token of each kind."""
    newsletter = make_newsletter()
    signup(newsletter, "pending@example.org")
    work()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    post("/erasures/", {"email": "reader@example.org"})
    work()
    pending, erasure = (token_in(mail) for mail in mails_in(mails))
    return {"pending": pending, "erasure": erasure, "reader": unsubscribe_token(newsletter.pk, reader.pk)}


def addresses_of(links: dict[str, str]) -> list[str]:
    return [
        f"{API}/confirmations/{links['pending']}/",
        f"{API}/refusals/{links['pending']}/",
        f"{API}/u/{links['reader']}/",
        f"{API}/erasures/{links['erasure']}/",
        f"/newsletter/confirm/{links['pending']}/",
        f"/newsletter/refuse/{links['pending']}/",
        f"/newsletter/unsubscribe/{links['reader']}/",
        f"/newsletter/erase/{links['erasure']}/",
    ]


def every_row() -> list[dict[str, Any]]:
    models: list[type[Model]] = list(apps.get_app_config("newsletter").get_models())
    return [
        dict(model=model.__name__, **row) for model in models for row in model._default_manager.order_by("pk").values()
    ]


@table("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_what_does_not_post_changes_no_table(links: dict[str, str], method: str) -> None:
    before = every_row()
    assert len(before) > 8

    for address in addresses_of(links):
        for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch", "X-Moz": "prefetch"}):
            answer = Client(enforce_csrf_checks=True).generic(method, address, headers=headers)
            shown = "refusals" not in address
            if method in ("GET", "HEAD"):
                assert answer.status_code == (200 if shown else 405), address
            assert answer.status_code < 500
            assert not answer.cookies

    assert every_row() == before


def test_no_answer_to_a_link_is_kept_or_told_on_or_found(links: dict[str, str]) -> None:
    cut = {kind: token[:-1] for kind, token in links.items()}
    for address in addresses_of(links) + addresses_of(cut):
        for answer in (Client().get(address), Client().post(address)):
            assert answer["Cache-Control"] == "no-store", address
            assert answer["Referrer-Policy"] == "no-referrer", address
            assert "noindex" in answer["X-Robots-Tag"], address


def test_no_access_log_has_a_token(
    links: dict[str, str], settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.ACCESS_LOG = True
    client = FrontedClient(make_front())

    for address in addresses_of(links):
        client.get(address)
        client.post(address)

    written = capfd.readouterr().err
    assert written.count("cms.access") >= 16
    assert "POST /api/v1/newsletter/u/- 200" in written
    assert "GET /newsletter/confirm/- 200" in written
    assert not [token for token in links.values() if token in written]


@table(
    "wrong",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "A",
        lambda token: token[:5] + ("B" if token[5] == "A" else "A") + token[6:],
        lambda token: token.swapcase(),
        lambda token: token + "=",
        lambda token: "%00" + token,
        lambda token: "x" * 5_000,
        lambda token: "ä" * 43,
        lambda token: "%20" + token,
        lambda token: "'; DROP TABLE newsletter_subscription; --",
    ],
)
def test_a_link_that_is_cut_or_forged_is_not_known(links: dict[str, str], wrong: Callable[[str], str]) -> None:
    before = every_row()

    for address in addresses_of({kind: wrong(token) for kind, token in links.items()}):
        answers = [Client().get(address), Client().post(address)]
        is_refusal = "/refusals/" in address
        assert [answer.status_code for answer in answers] == [405 if is_refusal else 404, 404], address
        if address.startswith(API):
            problem_in(answers[1], 404)
        else:
            assert b"<h1>We do not know this link</h1>" in answers[1].content

    assert every_row() == before


def test_a_link_is_good_for_nothing_but_what_it_was_sent_for(links: dict[str, str]) -> None:
    before = every_row()

    for kind, paths in {
        "erasure": ["confirmations", "refusals", "u"],
        "pending": ["erasures", "u"],
        "reader": ["confirmations", "refusals", "erasures"],
    }.items():
        for path in paths:
            assert post(f"/{path}/{links[kind]}/").status_code == 404

    assert every_row() == before


def test_only_the_digest_of_a_link_is_kept(links: dict[str, str]) -> None:
    kept = str(every_row())

    assert links["pending"] not in kept
    assert links["erasure"] not in kept


@pytest.mark.parametrize(("body", "content_type"), ONE_CLICK)
def test_one_click_unsubscribes_without_cookie_and_redirect(body: bytes, content_type: str) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber(newsletter=newsletter)
    path = f"/u/{unsubscribe_token(newsletter.pk, reader.pk)}/"

    answers = [post(path, body, content_type=content_type) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["state"] == "unsubscribed"
    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.reason) == (State.UNSUBSCRIBED, "one-click")
    assert ConsentEvent.objects.filter(kind="unsubscribed").count() == 1


def test_leaving_is_never_limited() -> None:
    newsletter = make_newsletter()
    readers = [make_subscriber(newsletter=newsletter) for _ in range(50)]

    for reader in readers:
        assert (
            post(f"/u/{unsubscribe_token(newsletter.pk, reader.pk)}/", b"List-Unsubscribe=One-Click").status_code == 200
        )
    assert not Subscription.objects.exclude(state=State.UNSUBSCRIBED).exists()


def test_an_unsubscribe_link_ends_one_newsletter_and_one_reader() -> None:
    first, second = make_newsletter(), make_newsletter()
    reader, other = (
        make_subscriber("a@example.org", newsletter=first),
        make_subscriber("b@example.org", newsletter=first),
    )
    make_subscriber("a@example.org", newsletter=second)

    post(f"/u/{unsubscribe_token(first.pk, reader.pk)}/")

    left = Subscription.objects.filter(state=State.UNSUBSCRIBED)
    assert [(gone.newsletter_id, gone.subscriber_id) for gone in left] == [(first.pk, reader.pk)]
    assert Subscription.objects.filter(subscriber=other, state=State.CONFIRMED).exists()


def test_an_unsubscribe_link_outlives_what_it_was_for() -> None:
    newsletter = make_newsletter()
    reader = make_subscriber(newsletter=newsletter)
    token = unsubscribe_token(newsletter.pk, reader.pk)
    erase(reader, note="by an editor")

    assert post(f"/u/{token}/").json() == {
        "newsletter": {"slug": newsletter.slug, "name": newsletter.name},
        "email": "",
        "state": "unsubscribed",
    }
    assert post(f"/u/{unsubscribe_token(2**31, 2**62)}/").json()["newsletter"] is None
    assert Client().get(f"/newsletter/unsubscribe/{unsubscribe_token(2**31, 2**62)}/").status_code == 200


def test_who_leaves_before_confirming_is_not_confirmed_by_the_old_mail(mails: Path) -> None:
    newsletter = make_newsletter()
    signup(newsletter)
    work()
    unsubscribe(NewsletterReader(newsletter.pk, Subscriber.objects.get().pk), reason="one-click")

    assert post(f"/confirmations/{token_in(mails_in(mails)[0])}/").status_code == 410
    assert Subscription.objects.get().state == State.UNSUBSCRIBED


def test_who_leaves_before_the_mail_is_sent_gets_none(mails: Path) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber(newsletter=newsletter, state=State.PENDING)
    notice = Notice.objects.create(
        kind=Notice.Kind.CONFIRMATION, subscriber=reader, subscription=Subscription.objects.get()
    )
    unsubscribe(NewsletterReader(newsletter.pk, reader.pk), reason="editor")
    work()

    notice.refresh_from_db()
    assert (notice.state, mails_in(mails)) == (Notice.State.CANCELLED, [])


def test_the_page_shows_and_its_button_does(links: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    shown = client.get(f"/newsletter/confirm/{links['pending']}/").content.decode()
    assert "p•••@e•••.org" in shown
    assert "pending@example.org" not in shown
    assert '<form method="post">' in shown
    assert "<script" not in shown

    done = client.post(f"/newsletter/confirm/{links['pending']}/")

    assert (done.status_code, b"<h1>You are subscribed</h1>" in done.content) == (200, True)
    assert Subscription.objects.get(subscriber__email="pending@example.org").state == State.CONFIRMED
    refused = client.post(f"/newsletter/refuse/{links['pending']}/")
    assert (refused.status_code, b"/newsletter/unsubscribe/" in refused.content) == (409, True)


def test_the_pages_refuse_unsubscribe_and_erase(links: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)

    assert b"It is deleted" in client.post(f"/newsletter/refuse/{links['pending']}/").content
    assert b"It is deleted" in client.get(f"/newsletter/refuse/{links['pending']}/").content
    assert client.get(f"/newsletter/confirm/{links['pending']}/").status_code == 410
    assert b"You are not subscribed" in client.post(f"/newsletter/unsubscribe/{links['reader']}/").content
    assert b"It is erased" in client.post(f"/newsletter/erase/{links['erasure']}/").content
    assert b"It is erased" in client.get(f"/newsletter/erase/{links['erasure']}/").content
    assert list(Subscriber.objects.values_list("email", flat=True)) == [""]


def test_what_an_editor_typed_is_text_on_the_pages() -> None:
    newsletter = make_newsletter(name="<script>alert(1)</script> & co")
    reader = make_subscriber(newsletter=newsletter)

    page = Client().get(f"/newsletter/unsubscribe/{unsubscribe_token(newsletter.pk, reader.pk)}/").content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_pages_load_nothing_from_elsewhere(links: dict[str, str]) -> None:
    answer = Client().get(f"/newsletter/confirm/{links['pending']}/")

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert b"//" not in answer.content.replace(b"https://api.example.org/newsletter/", b"")
    assert b"style=" not in answer.content


def test_a_confirmed_reader_has_the_time_and_place_in_the_log(mails: Path) -> None:
    signup(make_newsletter())
    work()
    Client(REMOTE_ADDR="192.0.2.7").post(
        f"{API}/confirmations/{token_in(mails_in(mails)[0])}/", headers={"User-Agent": "Reader/1.0"}
    )

    event = ConsentEvent.objects.get(kind="confirmed")
    assert (event.ip, event.user_agent) == ("192.0.2.7", "Reader/1.0")


def test_a_link_of_a_deleted_request_confirms_nothing(mails: Path) -> None:
    signup(make_newsletter())
    work()
    token = token_in(mails_in(mails)[0])
    Subscription.objects.all().delete()

    assert post(f"/confirmations/{token}/").status_code == 410
    assert get(f"/confirmations/{token}/").status_code == 410
