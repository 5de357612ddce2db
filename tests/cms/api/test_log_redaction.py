"""No secret stands in a log, however wrong the address around it is."""

import logging
from base64 import urlsafe_b64encode
from random import Random
from secrets import token_urlsafe

import pytest
from django.test import Client
from django.urls import reverse

from cms.api.log_redaction import RedactingFormatter, redacted, redacted_path, words_before_tokens
from cms.tokens.issuing import BEGINS
from tests.cms.serving.at_the_door import asked_at
from tests.fronted import make_front
from tests.tables import table

SECRETS = {
    "mailed": token_urlsafe(32),
    "unsubscribe": urlsafe_b64encode(bytes(11) + b"\x07" + Random(1).randbytes(18)).decode(),
    "api": f"{BEGINS}_ab12cd34_{token_urlsafe(32)}",
    "preview": f"WyJhcnRpY2xlIiwiMDE5MyIsMTc5NTc2ODAwMCwwXQ.{token_urlsafe(32)}",
}
AROUND = [
    "/api/v1/newsletter/confirmations/{}/",
    "/api/v1/newsletter/confirmations/{}",
    "//api//v1/newsletter//u//{}/",
    "/API/V1/Newsletter/Erasures/{}/",
    "/newsletter/unsubscribe%2F{}",
    "/newsletter/confirm%252f{}/more/and more",
    "/newsletter\\refuse\\{}",
    "/newsletter/{}/",
    "/{}",
    "/media/{}.png",
    "/api/v1/articles/;{}",
]


@table("around", AROUND)
@table("secret", SECRETS.values())
def test_a_secret_in_a_path_is_hidden_wherever_it_stands(around: str, secret: str) -> None:
    shown = redacted_path(around.format(secret))
    assert not any(secret[start : start + 12] in shown for start in range(len(secret) - 12))


def test_a_short_secret_is_hidden_after_the_word_that_stands_before_one() -> None:
    for word in words_before_tokens():
        assert redacted_path(f"/newsletter/{word}/ab c/d") == f"/newsletter/{word}/-"


def test_every_url_pattern_with_a_token_in_it_is_known() -> None:
    words = set(words_before_tokens())
    assert {"confirm", "refuse", "unsubscribe", "erase", "confirmations", "refusals", "u", "erasures"} <= words
    assert reverse("newsletter-unsubscribing", args=["x"]).split("/")[-3] in words


@table(
    "path",
    [
        "/api/v1/articles/data-engineer-vs-data-scientist-vs-ml-engineer-2026/",
        "/api/v1/comparisons/mlops-engineer-vs-ml-engineer/",
        "/media/pictures/0123456789abcdef0123456789abcdef/w960.webp",
        "/static/admin/css/base.5af66c1b1797.css",
        "/admin/articles/article/0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/change/",
        "/api/v1/newsletter/confirmations/",
    ],
)
def test_what_is_no_secret_is_shown(path: str) -> None:
    assert redacted_path(path) == redacted(path) == path


def test_a_message_its_arguments_and_its_traceback_are_without_secrets() -> None:
    secret = SECRETS["mailed"]
    try:
        raise ValueError(f"GET /newsletter/confirm/{secret}/?t={secret}&preview=short is wrong")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "Failed at %s", (f"/newsletter/u/{secret}",), None)
        record.exc_info = (ValueError, error, error.__traceback__)
    line = RedactingFormatter("{message}", style="{").format(record)
    assert secret not in line
    assert "preview=short" not in line
    assert "Failed at /newsletter/u/-" in line
    assert "is wrong" in line


@pytest.mark.django_db
def test_no_answer_of_the_server_puts_a_secret_into_any_log(
    settings: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.ACCESS_LOG = True  # type: ignore[attr-defined]
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("{message}", style="{"))
    logging.getLogger().addHandler(handler)
    front = make_front()
    secret = SECRETS["mailed"]
    try:
        for around in AROUND:
            for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
                try:
                    asked_at(front, around.format(secret), f"preview={secret}&token={secret}", method)
                except AssertionError:
                    continue
        Client().post(f"/admin/{secret}/", {"x": secret})
    finally:
        logging.getLogger().removeHandler(handler)
    written = capfd.readouterr().err
    assert written.count("cms.access") > 40
    assert secret not in written
