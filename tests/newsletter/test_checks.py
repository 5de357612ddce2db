"""What an operator is told before readers are written to."""

from typing import Any

import pytest
from pytest_django import Settings

from cms.checks import unsafe
from newsletter.checks import check_frontend_urls, check_keys
from tests.newsletter.makers import make_newsletter
from tests.tables import table

CONFIRM = "https://www.example.org/confirm?t={token}"


def ids(found: Any) -> list[str]:
    return [message.id for message in found]


@table(
    ("urls", "expected"),
    [
        ({}, []),
        ({"confirm": CONFIRM, "archive": "https://www.example.org/{newsletter}/{issue}"}, []),
        ({"confirm": "https://www.example.org/confirm"}, ["newsletter.E002"]),
        ({"confirm": "http://www.example.org/{token}"}, ["newsletter.E002"]),
        ({"archive": "https://www.example.org/{newsletter}"}, ["newsletter.E002"]),
        ({"confrim": CONFIRM}, ["newsletter.E001"]),
    ],
)
def test_pages_of_a_frontend_are_looked_at_before_a_start(
    urls: dict[str, str], expected: list[str], settings: Settings
) -> None:
    settings.NEWSLETTER_FRONTEND_URLS = urls

    assert ids(check_frontend_urls(None)) == expected
    assert any("NEWSLETTER_FRONTEND_URLS" in reason for reason in unsafe()) == bool(expected)


@pytest.mark.django_db
def test_shared_keys_are_told_once_there_is_a_newsletter_and_keep_nothing_from_starting(settings: Settings) -> None:
    assert ids(check_keys(None)) == []
    make_newsletter()
    assert ids(check_keys(None)) == ["newsletter.W001"]
    assert not any("NEWSLETTER_LINK_KEYS" in reason for reason in unsafe())
    settings.NEWSLETTER_LINK_KEYS, settings.NEWSLETTER_FINGERPRINT_KEY = ["one"], "two"
    assert ids(check_keys(None)) == []
