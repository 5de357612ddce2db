from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.signing import Signer
from django.utils import timezone
from pytest_django import Settings

from cms.tokens.authentication import NotAuthenticated
from cms.tokens.preview_links import PreviewLink, link_token, read_link, revoke_links, signed
from tests.tables import table

pytestmark = pytest.mark.django_db
ID = UUID("36f2c0bd-4cf1-5879-bfdb-66a38e6bac63")


def in_an_hour(entry: tuple[str, UUID] | None = ("article", ID)) -> PreviewLink:
    return PreviewLink(entry, timezone.now().replace(microsecond=0) + timedelta(hours=1))


@table("entry", [("article", ID), ("call_to_action", uuid4()), None])
def test_a_link_says_what_it_was_made_for(entry: tuple[str, UUID] | None) -> None:
    link = in_an_hour(entry)

    assert read_link(link_token(link)) == link


def test_it_stands_in_an_address_as_it_is() -> None:
    token = link_token(in_an_hour())

    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert len(token) < 200


def test_it_is_good_until_it_expires() -> None:
    with time_machine.travel("2026-05-01T12:00Z", tick=False) as clock:
        token = link_token(in_an_hour())
        clock.shift(3599)
        read_link(token)
        clock.shift(1)
        with pytest.raises(NotAuthenticated, match="expired"):
            read_link(token)


def test_whatever_is_changed_in_it_it_is_refused() -> None:
    token, other = link_token(in_an_hour()), link_token(in_an_hour(None))
    payload, signature = token.split(".")
    changed = [
        token[: len(token) // 2],
        token[:-1],
        payload,
        f".{signature}",
        f"{payload}.",
        f"{other.split('.')[0]}.{signature}",
        token.replace(".", ":"),
        token + "=",
        "",
        ".",
        "x" * 100_000,
        "é.é",
        "\x00",
        *(token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(payload), 7)),
    ]
    for text in changed:
        with pytest.raises(NotAuthenticated, match="not valid"):
            read_link(text)


def test_a_link_of_another_installation_is_refused(settings: Settings) -> None:
    settings.SECRET_KEY = "the key of another installation"
    token = link_token(in_an_hour())
    settings.SECRET_KEY = "ours"

    with pytest.raises(NotAuthenticated, match="not valid"):
        read_link(token)


def test_a_replaced_key_still_reads_what_it_signed(settings: Settings) -> None:
    settings.SECRET_KEY = "old"
    token = link_token(in_an_hour())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]

    assert read_link(token).entry == ("article", ID)


def test_what_the_key_signed_for_another_purpose_is_no_link() -> None:
    with pytest.raises(NotAuthenticated):
        read_link(Signer(sep=".", salt="another").sign_object(["article", ID.hex, 2**33, 0]))


def test_all_links_are_taken_back_at_once_and_later_ones_are_good() -> None:
    tokens = [link_token(in_an_hour()), link_token(in_an_hour(None))]
    revoke_links()
    later = link_token(in_an_hour())
    revoke_links()
    last = link_token(in_an_hour())

    for token in (*tokens, later):
        with pytest.raises(NotAuthenticated, match="taken back"):
            read_link(token)
    assert read_link(last).entry == read_link(signed(in_an_hour(), epoch=2)).entry == ("article", ID)
