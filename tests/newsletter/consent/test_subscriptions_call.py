"""The call that a sign-up form makes: what it takes, refuses, and never tells."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cms.api.rates import Rate
from newsletter.consent.consent_texts import set_wording
from newsletter.consent.suppressing import suppress
from newsletter.mail_addresses import parse_address
from newsletter.models import SignupRequest, Subscription, Suppression, WindowCount
from tests.articles.asking import problem_in
from tests.newsletter.makers import make_newsletter, make_subscriber
from tests.tables import table

from .calling import ROOT, client_at, post, signup
from .mailbox import mails_in, work

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EVIL = "\r\nBcc: everybody@example.org"


@pytest.fixture
def body() -> dict[str, Any]:
    return {"email": "reader@example.org", "newsletter": make_newsletter().slug, "consent_text": 1}


def statements_of(email: str, slug: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = post("/subscriptions/", {"email": email, "newsletter": slug, "consent_text": 1})
    assert answer.status_code == 202
    # The values differ, the statements must not.
    return [re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", query["sql"]) for query in captured.captured_queries]


def test_new_pending_confirmed_suppressed_and_limited_addresses_are_answered_alike(settings: Settings) -> None:
    settings.NEWSLETTER_LIMITS = {"client": Rate(1_000, 3_600), "address": Rate(2, 86_400)}
    newsletter = make_newsletter()
    for state in ("pending", "confirmed", "unsubscribed"):
        make_subscriber(f"{state}@example.org", newsletter=newsletter, state=state)
    suppress(parse_address("suppressed@example.org").fingerprint, reason=Suppression.Reason.MANUAL)
    for _ in range(3):
        signup(newsletter, "limited@example.org")
        work()
    assert SignupRequest.objects.latest("pk").verdict == SignupRequest.Verdict.LIMITED
    kinds = ["anew", "pending", "confirmed", "unsubscribed", "suppressed", "limited"]

    answers = [signup(newsletter, f"{kind}@example.org") for kind in kinds]
    work()
    asked = [statements_of(f"{kind}@example.org", newsletter.slug) for kind in kinds]

    first = answers[0]
    for answer in answers:
        assert (answer.status_code, answer.content) == (202, first.content)
        assert dict(answer.items()) == dict(first.items())
    # The first leaves a task for the worker, which the others find waiting.
    assert all(statements == asked[1] for statements in asked[2:])
    work()
    assert statements_of("somebody-else@example.org", newsletter.slug) == asked[1]
    assert not any("newsletter_sub" in sql or "suppression" in sql for statements in asked for sql in statements)


@table(
    "email",
    [
        "",
        "reader",
        "reader@",
        "@example.org",
        "a@b@example.org",
        "reader@example..org",
        "reader@-example.org",
        ".reader@example.org",
        "rea der@example.org",
        '"rea der"@example.org',
        "reader@[127.0.0.1]",
        "Reader <reader@example.org>",
        "reader@example.org, other@example.org",
        "reader@example.org" + EVIL,
        "reader" + EVIL + "@example.org",
        "reader@exam\u2028ple.org",
        "reader\u202e@example.org",
        "reader\x00@example.org",
        "reader@localhost",
        "x" * 309 + "@example.org",
        "x" * 321,
        7,
        None,
        ["reader@example.org"],
        {"$ne": ""},
        True,
    ],
)
def test_what_is_no_address_is_refused(body: dict[str, Any], email: Any) -> None:
    problem = problem_in(post("/subscriptions/", body | {"email": email}), 400)

    assert [error["parameter"] for error in problem["errors"]] == ["email"]
    assert not SignupRequest.objects.exists()


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("jörg@bücher.example", "jörg@bücher.example"),
        ("o'neil+news@example.org", "o'neil+news@example.org"),
        ("x" * 64 + "@example.org", "x" * 64 + "@example.org"),
        (" reader@EXAMPLE.org\n", "reader@example.org"),
        ("用户@例子.广告", "用户@例子.广告"),
    ],
)
def test_an_unusual_address_is_an_address(body: dict[str, Any], email: str, kept: str, mails: Path) -> None:
    assert post("/subscriptions/", body | {"email": email}).status_code == 202
    work()

    assert SignupRequest.objects.get().email == kept
    assert len(mails_in(mails)) == 1


@table(
    ("change", "parameter"),
    [
        ({"lead_magnet": "blueprint"}, "lead_magnet"),
        ({"is_admin": True}, "is_admin"),
        ({"E-Mail": "x"}, "E-Mail"),
        ({"consent_text": "1"}, "consent_text"),
        ({"consent_text": True}, "consent_text"),
        ({"consent_text": 1.0}, "consent_text"),
        ({"consent_text": 2}, "consent_text"),
        ({"consent_text": 0}, "consent_text"),
        ({"consent_text": -1}, "consent_text"),
        ({"consent_text": 2**63}, "consent_text"),
        ({"newsletter": 7}, "newsletter"),
        ({"newsletter": "x" * 121}, "newsletter"),
        ({"newsletter": "a\x00b"}, "newsletter"),
        ({"language": "english"}, "language"),
        ({"language": "en" + EVIL}, "language"),
        ({"language": "en\n"}, "language"),
        ({"language": "en-" + "x" * 12}, "language"),
        ({"language": None}, "language"),
    ],
)
def test_what_nobody_asked_for_is_refused_by_name(body: dict[str, Any], change: Any, parameter: str) -> None:
    problem = problem_in(post("/subscriptions/", body | change), 400)

    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert not SignupRequest.objects.exists()


@table("missing", ["email", "newsletter", "consent_text"])
def test_what_is_missing_is_named(body: dict[str, Any], missing: str) -> None:
    del (body := dict(body))[missing]

    assert problem_in(post("/subscriptions/", body), 400)["errors"][0]["parameter"] == missing


def test_the_current_wording_is_named_to_whoever_sends_another() -> None:
    newsletter = make_newsletter()
    set_wording(newsletter, "Send me the weekly mail, and count me.")

    problem = problem_in(
        post("/subscriptions/", {"email": "a@example.org", "newsletter": newsletter.slug, "consent_text": 1}), 400
    )

    assert problem["current"] == 2
    assert "version 2" in problem["errors"][0]["detail"]


@table("fields", [{"is_public": False}, {}], rolled_back=True)
def test_a_newsletter_that_takes_nobody_is_not_there(fields: dict[str, Any]) -> None:
    newsletter = make_newsletter(**fields)
    if not fields:
        newsletter.consent_texts.all().delete()

    problem_in(
        post("/subscriptions/", {"email": "a@example.org", "newsletter": newsletter.slug, "consent_text": 1}), 404
    )
    problem_in(post("/subscriptions/", {"email": "a@example.org", "newsletter": "nothing", "consent_text": 1}), 404)


@table("sent", [b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"email": "\\ud800"}', b"[" * 4_000])
def test_what_is_no_json_object_is_refused(sent: bytes) -> None:
    problem_in(post("/subscriptions/", sent), 400)


def test_large_bodies_are_refused_unread(body: dict[str, Any]) -> None:
    problem_in(post("/subscriptions/", body | {"language": "x" * 8_000}), 413)


@table(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ],
)
def test_only_json_is_taken(body: dict[str, Any], content_type: str) -> None:
    problem_in(post("/subscriptions/", json.dumps(body).encode(), content_type=content_type), 415)


def test_parameters_in_the_address_are_refused(body: dict[str, Any]) -> None:
    assert problem_in(post("/subscriptions/?email=a", body), 400)["errors"][0]["parameter"] == "email"


@table("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_it_is_posted_and_nothing_else(method: str) -> None:
    answer = client_at("192.0.2.1").generic(method, f"{ROOT}/subscriptions/")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST, OPTIONS"


def test_a_form_on_any_site_may_post_and_is_kept_as_the_source(body: dict[str, Any]) -> None:
    asked = client_at("192.0.2.1").options(
        f"{ROOT}/subscriptions/",
        headers={"Origin": "https://blog.example.net", "Access-Control-Request-Method": "POST"},
    )
    answer = post("/subscriptions/", body, Origin="https://blog.example.net")

    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert SignupRequest.objects.get().source == "https://blog.example.net"


@table(
    "origin",
    ["null", "javascript:alert(1)", "https://x" + "x" * 300, "https://a/b", "http://[::1", "x"],
    rolled_back=True,
)
def test_an_origin_that_is_none_is_not_kept(body: dict[str, Any], origin: str) -> None:
    assert post("/subscriptions/", body, Origin=origin).status_code == 202
    assert SignupRequest.objects.get().source == ""


def test_what_a_header_says_is_cut_and_cleaned(body: dict[str, Any]) -> None:
    post("/subscriptions/", body, **{"User-Agent": "Evil\x1b[31m\x07" + "x" * 1_000})

    agent = SignupRequest.objects.get().user_agent
    assert agent.startswith("Evil[31mxxx")
    assert len(agent) == 300


def test_one_client_is_limited_and_others_are_not(body: dict[str, Any], settings: Settings) -> None:
    settings.NEWSLETTER_LIMITS = {"client": Rate(2, 3_600)}

    def statuses(address: str, number: int = 1) -> list[int]:
        client = client_at(address)
        url = f"{ROOT}/subscriptions/"
        return [client.post(url, body, content_type="application/json").status_code for _ in range(number)]

    with time_machine.travel("2027-01-05 12:20Z", tick=False):
        assert statuses("192.0.2.1", 3) == [202, 202, 429]
        assert statuses("192.0.2.2") == [202]
        assert statuses("::ffff:192.0.2.2", 2) == [202, 429]
        # One network of 64 bits is one client.
        assert statuses("2001:db8::1", 1) + statuses("2001:db8::ffff:2", 2) == [202, 202, 429]
        assert statuses("2001:db8:0:1::1") == [202]
        answer = client_at("192.0.2.1").post(f"{ROOT}/subscriptions/", body, content_type="application/json")
        assert answer["Retry-After"] == "2400"
        assert answer["Access-Control-Allow-Origin"] == "*"
    with time_machine.travel("2027-01-05 13:00:01Z"):
        assert statuses("192.0.2.1") == [202]


@pytest.mark.slow
def test_ten_thousand_calls_of_one_client_leave_a_handful_of_rows(body: dict[str, Any]) -> None:
    with time_machine.travel("2027-01-05 12:00Z", tick=False):
        client = client_at("192.0.2.1")
        answers = [
            client.post(
                f"{ROOT}/subscriptions/", body | {"email": f"r{n}@example.org"}, content_type="application/json"
            )
            for n in range(10_000)
        ]

    assert [answer.status_code for answer in answers] == [202] * 20 + [429] * 9_980
    assert SignupRequest.objects.count() == 20
    assert WindowCount.objects.count() == 1
    assert WindowCount.objects.get().count == 10_000
    assert not Subscription.objects.exists()


def test_no_log_has_an_address(body: dict[str, Any], caplog: pytest.LogCaptureFixture, settings: Settings) -> None:
    caplog.set_level(0)
    post("/subscriptions/", body)
    post("/subscriptions/", body | {"email": "not an@address@example.org"})
    settings.MAIL_URL = ""
    work()

    assert "reader@" not in caplog.text
    assert "not an@" not in caplog.text
    assert "MAIL_URL" in caplog.text, "that mails wait is said"
